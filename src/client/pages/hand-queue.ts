// Who raised a hand before whom, the same on every screen.

type Hand = { readonly id: string; readonly hand: number | null };

/** @returns the raised hands, first one first: by the places that they took; of those who took one at once, by ID. */
export function handQueue(people: readonly Hand[]): readonly string[] {
  return people
    .flatMap(({ id, hand }) => (hand === null ? [] : [{ id, hand }]))
    .sort((one, other) => one.hand - other.hand || (one.id < other.id ? -1 : 1))
    .map(({ id }) => id);
}

/** @returns 1 for the first in the queue, 0 for who isn't in it. */
export function placeIn(queue: readonly string[], id: string): number {
  return queue.indexOf(id) + 1;
}
