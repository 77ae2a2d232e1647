// One of a few, side by side: a group of radio buttons with a sentence about what is chosen.

import type { Key } from "../locales/catalogue.ts";
import { useWords } from "../words.ts";

type ChoiceKey = Extract<Key, `noise.${string}` | `background.${string}` | `data.${string}`>;

type Option = {
  readonly value: string;
  readonly label: ChoiceKey;
  /** What it does, in a sentence; shown while it is chosen. */
  readonly words?: ChoiceKey;
};

export function Choice({
  name,
  title,
  value,
  choose,
  options,
}: {
  /** Of the group; the page has each once. */
  name: string;
  title: string;
  /** The Alpine expression of what is chosen. */
  value: string;
  /** The method that takes another. */
  choose: string;
  options: readonly Option[];
}) {
  const t = useWords();
  const said = options.filter((option) => option.words !== undefined);
  return (
    <fieldset class="pick">
      <legend class="label">{title}</legend>
      <div class="pick-options">
        {options.map((option) => (
          <label class="pick-option">
            <input
              type="radio"
              class="sr-only"
              name={name}
              value={option.value}
              x-bind:checked={`${value} === '${option.value}'`}
              x-on:change={`${choose}('${option.value}')`}
            />
            <span>{t(option.label)}</span>
          </label>
        ))}
      </div>
      {said.map(({ value: each, words }) => (
        <p class="pick-words" x-show={`${value} === '${each}'`}>
          {words === undefined ? null : t(words)}
        </p>
      ))}
    </fieldset>
  );
}
