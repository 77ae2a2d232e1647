// Who gets which picture of a given bit rate: a table, and what holds for any rates and requests.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  allocate,
  costOf,
  FIRST_STRETCH,
  type PictureRequest,
  type Step,
} from "../../../src/core/sfu/allocation.ts";
import { LayerAllocator } from "../../../src/core/sfu/layer-allocator.ts";
import { at } from "./media-fixture.ts";

/** A camera's ladder: 50, 75 and 130 kb/s small, 240 and 400 middling, 720 and 1200 large. */
const CAMERA: readonly Step[] = [
  { spatial: 0, temporal: 0, bps: 50_000 },
  { spatial: 0, temporal: 1, bps: 75_000 },
  { spatial: 0, temporal: 2, bps: 130_000 },
  { spatial: 1, temporal: 1, bps: 240_000 },
  { spatial: 1, temporal: 2, bps: 400_000 },
  { spatial: 2, temporal: 1, bps: 720_000 },
  { spatial: 2, temporal: 2, bps: 1_200_000 },
];
const THUMBNAIL = CAMERA.slice(0, 3);

function request(key: string, steps: readonly Step[], isForemost = false): PictureRequest<string> {
  return { key, steps, isForemost };
}

const pair = [request("ana", CAMERA, true), request("ben", THUMBNAIL)];

/** `ana 1.2, ben 0.0`: layer and temporal layer of each. */
function told(granted: readonly number[], requests: readonly PictureRequest<string>[]): string {
  return requests
    .map(({ key, steps }, index) => {
      const step = steps[granted[index] ?? -1];
      return `${key} ${step === undefined ? "-" : `${step.spatial}.${step.temporal}`}`;
    })
    .join(", ");
}

describe("one in front and a thumbnail", () => {
  test.each([
    [0, "ana -, ben -"],
    [24_000, "ana -, ben -"],
    [25_000, "ana 0.0, ben -"],
    [99_000, "ana 0.0, ben -"],
    [100_000, "ana 0.0, ben 0.0"],
    [290_000, "ana 1.1, ben 0.0"],
    [315_000, "ana 1.1, ben 0.1"],
    [530_000, "ana 1.2, ben 0.1"],
    [850_000, "ana 2.1, ben 0.1"],
    [1_275_000, "ana 2.2, ben 0.1"],
    [1_330_000, "ana 2.2, ben 0.2"],
    [99e6, "ana 2.2, ben 0.2"],
  ])("of %d b/s: %s", (bps, expected) => {
    expect(told(allocate(bps, pair), pair)).toBe(expected);
  });
});

test("tiles of one size get better in turn", () => {
  const three = ["ana", "ben", "cleo"].map((name) => request(name, THUMBNAIL, true));
  expect(told(allocate(180_000, three), three)).toBe("ana 0.1, ben 0.0, cleo 0.0");
  expect(told(allocate(225_000, three), three)).toBe("ana 0.1, ben 0.1, cleo 0.1");
});

const step = fc.record({ spatial: fc.nat(2), temporal: fc.nat(2), bps: fc.nat(2_000_000) });
const anyRequest = fc.record({
  key: fc.constant("x"),
  isForemost: fc.boolean(),
  steps: fc.array(step, { maxLength: 8 }),
});
const anyRequests = fc.array(anyRequest, { maxLength: 16 });

function spent(granted: readonly number[], requests: readonly PictureRequest<unknown>[]): number {
  return requests.reduce((sum, { steps }, index) => sum + costOf(steps, granted[index] ?? -1), 0);
}

test("no more is given than there is, but for the least of the first", () => {
  fc.assert(
    fc.property(anyRequests, fc.nat(9_000_000), (requests, bps) => {
      const granted = allocate(bps, requests);
      const pictures = granted.filter((place) => place >= 0).length;
      const most = pictures === 1 ? bps * FIRST_STRETCH : bps;
      expect(spent(granted, requests)).toBeLessThanOrEqual(most);
    }),
  );
});

test("with more nobody has less", () => {
  fc.assert(
    fc.property(anyRequests, fc.nat(9_000_000), fc.nat(9_000_000), (requests, bps, more) => {
      const [less, rather] = [allocate(bps, requests), allocate(bps + more, requests)];
      for (const [index, place] of less.entries()) {
        expect(rather[index] ?? -1).toBeGreaterThanOrEqual(place);
      }
    }),
  );
});

