// What the slots of one receiver carry. A candidate is written "a3": the item and its claim.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type Candidate,
  type Claim,
  type Holds,
  SlotChooser,
} from "../../../src/core/sfu/slot-chooser.ts";
import { at } from "./media-fixture.ts";

const HOLDS: Holds = [2_000, 2_000, 2_000, 250];

function candidates(text: string): Candidate<string>[] {
  return text
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => ({ item: word.slice(0, -1), claim: Number(word.at(-1)) as Claim }));
}

function carried(chooser: SlotChooser<string>): string {
  return Array.from({ length: chooser.count }, (_, slot) => chooser.itemAt(slot) ?? "-").join("");
}

/** Chooses at each time in turn. @returns what is carried in the end. */
function play(count: number, ...steps: readonly (readonly [time: number, list: string])[]): string {
  const chooser = new SlotChooser<string>(count, HOLDS);
  for (const [time, list] of steps) chooser.choose(candidates(list), at(time));
  return carried(chooser);
}

describe("slots", () => {
  test.each([
    ["are filled from the best on", [[0, "a3 b2 c1 d0"]], "abc"],
    ["stay empty when there is nothing to carry", [[0, "a1"]], "a--"],
    [
      "keep what they carry where it is, in whatever order it comes",
      [
        [0, "a1 b1 c1"],
        [9_000, "c2 b2 a1"],
      ],
      "abc",
    ],
    [
      "become free when what they carry is gone, and the next takes the place",
      [
        [0, "a1 b1 c1 d1"],
        [1, "a1 c1 d1"],
      ],
      "adc",
    ],
  ] as const)("%s", (_, steps, expected) => expect(play(3, ...steps)).toBe(expected));
});

describe("a newcomer without a free slot", () => {
  const before = [0, "a2 b1 c1"] as const;
  test.each([
    ["of the same claim waits", [9_000, "a2 d1 b1 c1"], "abc"],
    ["of a higher claim takes that of the last of the lowest", [9_000, "d2 a2 b1 c1"], "abd"],
    ["of a higher claim takes no claim as high", [9_000, "d2 e2 f2 a2 b2 c1"], "abd"],
    ["waits while the slots are held", [1_999, "d2 a2 b1 c1"], "abc"],
    ["that is wanted doesn't wait so long", [250, "d3 e3 a2 b1 c1"], "aed"],
    ["that is wanted takes a speaker's last", [250, "d3 e3 f3 a2 b1 c1"], "fed"],
    ["takes none that is wanted still", [9_000, "a3 b3 c3 d3"], "abc"],
    ["takes an idle one's before a flowing one's", [9_000, "d2 a1 c1 b0"], "adc"],
  ] as const)("%s", (_, step, expected) => expect(play(3, before, step)).toBe(expected));

  test("that has to wait is told of: until when", () => {
    const chooser = new SlotChooser<string>(1, HOLDS);
    chooser.choose(candidates("a1"), at(100));
    expect(chooser.dueAt).toBeNull();
    chooser.choose(candidates("b2 a1"), at(200));
    expect(chooser.dueAt).toBe(at(2_100));
    chooser.choose(candidates("b2 a1"), at(2_100));
    expect([chooser.dueAt, carried(chooser)]).toEqual([null, "b"]);
  });
});

test("the changed slots are told, and only those", () => {
  const chooser = new SlotChooser<string>(4, HOLDS);
  expect(chooser.choose(candidates("a1 b1 c1"), at(0))).toEqual([0, 1, 2]);
  expect(chooser.choose(candidates("a1 b1 c1"), at(1))).toEqual([]);
  expect(chooser.choose(candidates("a1 d1 c1"), at(2))).toEqual([1]);
});

describe("the preferred slot of an item", () => {
  test.each([
    ["is taken when it is free", "a1", "b1", 2, "a-b"],
    ["is taken when what it carries is as weak as any", "a1 b1 c1", "d2 a1 b1 c1", 0, "dbc"],
    ["isn't when another is weaker", "a1 b1 c0", "d2 a1 b1 c0", 0, "abd"],
    ["isn't when another is free", "a1", "b1 a1", 0, "ab-"],
  ])("%s", (_, first, second, preferred, expected) => {
    const chooser = new SlotChooser<string>(3, HOLDS);
    chooser.choose(candidates(first), at(0));
    chooser.choose(
      candidates(first === "a1" && second === "b1" ? "a1 b1" : second),
      at(9_000),
      () => preferred,
    );
    expect(carried(chooser)).toBe(expected);
  });
});

test("any candidates at any time: nothing twice, the wanted are in, and no slot switches too soon", () => {
  const item = fc.integer({ min: 0, max: 29 }).map((number) => `${number}`);
  const list = fc
    .uniqueArray(fc.record({ item, claim: fc.constantFrom<Claim>(0, 1, 2, 3) }), {
      selector: (candidate) => candidate.item,
      maxLength: 30,
    })
    .map((all) => {
      let wanted = 0;
      const bounded = all.map((one) =>
        one.claim === 3 && ++wanted > 5 ? { ...one, claim: 2 as Claim } : one,
      );
      return bounded.sort((a, b) => b.claim - a.claim);
    });
  const step = fc.tuple(list, fc.nat(600));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const chooser = new SlotChooser<string>(5, HOLDS);
      const since = new Map<number, number>();
      let now = 0;
      for (const [all, elapsedMs] of steps) {
        now += elapsedMs;
        const before = Array.from({ length: 5 }, (_, slot) => chooser.itemAt(slot));
        const claims = new Map(all.map((one) => [one.item, one.claim]));
        const changed = chooser.choose(all, at(now));
        const after = Array.from({ length: 5 }, (_, slot) => chooser.itemAt(slot));
        const full = after.filter((one) => one !== null);
        expect(new Set(full).size).toBe(full.length);
        expect(full.length).toBe(Math.min(5, all.length));
        for (const slot of changed) {
          const [old, next] = [before[slot] ?? null, after[slot] ?? null];
          const displaced = old === null ? undefined : claims.get(old);
          if (displaced !== undefined && next !== null) {
            expect(displaced).toBeLessThan(claims.get(next) ?? 0);
            expect(now - (since.get(slot) ?? 0)).toBeGreaterThanOrEqual(
              HOLDS[claims.get(next) ?? 0],
            );
          }
          since.set(slot, now);
        }
        if (chooser.dueAt === null) {
          for (const one of all) if (one.claim === 3) expect(full).toContain(one.item);
        }
      }
    }),
  );
});
