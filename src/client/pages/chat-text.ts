// What a line of the chat says: in parts to be shown, and as plain text to be searched, copied and saved.

import { MENTION } from "../../core/mls/chat-fields.ts";
import type { ChatLine, Named } from "../chat-model.ts";
import { textParts } from "./text-parts.ts";

export type LinePart = {
  readonly text: string;
  /** Where a click asks to go; null for plain words. */
  readonly href: string | null;
  /** Whom it mentions; "" for nobody. */
  readonly mention: "" | "self" | "other";
};

type Written = Pick<ChatLine, "text" | "mentions">;

/** By the name in the tree, never by one that the writer gives. Whoever it is isn't here any more: a dash. */
function mentionOf(person: Named): LinePart {
  const name = person.name === "" ? "–" : person.name;
  return { text: `@${name}`, href: null, mention: person.isSelf ? "self" : "other" };
}

export function lineParts({ text, mentions }: Written): readonly LinePart[] {
  return text.split(MENTION).flatMap((piece, index) => {
    const person = index === 0 ? undefined : mentions[index - 1];
    const plain = textParts(piece).map((part) => ({ ...part, mention: "" as const }));
    return person === undefined ? plain : [mentionOf(person), ...plain];
  });
}

export function plainText(line: Written): string {
  return lineParts(line)
    .map(({ text }) => text)
    .join("");
}

export function mentionsSelf({ mentions, text }: Written): boolean {
  const shown = mentions.slice(0, text.split(MENTION).length - 1);
  return shown.some(({ isSelf }) => isSelf);
}
