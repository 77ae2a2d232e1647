// The chat of a call: its lines, the reactions to them, its polls. Bounded; no DOM, no clock.

import type { ChatSignal } from "../core/mls/chat-fields.ts";
import type { ParticipantId } from "../protocol/ids.ts";
import type { FileStates } from "./call-files.ts";
import { CallFiles } from "./call-files.ts";
import type { ChatLine, LineRef, Named, OfferedFile, Poll } from "./chat-model.ts";
import type { FileState } from "./file-model.ts";
import { cleanFileName } from "./file-name.ts";

/** More makes a phone's page slow, fewer lose what was said a while ago. */
const LINES_MAX = 1_000;

/** Votes may come before their poll: newcomers hear both again, in any order. More only help floods. */
const EARLY_VOTES_MAX = 256;

type Of<T extends ChatSignal["type"]> = Omit<Extract<ChatSignal, { type: T }>, "type">;
type NewLine = Pick<ChatLine, "number" | "text"> & Partial<ChatLine>;

function isSingle(choices: number): boolean {
  return (choices & (choices - 1)) === 0;
}

/** Zero takes a vote back. */
function isVote({ options, isMultiple, isOpen }: Poll, choices: number): boolean {
  return isOpen && choices < 2 ** options.length && (isMultiple || isSingle(choices));
}

function withVote(poll: Poll, by: Named, choices: number): Poll {
  const others = poll.votes.filter((vote) => vote.by.id !== by.id);
  return { ...poll, votes: choices === 0 ? others : [...others, { by, choices }] };
}

export class CallChat {
  #lines: readonly ChatLine[] = [];
  #early: readonly { readonly by: Named; readonly vote: Of<"vote"> }[] = [];
  #ids = 0;
  readonly #files = new CallFiles();

  get lines(): readonly ChatLine[] {
    return this.#lines;
  }

  find({ author, id }: LineRef): ChatLine | null {
    return this.#lines.find(({ from, number }) => from === author && number === id) ?? null;
  }

  /** @param named gives the name of that time. @param at milliseconds since 1970. */
  handleChat(
    by: Named,
    { id, text, reply, mentions }: Of<"chat">,
    named: (id: ParticipantId) => Named,
    at: number,
  ): void {
    this.#add(by, { number: id, text, reply, mentions: mentions.map(named) }, at);
  }

  /** A name is what its author likes: it is made harmless before anybody sees it. */
  handleFile(
    by: Named,
    { id, name, size }: OfferedFile & { readonly id: number },
    at: number,
  ): void {
    const clean = cleanFileName(name);
    this.#add(by, { number: id, text: clean, file: { name: clean, size } }, at);
  }

  handleFileState(line: LineRef, state: FileState): void {
    if (this.find(line)?.file) this.#files.handleState(line, state);
  }

  /** The call is to be entered again: nothing more comes of what was on its way. */
  handleCallLost(): void {
    this.#files.handleCallLost();
  }

  /** By `lineKey`. */
  get files(): FileStates {
    return this.#files.states;
  }

  /** Newcomers are told again: who knows it already takes no notice. */
  handlePoll(by: Named, { id, question, options, isMultiple }: Of<"poll">, at: number): void {
    const poll = { options, isMultiple, isOpen: true, votes: [] };
    this.#add(by, { number: id, text: question, poll }, at);
    const early = this.#early;
    this.#early = [];
    for (const { by: voter, vote } of early) this.handleVote(voter, vote);
  }

  handleVote(by: Named, vote: Of<"vote">): void {
    const line = this.find(vote.poll);
    if (line === null) this.#early = [...this.#early, { by, vote }].slice(-EARLY_VOTES_MAX);
    else if (line.poll !== null && isVote(line.poll, vote.choices)) {
      this.#replace(line, { poll: withVote(line.poll, by, vote.choices) });
    }
  }

  /** Whoever said it may: every client asks that before. */
  handlePollEnd({ poll }: Of<"poll-end">): void {
    const line = this.find(poll);
    if (line?.poll) this.#replace(line, { poll: { ...line.poll, isOpen: false } });
  }

  /** @returns the line, when there is one and that changed it. */
  handleReaction(by: Named, { line: ref, emoji, isSet }: Of<"line-reaction">): ChatLine | null {
    const line = this.find(ref);
    if (line === null) return null;
    const before = line.reactions.find((reaction) => reaction.emoji === emoji)?.by ?? [];
    if (before.some(({ id }) => id === by.id) === isSet) return null;
    const after = isSet ? [...before, by] : before.filter(({ id }) => id !== by.id);
    const known = line.reactions.some((reaction) => reaction.emoji === emoji);
    const all = known ? line.reactions : [...line.reactions, { emoji, by: after }];
    const reactions = all
      .map((reaction) => (reaction.emoji === emoji ? { emoji, by: after } : reaction))
      .filter((reaction) => reaction.by.length > 0);
    this.#replace(line, { reactions });
    return line;
  }

  /** An author who gives a number twice is heard once: what answers it means one line on all screens. */
  #add(by: Named, line: NewLine, at: number): void {
    if (this.find({ author: by.id, id: line.number }) !== null) return;
    const added: ChatLine = {
      id: this.#ids++,
      from: by.id,
      name: by.name,
      isOwn: by.isSelf,
      mentions: [],
      reply: null,
      reactions: [],
      poll: null,
      file: null,
      at,
      ...line,
    };
    this.#lines = [...this.#lines, added].slice(-LINES_MAX);
  }

  #replace(line: ChatLine, changes: Partial<ChatLine>): void {
    this.#lines = this.#lines.map((one) => (one.id === line.id ? { ...one, ...changes } : one));
  }
}
