// The chat as a file of plain text, made on the person's own device.

import type { ChatLine, LineRef } from "../chat-model.ts";
import { t } from "../words.ts";
import { plainText } from "./chat-text.ts";
import { quoteOf } from "./chat-view.ts";

export type SavedChatOptions = {
  readonly lines: readonly ChatLine[];
  readonly find: (ref: LineRef) => ChatLine | null;
  /** Date and time in the person's own way. */
  readonly timeOf: (at: number) => string;
  /** Milliseconds since 1970. */
  readonly now: number;
};

const indented = (text: string) => text.replaceAll("\n", "\n    ");

/** Names and words are what people wrote: in plain text none of it means anything to a program. */
export function savedChat({ lines, find, timeOf, now }: SavedChatOptions): string {
  const head = [t("saved.title", { time: timeOf(now) }), t("saved.note"), ""];
  const body = lines.flatMap((line) => {
    const answered = line.reply && find(line.reply);
    const quote = answered && quoteOf(answered);
    return [
      `[${timeOf(line.at)}] ${line.name}`,
      ...(line.reply === null
        ? []
        : [`    > ${quote ? `${quote.name}: ${quote.text}` : t("chat.gone")}`]),
      `    ${indented(plainText(line))}`,
      ...(line.poll?.options ?? []).map((option, index) => {
        const count = line.poll?.votes.filter(
          ({ choices }) => (choices & (1 << index)) !== 0,
        ).length;
        return `    - ${option}: ${count}`;
      }),
    ];
  });
  return `${[...head, ...body].join("\n")}\n`;
}
