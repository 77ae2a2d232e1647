// The keys of a record by their own type: `Object.keys` forgets it.

/** @param record made in one literal of ours, so that it has no keys but those of its type. */
export function keysOf<T extends Readonly<Record<string, unknown>>>(
  record: T,
): readonly (keyof T & string)[] {
  return Object.keys(record) as (keyof T & string)[];
}
