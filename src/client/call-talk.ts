// What members of the call told each other beside the chat: reactions, raised hands, a host's requests. No DOM, no clock.

import type { ParticipantId } from "../protocol/ids.ts";
import type { AskedView, ReactionView } from "./call-model.ts";

/** More at once is confetti; a member could send without end. */
const REACTIONS_MAX = 30;

/** Shorter and it is missed, longer and it piles up. */
export const REACTION_MS = 4_000;

/** Of a u32: who claims it stands last, with all who raise their hands after that. */
const PLACE_MAX = 0xffffffff;

type Author = { readonly participantId: ParticipantId; readonly name: string };

export class CallTalk {
  #reactions: readonly (ReactionView & { readonly at: number })[] = [];
  /** Whose is up, and which place each took. */
  readonly #hands = new Map<ParticipantId, number>();
  #asked: AskedView | null = null;
  #ids = 0;

  get reactions(): readonly ReactionView[] {
    return this.#reactions;
  }

  get asked(): AskedView | null {
    return this.#asked;
  }

  /** @returns the place that it took; null for a hand that is down. */
  handOf(id: ParticipantId): number | null {
    return this.#hands.get(id) ?? null;
  }

  /** Behind all that are up. */
  get nextPlace(): number {
    return Math.min(PLACE_MAX, Math.max(0, ...this.#hands.values()) + 1);
  }

  /** @param at milliseconds since 1970. */
  handleReaction({ participantId, name }: Author, emoji: string, at: number): void {
    const reaction = { id: this.#ids++, from: participantId, name, emoji, at };
    this.#reactions = [...this.#reactions, reaction].slice(-REACTIONS_MAX);
  }

  handleHand(id: ParticipantId, isRaised: boolean, place: number): void {
    if (isRaised) this.#hands.set(id, place);
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