describe("over time", () => {
  class Way {
    readonly allocator = new LayerAllocator<string>();
    now = 0;
    changes = 0;
    #last = "";

    /** So much for so long, asked five times a second. @returns what ana has at the end. */
    go(bps: number | (() => number), durationMs: number, requests = pair): string {
      for (const end = this.now + durationMs; this.now < end; this.now += 200) {
        const rate = typeof bps === "number" ? bps : bps();
        const ana = this.allocator.update(rate, requests, at(this.now)).get("ana");
        const last = ana === undefined ? "-" : `${ana.spatial}.${ana.temporal}`;
        if (last !== this.#last) this.changes += 1;
        this.#last = last;
      }
      return this.#last;
    }
  }

  test("less is heeded at once, more when it lasts", () => {
    const way = new Way();
    expect(way.go(2_000_000, 200)).toBe("2.2");
    expect(way.go(300_000, 200)).toBe("1.1");
    expect(way.go(2_000_000, 1_000)).toBe("1.1");
    expect(way.go(2_000_000, 1_400)).toBe("2.2");
  });

  test("a rate that is just enough raises nobody: there must be room", () => {
    const way = new Way();
    way.go(300_000, 2_000);
    expect(way.go(480_000, 10_000)).toBe("1.1");
    expect(way.go(540_000, 3_000)).toBe("1.2");
  });

  test("a larger picture that has to be taken back again and again is tried ever more seldom", () => {
    const way = new Way();
    const turns = Array.from({ length: 30 }, () => {
      const large = way.go(2_000_000, 3_000);
      way.go(300_000, 1_000);
      return large;
    });
    expect(turns.slice(0, 2)).toEqual(["2.2", "2.2"]);
    expect(turns.filter((step) => step === "2.2").length).toBeLessThanOrEqual(9);
    // What lasts ends that.
    expect(way.go(2_000_000, 60_000)).toBe("2.2");
    expect(way.go(300_000, 200)).toBe("1.1");
    expect(way.go(2_000_000, 2_400)).toBe("2.2");
  });

  test("a way that got much better isn't made to wait for what was tried on it before", () => {
    const way = new Way();
    for (let turn = 0; turn < 8; turn++) {
      way.go(850_000, 3_000);
      way.go(300_000, 1_000);
    }
    expect(way.go(850_000, 2_400)).toBe("1.2");
    expect(way.go(2_000_000, 2_400)).toBe("2.2");
  });

  test("while it is held back, the same picture gets more frames", () => {
    const way = new Way();
    for (let turn = 0; turn < 8; turn++) {
      way.go(2_000_000, 3_000);
      way.go(300_000, 1_000);
    }
    expect(way.go(2_000_000, 3_000)).toBe("1.2");
  });

  test("who is enlarged isn't kept waiting", () => {
    const way = new Way();
    const small = [request("ana", THUMBNAIL)];
    expect(way.go(2_000_000, 3_000, small)).toBe("0.2");
    expect(way.go(2_000_000, 200)).toBe("2.2");
  });

  test("a rate that shakes by a tenth around any border changes little: once down, and that's it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100_000, max: 1_500_000 }),
        fc.infiniteStream(fc.double({ min: -0.05, max: 0.05, noNaN: true })),
        (bps, noise) => {
          const way = new Way();
          way.go(bps, 200);
          way.changes = 0;
          way.go(() => bps * (1 + (noise.next().value ?? 0)), 60_000);
          expect(way.changes).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("it never has more than what one of the moments of the last second had room for", () => {
    const rates = fc.array(fc.nat(3_000_000), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(rates, (all) => {
        const allocator = new LayerAllocator<string>();
        for (const [tick, bps] of all.entries()) {
          const steps = allocator.update(bps, pair, at(tick * 200));
          const sum = [...steps.values()].reduce((total, one) => total + one.bps, 0);
          expect(sum).toBeLessThanOrEqual(
            Math.max(bps, steps.size === 1 ? bps * FIRST_STRETCH : 0),
          );
        }
      }),
    );
  });
});
