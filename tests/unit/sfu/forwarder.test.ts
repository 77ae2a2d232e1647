// One unbroken stream for the receiver, whatever is switched into it.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Forwarder } from "../../../src/core/sfu/forwarder.ts";
import { at, mediaPacket } from "./media-fixture.ts";

const CLOCK = 90_000;

function forward(forwarder: Forwarder, index: number, timestamp: number, now: number) {
  return forwarder.renumber(mediaPacket(index, timestamp), at(now));
}

test("a stream begins at 1, keeps its gaps, and its timestamps as they are", () => {
  const forwarder = new Forwarder(CLOCK, 512);
  expect(forward(forwarder, 70_000, 5, 0)).toEqual({ index: 1, timestamp: 5 });
  expect(forward(forwarder, 70_003, 6, 1)).toEqual({ index: 4, timestamp: 6 });
  expect(forward(forwarder, 70_001, 5, 2)).toEqual({ index: 2, timestamp: 5 });
});

test("what is older than the beginning isn't forwarded", () => {
  const forwarder = new Forwarder(CLOCK, 512);
  forward(forwarder, 100, 0, 0);
  expect(forward(forwarder, 99, 0, 0)).toBeNull();
});

test("a switch goes on by one, and by the time that passed", () => {
  const forwarder = new Forwarder(CLOCK, 512);
  forward(forwarder, 10, 1000, 0);
  forward(forwarder, 15, 4000, 33);
  forwarder.switchStream();
  expect(forwarder.isSwitching).toBe(true);
  expect(forward(forwarder, 60_000, 777_777, 133)).toEqual({ index: 7, timestamp: 13_000 });
  expect(forward(forwarder, 60_001, 780_777, 166)).toEqual({ index: 8, timestamp: 16_000 });
});

test("a stream of which some was left out goes on by one, with its own timestamps", () => {
  const forwarder = new Forwarder(CLOCK, 512);
  forward(forwarder, 10, 1_000, 0);
  forwarder.resumeStream();
  expect(forward(forwarder, 500, 91_000, 990)).toEqual({ index: 2, timestamp: 91_000 });
  expect(forward(forwarder, 502, 92_000, 1_010)).toEqual({ index: 4, timestamp: 92_000 });
  expect(forward(forwarder, 499, 90_000, 1_010)).toBeNull();
  forwarder.switchStream();
  forwarder.resumeStream();
  expect(forward(forwarder, 7, 5, 1_110)).toEqual({ index: 5, timestamp: 92_000 + 9_000 });
});

test("a timestamp goes on across its wrap", () => {
  const forwarder = new Forwarder(CLOCK, 512);
  forward(forwarder, 1, 0xffff_ff00, 0);
  forwarder.switchStream();
  expect(forward(forwarder, 9, 3, 10)).toEqual({ index: 2, timestamp: (0xffff_ff00 + 900) >>> 0 });
  expect(forward(forwarder, 10, 4, 11)?.timestamp).toBe(0x285);
});

test("a late packet from before a switch isn't taken for one of now", () => {
  const forwarder = new Forwarder(CLOCK, 512);
  forward(forwarder, 1000, 0, 0);
  forwarder.switchStream();
  forward(forwarder, 500, 0, 1);
  expect(forward(forwarder, 499, 0, 2)).toBeNull();
});

describe("an index that the receiver misses", () => {
  test("is found again as long as it is of what is carried now", () => {
    const forwarder = new Forwarder(CLOCK, 512);
    forward(forwarder, 100, 0, 0);
    forward(forwarder, 105, 0, 0);
    expect(forwarder.publishedIndex(3)).toBe(102);
    expect(forwarder.publishedIndex(7)).toBeNull();
    forwarder.switchStream();
    expect(forwarder.publishedIndex(3)).toBeNull();
    forward(forwarder, 900, 0, 0);
    expect(forwarder.publishedIndex(3)).toBeNull();
    expect(forwarder.publishedIndex(7)).toBe(900);
  });
});

test("no two packets get the same index, which would repeat a nonce, over any switches and orders", () => {
  const step = fc.oneof(fc.constantFrom("switch" as const, "resume" as const), fc.nat(50));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
      const forwarder = new Forwarder(CLOCK, 512);
      const used = new Set<number>();
      let sent = new Set<number>();
      for (const [now, what] of steps.entries()) {
        if (what === "switch") {
          forwarder.switchStream();
          sent = new Set();
        } else if (what === "resume") {
          forwarder.resumeStream();
        } else if (!sent.has(what)) {
          sent.add(what);
          const out = forward(forwarder, what, 0, now);
          if (out === null) continue;
          expect(used.has(out.index)).toBe(false);
          used.add(out.index);
        }
      }
    }),
  );
});
