// Rows of a list that say the same as before stay the objects that they were: Alpine draws a row anew only for another.

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** Streams and the like are the same only as themselves. */
export function saysTheSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isPlain(one) || !isPlain(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => key in other && saysTheSame(one[key], other[key]))
  );
}

export class KeptRows<T extends { readonly id: string }> {
  #rows: readonly T[] = [];

  /** @returns what `now` says, of the rows of last time where they say it; all of them: the list of last time. */
  next(now: readonly T[]): readonly T[] {
    const before = new Map(this.#rows.map((row) => [row.id, row]));
    const rows = now.map((row) => {
      const known = before.get(row.id);
      return known !== undefined && saysTheSame(known, row) ? known : row;
    });
    const isAsBefore =
      rows.length === this.#rows.length && rows.every((row, index) => row === this.#rows[index]);
    if (!isAsBefore) this.#rows = rows;
    return this.#rows;
  }
}
