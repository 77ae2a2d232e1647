// What Alpine adds to each component of a page, and how something is kept out of its reach.

/** Alpine wraps a component's fields to watch them; methods run with `this` as that wrapper. */
export abstract class Component {
  declare readonly $el: HTMLElement;
  declare readonly $refs: Readonly<Record<string, HTMLElement | undefined>>;
  declare readonly $nextTick: (callback: () => void) => void;
}

/**
 * Keeps what `value` holds from being wrapped: an object can't reach its own #private fields
 * through a wrapper. `__v_skip` is the mark that Alpine's reactivity looks for.
 */
export function unwatched<T extends object>(value: T): T {
  return Object.defineProperty(value, "__v_skip", { value: true });
}
