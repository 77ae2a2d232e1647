// What members write in the chat, and what refers to it: lines, files, polls, reactions to a line (PROTOCOL §6).

import { utf8 } from "../../base/bytes.ts";
import type { Infer } from "../../protocol/schema.ts";
import {
  bool,
  fixed,
  list,
  optional,
  participantId,
  struct,
  text,
  u8,
  u32,
  word,
} from "../../protocol/schema.ts";

/** Longer belongs into a document, shorter cuts off an address or a paragraph. UTF-8 bytes. */
export const CHAT_BYTES_MAX = 4 * 1024;

/** A closed list: nobody draws with other people's screens. */
export const REACTIONS = ["👍", "❤️", "😂", "😮", "👏", "🎉"] as const;
export type Reaction = (typeof REACTIONS)[number];

/** More people in one line are everybody. */
export const MENTIONS_MAX = 16;

/** In a text it stands where one who is mentioned stands: a name is never part of what was written. */
export const MENTION = "\uFFFC";

/** What file systems take. UTF-8 bytes. */
export const FILE_NAME_BYTES_MAX = 255;

/** AES-128-GCM, as the frames have it. */
export const FILE_KEY_BYTES = 16;
export const FILE_DIGEST_BYTES = 32;

export const QUESTION_BYTES_MAX = 512;
export const OPTION_BYTES_MAX = 200;
export const OPTIONS_MIN = 2;
/** More don't fit on a phone, and into the bits of a vote. */
export const OPTIONS_MAX = 6;

/** A line of the chat, a text, a file or a poll: by its author and that one's own count of lines. */
const lineField = struct({ author: participantId, id: u32 });
export type LineRef = Infer<typeof lineField>;

export const chatFields = {
  /** `id` counts the sender's own lines. Each `MENTION` in `text` stands for the next of `mentions`. */
  chat: {
    id: u32,
    text: text(CHAT_BYTES_MAX),
    reply: optional(lineField),
    mentions: list(participantId, MENTIONS_MAX),
  },
  "line-reaction": { line: lineField, emoji: word(REACTIONS), isSet: bool },
  /** A line: the sender gives this file to who asks. `digest` is SHA-256 of its `size` bytes. */
  file: {
    id: u32,
    name: text(FILE_NAME_BYTES_MAX),
    size: u32,
    key: fixed(FILE_KEY_BYTES),
    digest: fixed(FILE_DIGEST_BYTES),
  },
  /** The sender gives it no longer. */
  "file-end": { id: u32 },
  /** A line. Newcomers are told it while it is open. */
  poll: {
    id: u32,
    question: text(QUESTION_BYTES_MAX),
    options: list(text(OPTION_BYTES_MAX), OPTIONS_MAX),
    isMultiple: bool,
  },
  /** A bit for each option, the first the lowest. The latest counts, and newcomers are told it. */
  vote: { poll: lineField, choices: u8 },
  /** By its author, a host or a co-host. */
  "poll-end": { poll: lineField },
} as const;

const chatField = {
  chat: struct(chatFields.chat),
  "line-reaction": struct(chatFields["line-reaction"]),
  file: struct(chatFields.file),
  "file-end": struct(chatFields["file-end"]),
  poll: struct(chatFields.poll),
  vote: struct(chatFields.vote),
  "poll-end": struct(chatFields["poll-end"]),
};
export type ChatType = keyof typeof chatField;
export type ChatSignal = {
  [K in ChatType]: { readonly type: K } & Infer<(typeof chatField)[K]>;
}[ChatType];

function fits(written: string, bytesMax: number): boolean {
  return utf8(written).length <= bytesMax;
}

/**
 * The page bounds what a person types, and a receiver what an insider makes up.
 * @returns false for what is to be dropped.
 */
export function isWithinBounds(signal: ChatSignal | { readonly type: string }): boolean {
  if (!isChat(signal)) return true;
  switch (signal.type) {
    case "chat":
      return fits(signal.text, CHAT_BYTES_MAX) && signal.mentions.length <= MENTIONS_MAX;
    case "file":
      return signal.name !== "" && fits(signal.name, FILE_NAME_BYTES_MAX);
    case "poll": {
      const { question, options } = signal;
      const isCounted = options.length >= OPTIONS_MIN && options.length <= OPTIONS_MAX;
      const areOptions = options.every((option) => option !== "" && fits(option, OPTION_BYTES_MAX));
      return isCounted && areOptions && question !== "" && fits(question, QUESTION_BYTES_MAX);
    }
    case "vote":
      return signal.choices < 2 ** OPTIONS_MAX;
    default:
      return true;
  }
}

function isChat(signal: { readonly type: string }): signal is ChatSignal {
  return Object.hasOwn(chatFields, signal.type);
}
