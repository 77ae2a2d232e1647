// The replay window against a slow one that remembers everything.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { REPLAY_WINDOW_SIZE, ReplayWindow } from "../../../src/core/sframe/replay-window.ts";

/** What the window must do, written with no thought of speed. */
class SlowWindow {
  readonly #seen = new Set<number>();
  #highest = -1;

  accept(ctr: number): boolean {
    if (this.#seen.has(ctr) || ctr <= this.#highest - REPLAY_WINDOW_SIZE) return false;
    this.#seen.add(ctr);
    this.#highest = Math.max(this.#highest, ctr);
    return true;
  }
}

const step = fc.oneof(
  fc.integer({ min: -40, max: 40 }),
  fc.constantFrom(-REPLAY_WINDOW_SIZE, 1 - REPLAY_WINDOW_SIZE, -1 - REPLAY_WINDOW_SIZE),
  fc.constantFrom(REPLAY_WINDOW_SIZE - 1, REPLAY_WINDOW_SIZE, REPLAY_WINDOW_SIZE + 1, 5000),
);

test("it accepts exactly what a set of all counters would, for any jumps back and forth", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const [window, slow] = [new ReplayWindow(), new SlowWindow()];
      let ctr = 0;
      for (const difference of steps) {
        ctr = Math.max(0, ctr + difference);
        const isFresh = window.isFresh(ctr);
        expect(window.accept(ctr)).toBe(isFresh);
        expect(slow.accept(ctr)).toBe(isFresh);
      }
    }),
  );
});

test("a counter that was skipped is fresh, although one a whole window before it was seen", () => {
  const window = new ReplayWindow();
  for (const ctr of [5, 5 + REPLAY_WINDOW_SIZE - 1, 5 + REPLAY_WINDOW_SIZE + 1]) {
    expect(window.accept(ctr)).toBe(true);
  }
  expect(window.accept(5 + REPLAY_WINDOW_SIZE)).toBe(true);
});

test("the largest counters of a double are counted apart", () => {
  const window = new ReplayWindow();
  expect(window.accept(Number.MAX_SAFE_INTEGER - 1)).toBe(true);
  expect(window.accept(Number.MAX_SAFE_INTEGER)).toBe(true);
  expect(window.accept(Number.MAX_SAFE_INTEGER - 1)).toBe(false);
});

test("asking whether a counter is fresh moves nothing: a forged one must not push others out", () => {
  const window = new ReplayWindow();
  window.accept(1);
  expect(window.isFresh(1_000_000)).toBe(true);
  expect(window.isFresh(0)).toBe(true);
});
