// A value that is there now, or comes: of a store in this process, or of one across the network.

export type Later<T> = T | Promise<T>;

/** Hands `value` to `use`: at once when it is there, else when it has come. */
export function whenThere<T, U>(value: Later<T>, use: (value: T) => Later<U>): Later<U> {
  return value instanceof Promise ? value.then(use) : use(value);
}
