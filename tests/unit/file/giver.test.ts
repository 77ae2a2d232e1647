// Giving one's own files to who asks: everybody's want at once, and no more than an insider may have.

import { describe, expect, test } from "bun:test";
import type { GiverEffect } from "../../../src/core/file/giver.ts";
import { Giver } from "../../../src/core/file/giver.ts";
import { FILE_CHUNK_BYTES } from "../../../src/protocol/limits.ts";
import { idOf } from "../mls/fixtures.ts";

const [ana, ben] = [idOf(1), idOf(2)];

function offering(chunks: number): Giver {
  const giver = new Giver();
  giver.handleOffer(1, chunks * FILE_CHUNK_BYTES);
  return giver;
}

function ask(giver: Giver, by: typeof ana, index: number, file = 1, isMember = true) {
  const out: GiverEffect[] = [];
  giver.handleAsked(by, file, index, isMember, out);
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
    expect(giver.take()).toEqual({ file: 1, index: 0, to: [ana, ben] });
    expect(giver.take()).toEqual({ file: 1, index: 1, to: [ana] });
    expect(giver.take()).toBeNull();
  });

  test("refuses what isn't given, pieces beyond the end, and who isn't in the group", () => {
    const giver = offering(1);
    const refused = [{ type: "refuse", to: ana, file: 1 }] as const;
    expect(ask(giver, ana, 1)).toEqual([...refused]);
    expect(ask(giver, ana, 0, 2)).toEqual([{ type: "refuse", to: ana, file: 2 }]);
    expect(ask(giver, ana, 0, 1, false)).toEqual([...refused]);
    expect(giver.take()).toBeNull();
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
    expect([giver.giving(1).taken, giver.take()]).toEqual([0, null]);
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
