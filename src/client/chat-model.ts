// What the meeting page shows of the chat: lines, what answers them, polls. Plain values, replaced as a whole.

import type { LineRef, Reaction } from "../core/mls/chat-fields.ts";
import type { ParticipantId } from "../protocol/ids.ts";

export type { LineRef, Reaction };

/** Somebody by the name of that time: they may leave. */
export type Named = { readonly id: ParticipantId; readonly name: string; readonly isSelf: boolean };

export type LineReaction = { readonly emoji: Reaction; readonly by: readonly Named[] };

export type Poll = {
  readonly options: readonly string[];
  readonly isMultiple: boolean;
  readonly isOpen: boolean;
  /** The latest of each. `choices` has a bit for each option, the first the lowest. */
  readonly votes: readonly { readonly by: Named; readonly choices: number }[];
};

/** A file as its author announced it, its name made harmless. */
export type OfferedFile = { readonly name: string; readonly size: number };

export type ChatLine = {
  /** Of this browser: grows with each line. */
  readonly id: number;
  /** The line's own number among those of `from`. */
  readonly number: number;
  readonly from: ParticipantId;
  /** Kept beside the line: its author may leave. */
  readonly name: string;
  readonly isOwn: boolean;
  /** With a `MENTION` for each of `mentions`. Of a poll its question, of a file its name. */
  readonly text: string;
  readonly mentions: readonly Named[];
  /** Which line it answers. Its words are looked up here, so that nobody puts words in another's mouth. */
  readonly reply: LineRef | null;
  readonly reactions: readonly LineReaction[];
  readonly poll: Poll | null;
  readonly file: OfferedFile | null;
  /** Milliseconds since 1970 by this browser's clock, when it came. */
  readonly at: number;
};

/** What a person wrote, to be sent. */
export type ChatDraft = {
  readonly text: string;
  readonly reply: LineRef | null;
  readonly mentions: readonly ParticipantId[];
};

export type PollDraft = {
  readonly question: string;
  readonly options: readonly string[];
  readonly isMultiple: boolean;
};
