// Names in a sentence that is shown and read aloud.

/** More names than this are counted instead: nobody listens to a list of twenty. */
const NAMES_MAX = 2;

/** @returns `Ada`, `Ada and Bo`, `Ada, Bo and 1 other`; "" without names. */
export function namesInWords(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX).join(names.length > NAMES_MAX ? ", " : " and ");
  const rest = names.length - NAMES_MAX;
  return rest <= 0 ? shown : `${shown} and ${rest} ${rest === 1 ? "other" : "others"}`;
}
