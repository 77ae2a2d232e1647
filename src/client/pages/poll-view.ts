// A poll as it is shown: what each option has so far, and which are this person's.

import type { Poll } from "../chat-model.ts";
import { t } from "../words.ts";
import { namesInWords } from "./sentence.ts";

export type OptionView = {
  readonly index: number;
  readonly text: string;
  readonly count: number;
  /** Of those who voted, 0 to 100. */
  readonly percent: number;
  readonly isOwn: boolean;
  /** Who chose it, in words; "" for nobody. */
  readonly names: string;
};

export type PollView = {
  readonly options: readonly OptionView[];
  readonly isMultiple: boolean;
  readonly isOpen: boolean;
  /** How many voted, in words. */
  readonly voters: string;
  /** This person's choices, a bit for each. */
  readonly own: number;
};

export function pollView({ options, votes, isMultiple, isOpen }: Poll): PollView {
  const own = votes.find(({ by }) => by.isSelf)?.choices ?? 0;
  return {
    isMultiple,
    isOpen,
    own,
    voters: t("poll.voters", { count: votes.length }),
    options: options.map((text, index) => {
      const chosenBy = votes.filter(({ choices }) => (choices & (1 << index)) !== 0);
      const names = chosenBy.map(({ by }) => (by.isSelf ? t("person.you") : by.name));
      return {
        index,
        text,
        count: names.length,
        percent: votes.length === 0 ? 0 : Math.round((names.length / votes.length) * 100),
        isOwn: (own & (1 << index)) !== 0,
        names: names.length === 0 ? "" : namesInWords(names),
      };
    }),
  };
}

/** What one's choices are after option `index` was pressed. */
export function pressed({ own, isMultiple }: PollView, index: number): number {
  const bit = 1 << index;
  if (isMultiple) return own ^ bit;
  return own === bit ? 0 : bit;
}
