// Says messages in one language: `t("chat.from", { name })`.

import type { Direction, Language } from "./languages.ts";
import { LANGUAGES } from "./languages.ts";
import type { Message, Values } from "./message.ts";
import { partsOf } from "./message.ts";

/** U+2068 and U+2069 keep a name's direction from turning the sentence around it (Unicode TR9 §2.4). */
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_DIRECTIONAL_ISOLATE = "\u2069";

export function isolated(value: string): string {
  return `${FIRST_STRONG_ISOLATE}${value}${POP_DIRECTIONAL_ISOLATE}`;
}

/** @typeParam Messages the English messages, whose placeholders are what the others' must be. */
export type Translator<Messages extends Readonly<Record<string, Message>>> = {
  <Key extends keyof Messages & string>(key: Key, ...values: Values<Messages[Key]>): string;
  readonly language: Language;
  readonly direction: Direction;
  /** The message as written, its placeholders in braces. A plural's `other`. */
  template(key: keyof Messages & string): string;
};

/** @param messages of `language`; one for each key of `Messages`. */
export function translator<Messages extends Readonly<Record<string, Message>>>(
  language: Language,
  messages: Readonly<Record<keyof Messages & string, Message>>,
): Translator<Messages> {
  const { direction } = LANGUAGES[language];
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const shown = (value: string | number) => {
    if (typeof value === "number") return numbers.format(value);
    return direction === "rtl" ? isolated(value) : value;
  };
  const templateOf = (message: Message, count: string | number | undefined) => {
    if (typeof message === "string") return message;
    return (typeof count === "number" && message[plurals.select(count)]) || message.other;
  };
  const translate = <Key extends keyof Messages & string>(
    key: Key,
    ...[values]: Values<Messages[Key]>
  ) => {
    const given = new Map<string, string | number>(Object.entries(values ?? {}));
    return partsOf(templateOf(messages[key], given.get("count")))
      .map((part, index) => (index % 2 === 0 ? part : shown(given.get(part) ?? "")))
      .join("");
  };
  return Object.assign(translate, {
    language,
    direction,
    template: (key: keyof Messages & string) => templateOf(messages[key], undefined),
  });
}
