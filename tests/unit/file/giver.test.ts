// Giving one's own files to who asks: everybody's want at once, and no more than an insider may have.

import { describe, expect, test } from "bun:test";
import type { Millis } from "../../../src/base/time.ts";
import type { GiverEffect } from "../../../src/core/file/giver.ts";
import { Giver } from "../../../src/core/file/giver.ts";
import { FILE_CHUNK_BYTES } from "../../../src/protocol/limits.ts";
import { idOf } from "../mls/fixtures.ts";

const at = (ms: number) => ms as Millis;
const [ana, ben] = [idOf(1), idOf(2)];

function offering(chunks: number): Giver {
  const giver = new Giver();
  giver.handleOffer(1, chunks * FILE_CHUNK_BYTES);
  return giver;
}

function ask(giver: Giver, by: typeof ana, index: number, file = 1, isMember = true, now = 0) {
  const out: GiverEffect[] = [];
  giver.handleAsked(by, file, index, isMember, at(now), out);
  return out;
}

describe("giving a file", () => {
  test("sends a piece once to all who wait for it, the one that waited longest first", () => {
    const giver = offering(3);
    for (const [by, index] of [
      [ana, 0],
      [ana, 1],
      [ben, 0],
    ] as const) {
      expect(ask(giver, by, index)).toEqual([]);
    }
    expect(giver.take(at(1_000))).toEqual({ file: 1, index: 0, to: [ana, ben] });
    expect(giver.take(at(1_000))).toEqual({ file: 1, index: 1, to: [ana] });
    expect(giver.take(at(1_000))).toBeNull();
  });

  test("waits a moment for who is close behind, and for nobody else", () => {
    const giver = offering(100);
    ask(giver, ana, 0);
    expect(giver.take(at(0))?.to).toEqual([ana]);
    ask(giver, ben, 0);
    // Ana is further: Ben's piece waits for nobody.
    expect(giver.take(at(1))?.to).toEqual([ben]);
    ask(giver, ana, 1, 1, true, 10);
    expect([giver.take(at(10)), giver.nextWakeup()]).toEqual([null, at(60)]);
    ask(giver, ben, 1, 1, true, 20);
    expect(giver.take(at(20))?.to).toEqual([ana, ben]);
    ask(giver, ana, 2, 1, true, 30);
    expect(giver.take(at(79))).toBeNull();
    expect(giver.take(at(80))?.to).toEqual([ana]);
    // Far behind, or silent: not waited for.
    ask(giver, ana, 40, 1, true, 100);
    expect(giver.take(at(100))?.to).toEqual([ana]);
    ask(giver, ana, 3, 1, true, 2_000);
    expect(giver.take(at(2_000))?.to).toEqual([ana]);
  });

  test("refuses what isn't given, pieces beyond the end, and who isn't in the group", () => {
    const giver = offering(1);
    const refused = [{ type: "refuse", to: ana, file: 1 }] as const;
    expect(ask(giver, ana, 1)).toEqual([...refused]);
    expect(ask(giver, ana, 0, 2)).toEqual([{ type: "refuse", to: ana, file: 2 }]);
    expect(ask(giver, ana, 0, 1, false)).toEqual([...refused]);
    expect(giver.take(at(1_000))).toBeNull();
  });

  test("doesn't go on for ever for one who asks again and again", () => {
    const giver = offering(2);
    const refusals = Array.from({ length: 100 }, () => ask(giver, ana, 0)).filter(
      (out) => out.length > 0,
    );
    expect(refusals.length).toBe(100 - 8);
    expect(ask(giver, ben, 0)).toEqual([]);
  });

  test("tells how it fares, and forgets who cancels or leaves", () => {
    const giver = offering(4);
    ask(giver, ana, 3);
    ask(giver, ben, 0);
    expect(giver.giving(1)).toEqual({ getting: 1, taken: 1, progress: 0.25 });
    giver.handleCancelled(ben, 1);
    expect(giver.giving(1)).toEqual({ getting: 0, taken: 1, progress: 0 });
    giver.handleRoster((id) => id !== ana);
    expect([giver.giving(1).taken, giver.take(at(1_000))]).toEqual([0, null]);
  });

  test("tells who waits when it ends", () => {
    const giver = offering(4);
    ask(giver, ana, 0);
    ask(giver, ana, 1);
    const out: GiverEffect[] = [];
    giver.handleEnd(1, out);
    expect([out, giver.isIdle]).toEqual([[{ type: "refuse", to: ana, file: 1 }], true]);
  });
});
