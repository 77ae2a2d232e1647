// What a broken invariant of our own throws: a bug, never bad input.

/** A defect in this program. Ends the meeting or the tab's call that it happened in. */
export class Bug extends Error {
  override readonly name = "Bug";
}

/** @throws Bug when `condition` is false. Never call it on input from outside. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

/** The end of an exhaustive `switch`: the compiler proves that it is never reached. */
export function unreachable(value: never): never {
  throw new Bug(`unreachable: ${JSON.stringify(value)}`);
}
