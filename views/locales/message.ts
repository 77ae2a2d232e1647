// What a message is, and how one is filled in: placeholders in braces, plural forms by CLDR's categories.

/** By the plural categories of its language (Unicode TR35 part 3 §5); `other` is always there. */
export type Plural = { readonly other: string } & {
  readonly [category in Exclude<Intl.LDMLPluralRule, "other">]?: string;
};

export type Message = string | Plural;

type PlaceholdersIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholdersIn<Rest>
  : never;

type TextOf<M extends Message> = M extends string ? M : Extract<M[keyof M], string>;

/** The names that must be filled in; `count` chooses the plural form. */
export type Placeholders<M extends Message> =
  | PlaceholdersIn<TextOf<M>>
  | (M extends string ? never : "count");

export type Values<M extends Message> = [Placeholders<M>] extends [never]
  ? readonly []
  : readonly [Readonly<Record<Placeholders<M>, string | number>>];

const PLACEHOLDER = /\{([a-zA-Z]+)\}/;

/** @returns text and placeholder in turn, beginning and ending with text: `["Hi ", "name", "."]`. */
export function partsOf(template: string): readonly string[] {
  return template.split(PLACEHOLDER);
}

/** The placeholders of all forms, sorted; `count` need not be said in each. */
export function placeholdersOf(message: Message): readonly string[] {
  const texts = typeof message === "string" ? [message] : Object.values(message);
  const names = texts.flatMap((text) => partsOf(text).filter((_, index) => index % 2 === 1));
  return [...new Set(names)].sort();
}
