// What a comparison of the safety emoji is still worth: who came and went since people compared them.

import { t } from "../words.ts";
import { namesInWords } from "./sentence.ts";

type Person = { readonly id: string; readonly name: string };

/** Kept in the page for this call alone. */
export type Comparison = {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Who is in as of the last look. */
  readonly present: readonly Person[];
  /** Since then, in order; somebody may be in both. */
  readonly joined: readonly Person[];
  readonly left: readonly Person[];
};

function without(from: readonly Person[], others: readonly Person[]): readonly Person[] {
  const ids = new Set(others.map(({ id }) => id));
  return from.filter(({ id }) => !ids.has(id)).map(({ id, name }) => ({ id, name }));
}

export function comparedNow(people: readonly Person[], at: number): Comparison {
  return { at, present: without(people, []), joined: [], left: [] };
}

/**
 * To be called with each roster: who came and went again in between heard what was said, and a
 * look at the first and the last roster alone would not name them.
 */
export function followed(comparison: Comparison, people: readonly Person[]): Comparison {
  const joined = without(people, comparison.present);
  const left = without(comparison.present, people);
  if (joined.length === 0 && left.length === 0) return comparison;
  return {
    at: comparison.at,
    present: without(people, []),
    joined: [...comparison.joined, ...joined],
    left: [...comparison.left, ...left],
  };
}

function names(people: readonly Person[]): string {
  return namesInWords(people.map(({ name }) => name));
}

/** @returns `Ben joined and Ana left`; "" while the same people are in. */
export function changesText(comparison: Comparison): string {
  const joined = t("said.joined", { names: names(comparison.joined) });
  const left = t("said.left", { names: names(comparison.left) });
  if (comparison.left.length === 0) return comparison.joined.length === 0 ? "" : joined;
  if (comparison.joined.length === 0) return left;
  const isLong = comparison.joined.length > 1 || comparison.left.length > 1;
  return t(isLong ? "changes.both.long" : "changes.both", { joined, left });
}
