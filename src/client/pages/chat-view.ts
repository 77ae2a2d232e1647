// The chat as it is shown: what one person wrote within one minute stands under one name.

import type { ChatLine } from "../call-model.ts";
import { t } from "../words.ts";
import { hueOf, initialsOf } from "./person.ts";
import type { TextPart } from "./text-parts.ts";
import { textParts } from "./text-parts.ts";

export type ChatGroup = {
  /** Of its first line. */
  readonly id: number;
  readonly name: string;
  readonly initials: string;
  readonly hue: string;
  readonly isOwn: boolean;
  readonly time: string;
  readonly lines: readonly { readonly id: number; readonly parts: readonly TextPart[] }[];
};

const MINUTE_MS = 60_000;

function isSameGroup(one: ChatLine, other: ChatLine): boolean {
  const minute = ({ at }: ChatLine) => Math.floor(at / MINUTE_MS);
  return one.from === other.from && minute(one) === minute(other);
}

/** @param timeOf shows milliseconds since 1970 as a time of day. */
export function chatGroups(
  lines: readonly ChatLine[],
  timeOf: (at: number) => string,
): readonly ChatGroup[] {
  const groups: { first: ChatLine; lines: ChatLine[] }[] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last !== undefined && isSameGroup(last.first, line)) last.lines.push(line);
    else groups.push({ first: line, lines: [line] });
  }
  return groups.map(({ first, lines: own }) => ({
    id: first.id,
    name: first.isOwn ? t("person.you") : first.name,
    initials: initialsOf(first.name),
    hue: hueOf(first.from),
    isOwn: first.isOwn,
    time: timeOf(first.at),
    lines: own.map(({ id, text }) => ({ id, parts: textParts(text) })),
  }));
}

/** @param lastRead the ID of the last line that was shown; -1 for none. */
export function unreadIn(lines: readonly ChatLine[], lastRead: number): readonly ChatLine[] {
  return lines.filter(({ id, isOwn }) => id > lastRead && !isOwn);
}
