// Who raised a hand before whom, as this browser saw it.

type Hand = { readonly id: string; readonly isHandRaised: boolean };

/** @returns the raised hands, first one first: those of `before` keep their places, new ones follow. */
export function handQueue(before: readonly string[], people: readonly Hand[]): readonly string[] {
  const raised = new Set(people.filter((person) => person.isHandRaised).map(({ id }) => id));
  const kept = before.filter((id) => raised.has(id));
  return [...new Set([...kept, ...raised])];
}

/** @returns 1 for the first in the queue, 0 for who isn't in it. */
export function placeIn(queue: readonly string[], id: string): number {
  return queue.indexOf(id) + 1;
}
