// What members of the call told each other: chat, reactions, raised hands, a host's requests. No DOM, no clock.

import type { ParticipantId } from "../protocol/ids.ts";
import type { AskedView, ChatLine, ReactionView } from "./call-model.ts";

/** More makes a phone's page slow, fewer lose what was said a while ago. */
const CHAT_LINES_MAX = 1_000;

/** More at once is confetti; a member could send without end. */
const REACTIONS_MAX = 30;

/** Shorter and it is missed, longer and it piles up. */
export const REACTION_MS = 4_000;

type Author = { readonly participantId: ParticipantId; readonly name: string };

export class CallTalk {
  #chat: readonly ChatLine[] = [];
  #reactions: readonly (ReactionView & { readonly at: number })[] = [];
  readonly #hands = new Set<ParticipantId>();
  #asked: AskedView | null = null;
  #ids = 0;

  get chat(): readonly ChatLine[] {
    return this.#chat;
  }

  get reactions(): readonly ReactionView[] {
    return this.#reactions;
  }

  get asked(): AskedView | null {
    return this.#asked;
  }

  isHandRaised(id: ParticipantId): boolean {
    return this.#hands.has(id);
  }

  /** @param at milliseconds since 1970. */
  handleChat({ participantId, name }: Author, text: string, isOwn: boolean, at: number): void {
    const line = { id: this.#ids++, from: participantId, name, isOwn, text, at };
    this.#chat = [...this.#chat, line].slice(-CHAT_LINES_MAX);
  }

  /** @param at milliseconds since 1970. */
  handleReaction({ participantId, name }: Author, emoji: string, at: number): void {
    const reaction = { id: this.#ids++, from: participantId, name, emoji, at };
    this.#reactions = [...this.#reactions, reaction].slice(-REACTIONS_MAX);
  }

  handleHand(id: ParticipantId, isRaised: boolean): void {
    if (isRaised) this.#hands.add(id);
    else this.#hands.delete(id);
  }

  handleAsked(by: string, what: AskedView["what"]): void {
    this.#asked = { id: this.#ids++, by, what };
  }

  handleGone(id: ParticipantId): void {
    this.#hands.delete(id);
  }

  /** Lets reactions fade. @returns whether any did. */
  handleTick(at: number): boolean {
    const fresh = this.#reactions.filter((reaction) => at - reaction.at < REACTION_MS);
    const hasChanged = fresh.length !== this.#reactions.length;
    this.#reactions = fresh;
    return hasChanged;
  }
}
