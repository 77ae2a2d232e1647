// In which order people stand: as they came, but who speaks or is seen doesn't stay on a page that nobody turns to.

import type { ParticipantId } from "../protocol/ids.ts";

export type OrderedPerson = {
  readonly id: ParticipantId;
  /** Higher belongs on the first page before lower. */
  readonly worth: number;
};

export class StageOrder {
  #order: readonly ParticipantId[] = [];

  /** @param first how many have a place on the first page. */
  order(people: readonly OrderedPerson[], first: number): readonly ParticipantId[] {
    const worth = new Map(people.map((person) => [person.id, person.worth]));
    const known = this.#order.filter((id) => worth.has(id));
    const order = [...known, ...people.map(({ id }) => id).filter((id) => !known.includes(id))];
    const worthAt = (index: number) => worth.get(order[index] as ParticipantId) ?? 0;
    const indices = order.map((_, index) => index);
    // Two change places; everybody else stays where they are.
    for (let turn = 0; turn < first && first < order.length; turn++) {
      const low = indices.slice(0, first).reduce((a, b) => (worthAt(b) <= worthAt(a) ? b : a));
      const high = indices.slice(first).reduce((a, b) => (worthAt(b) > worthAt(a) ? b : a));
      if (worthAt(high) <= worthAt(low)) break;
      exchange(order, low, high);
    }
    this.#order = order;
    return order;
  }

  /** Who was large goes where the next one came from. */
  handleLarge(before: ParticipantId, next: ParticipantId): void {
    const order = [...this.#order];
    const [from, to] = [order.indexOf(before), order.indexOf(next)];
    if (from >= 0 && to >= 0) exchange(order, from, to);
    this.#order = order;
  }
}

function exchange(order: ParticipantId[], one: number, other: number): void {
  const [a, b] = [order[one], order[other]];
  if (a === undefined || b === undefined) return;
  order[one] = b;
  order[other] = a;
}
