// The chat as it is shown: what one person wrote within one minute stands under one name.

import type { ChatLine, LineRef, Reaction } from "../chat-model.ts";
import { t } from "../words.ts";
import type { LinePart } from "./chat-text.ts";
import { lineParts, mentionsSelf, plainText } from "./chat-text.ts";
import { hueOf, initialsOf } from "./person.ts";
import type { PollView } from "./poll-view.ts";
import { pollView } from "./poll-view.ts";
import { namesInWords } from "./sentence.ts";

/** What a line answers, as this browser has it. */
export type QuoteView = {
  /** Of the line; null for one that was written before this person came. */
  readonly id: number | null;
  readonly name: string;
  readonly text: string;
};

export type ReactionChip = {
  readonly emoji: Reaction;
  readonly count: number;
  readonly isOwn: boolean;
  /** Who, in words. */
  readonly names: string;
};

export type LineView = {
  readonly id: number;
  readonly ref: LineRef;
  readonly name: string;
  readonly isOwn: boolean;
  readonly parts: readonly LinePart[];
  /** As it is copied and searched. */
  readonly text: string;
  readonly quote: QuoteView | null;
  readonly reactions: readonly ReactionChip[];
  readonly isForSelf: boolean;
  readonly poll: PollView | null;
  readonly isFile: boolean;
};

export type ChatGroup = {
  /** Of its first line. */
  readonly id: number;
  readonly name: string;
  readonly initials: string;
  readonly hue: string;
  readonly isOwn: boolean;
  readonly time: string;
  readonly lines: readonly LineView[];
};

const MINUTE_MS = 60_000;

/** More of what was said isn't read in a quote. Letters. */
const QUOTED_MAX = 120;

function isSameGroup(one: ChatLine, other: ChatLine): boolean {
  const minute = ({ at }: ChatLine) => Math.floor(at / MINUTE_MS);
  return one.from === other.from && minute(one) === minute(other);
}

const keyOf = ({ author, id }: LineRef) => `${author}/${id}`;
const refOf = ({ from, number }: ChatLine): LineRef => ({ author: from, id: number });
const shownName = ({ name, isOwn }: Pick<ChatLine, "name" | "isOwn">) =>
  isOwn ? t("person.you") : name;

export function quoteOf(line: ChatLine): QuoteView {
  const text = plainText(line).replace(/\s+/gu, " ");
  const isLong = text.length > QUOTED_MAX;
  const cut = isLong ? `${text.slice(0, QUOTED_MAX).toWellFormed()}…` : text;
  return { id: line.id, name: shownName(line), text: cut };
}

function chipsOf({ reactions }: ChatLine): readonly ReactionChip[] {
  return reactions.map(({ emoji, by }) => ({
    emoji,
    count: by.length,
    isOwn: by.some(({ isSelf }) => isSelf),
    names: namesInWords(by.map(({ name, isSelf }) => (isSelf ? t("person.you") : name))),
  }));
}

function lineView(line: ChatLine, known: ReadonlyMap<string, ChatLine>): LineView {
  const answered = line.reply === null ? null : known.get(keyOf(line.reply));
  const gone = { id: null, name: "", text: t("chat.gone") };
  return {
    id: line.id,
    ref: refOf(line),
    name: shownName(line),
    isOwn: line.isOwn,
    parts: lineParts(line),
    text: plainText(line),
    quote: answered === null ? null : answered === undefined ? gone : quoteOf(answered),
    reactions: chipsOf(line),
    isForSelf: mentionsSelf(line),
    poll: line.poll && pollView(line.poll),
    isFile: line.file !== null,
  };
}

/** @param timeOf shows milliseconds since 1970 as a time of day. */
export function chatGroups(
  lines: readonly ChatLine[],
  timeOf: (at: number) => string,
): readonly ChatGroup[] {
  const known = new Map(lines.map((line) => [keyOf(refOf(line)), line]));
  const groups: { first: ChatLine; lines: ChatLine[] }[] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last !== undefined && isSameGroup(last.first, line)) last.lines.push(line);
    else groups.push({ first: line, lines: [line] });
  }
  return groups.map(({ first, lines: own }) => ({
    id: first.id,
    name: shownName(first),
    initials: initialsOf(first.name),
    hue: hueOf(first.from),
    isOwn: first.isOwn,
    time: timeOf(first.at),
    lines: own.map((line) => lineView(line, known)),
  }));
}

/** @param lastRead the ID of the last line that was shown; -1 for none. */
export function unreadIn(lines: readonly ChatLine[], lastRead: number): readonly ChatLine[] {
  return lines.filter(({ id, isOwn }) => id > lastRead && !isOwn);
}

/** @returns the groups with their lines in which `isWanted` finds something. */
export function groupsWith(
  groups: readonly ChatGroup[],
  isWanted: (line: LineView, group: ChatGroup) => boolean,
): readonly ChatGroup[] {
  return groups.flatMap((group) => {
    const lines = group.lines.filter((line) => isWanted(line, group));
    return lines.length === 0 ? [] : [{ ...group, lines }];
  });
}
