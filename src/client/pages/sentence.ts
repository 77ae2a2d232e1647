// Names in a sentence that is shown and read aloud.
import { t } from "../words.ts";

/** More names than this are counted instead: nobody listens to a list of twenty. */
const NAMES_MAX = 2;

/** @returns `Ada`, `Ada and Bo`, `Ada, Bo and 1 other`; "" without names. */
export function namesInWords(names: readonly string[]): string {
  const [first = "", second = ""] = names;
  if (names.length < NAMES_MAX) return first;
  const count = names.length - NAMES_MAX;
  return count === 0
    ? t("names.two", { first, second })
    : t("names.more", { first, second, count });
}
