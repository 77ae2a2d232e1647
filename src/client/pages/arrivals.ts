// What changed between two models of a call, in sentences to be shown and read aloud.

import type { CallModel } from "../call-model.ts";
import { t } from "../words.ts";
import { namesInWords } from "./sentence.ts";

export type Arrival = { readonly kind: "joined" | "left"; readonly text: string };

function missing(from: CallModel, to: CallModel): readonly string[] {
  const present = new Set(to.participants.map(({ id }) => id));
  return from.participants
    .filter(({ id, isSelf }) => !isSelf && !present.has(id))
    .map((p) => p.name);
}

/** Empty while one of the two is not a call that one is in: entering is no news. */
export function arrivalsBetween(before: CallModel | null, after: CallModel): readonly Arrival[] {
  if (before?.phase !== "joined" || after.phase !== "joined") return [];
  const joined = missing(after, before);
  const left = missing(before, after);
  const arrivals: Arrival[] = [];
  if (joined.length > 0) {
    arrivals.push({ kind: "joined", text: t("said.joined", { names: namesInWords(joined) }) });
  }
  if (left.length > 0)
    arrivals.push({ kind: "left", text: t("said.left", { names: namesInWords(left) }) });
  return arrivals;
}

/** @returns `Ada is at the door`; "" for nobody. */
export function knockText(names: readonly string[]): string {
  if (names.length === 0) return "";
  return t("said.atDoor", { names: namesInWords(names), count: names.length });
}

/** @returns who knocked since `before`, in words; "" for nobody. */
export function knocksBetween(before: CallModel | null, after: CallModel): string {
  const known = new Set(before?.waiting.map(({ id }) => id));
  return knockText(after.waiting.filter(({ id }) => !known.has(id)).map(({ name }) => name));
}

/** @returns who of the others raised a hand since `before`, in words; "" for nobody. */
export function handsBetween(before: CallModel | null, after: CallModel): string {
  if (before?.phase !== "joined") return "";
  const known = new Set(before.participants.filter((p) => p.hand !== null).map(({ id }) => id));
  const names = after.participants
    .filter(({ id, isSelf, hand }) => hand !== null && !isSelf && !known.has(id))
    .map(({ name }) => name);
  if (names.length === 0) return "";
  return t("said.hands", { names: namesInWords(names), count: names.length });
}
