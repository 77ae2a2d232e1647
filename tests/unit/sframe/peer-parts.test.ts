// The parts of the peer connection that need no browser.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { AudioLevels } from "../../../src/client/audio-levels.ts";
import { STALL_MS, StallWatchdog } from "../../../src/client/stall-watchdog.ts";
import { readTransformOptions } from "../../../src/client/workers/transform-options.ts";

describe("the stall watchdog", () => {
  /** Samples of packets and frames, one a second; gives the seconds at which it barked. */
  function barks(samples: readonly (readonly [packets: number, frames: number])[]): number[] {
    const watchdog = new StallWatchdog();
    return samples.flatMap(([packets, frames], second) =>
      watchdog.handleSample(0, packets, frames, second * 1000) ? [second] : [],
    );
  }

  test.each([
    [
      "says nothing while pictures come",
      [
        [10, 1],
        [20, 2],
        [30, 3],
        [40, 4],
        [50, 5],
      ],
      [],
    ],
    [
      "says nothing of an empty slot",
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      [],
    ],
    [
      "says nothing when a camera is off",
      [
        [9, 9],
        [9, 9],
        [9, 9],
        [9, 9],
        [9, 9],
      ],
      [],
    ],
    [
      "barks after 3 s of packets without pictures",
      [
        [9, 9],
        [10, 9],
        [11, 9],
        [12, 9],
        [13, 9],
      ],
      [4],
    ],
    [
      "barks again every 3 s of it",
      [
        [9, 0],
        [10, 0],
        [11, 0],
        [12, 0],
        [13, 0],
        [14, 0],
        [15, 0],
      ],
      [3, 6],
    ],
    [
      "starts anew after a pause",
      [
        [1, 1],
        [2, 1],
        [3, 1],
        [3, 1],
        [4, 1],
        [5, 1],
        [6, 1],
      ],
      [],
    ],
    [
      "starts anew after a picture",
      [
        [1, 1],
        [2, 1],
        [3, 1],
        [4, 2],
        [5, 2],
        [6, 2],
        [7, 2],
      ],
      [],
    ],
  ] as const)("%s", (_, samples, seconds) => {
    expect(STALL_MS).toBe(3_000);
    expect(barks(samples)).toEqual([...seconds]);
  });

  test("watches each slot apart", () => {
    const watchdog = new StallWatchdog();
    for (const second of [0, 1, 2]) {
      expect(watchdog.handleSample(0, second + 1, 0, second * 1000)).toBe(false);
      expect(watchdog.handleSample(1, second + 1, second, second * 1000)).toBe(false);
    }
    expect(watchdog.handleSample(1, 9, 9, 3000)).toBe(false);
    expect(watchdog.handleSample(0, 9, 0, 3000)).toBe(true);
  });
});

describe("audio levels", () => {
  test("are the RMS between two samples", () => {
    const levels = new AudioLevels();
    levels.handleSample(2, 1, 10);
    levels.handleSample(2, 1 + 0.25 * 0.3, 10.3);
    expect(levels.level(2)).toBeCloseTo(0.5);
    expect([...levels.louderThan(0.4)]).toEqual([2]);
    expect([...levels.louderThan(0.6)]).toEqual([]);
  });

  test("fall to 0 when nothing is played any more, and start there", () => {
    const levels = new AudioLevels();
    expect(levels.level(0)).toBe(0);
    levels.handleSample(0, 1, 1);
    levels.handleSample(0, 1, 1);
    expect(levels.level(0)).toBe(0);
  });
});

describe("transform options", () => {
  test.each([
    [{ direction: "send", source: "screen-audio" }],
    [{ direction: "receive", kind: "video", slot: 7 }],
  ] as const)("%j are read as they were given", (options) => {
    expect(readTransformOptions(options)).toEqual(options);
  });

  test.each([
    [undefined],
    [null],
    ["send"],
    [{}],
    [{ direction: "send" }],
    [{ direction: "send", source: "desktop" }],
    [{ direction: "receive", kind: "text", slot: 0 }],
    [{ direction: "receive", kind: "audio" }],
    [{ direction: "both", source: "camera", kind: "audio", slot: 0 }],
  ])("%j aren't ours", (options) => {
    expect(readTransformOptions(options)).toBeNull();
  });

  test("never throw, whatever they are", () => {
    fc.assert(fc.property(fc.anything(), (options) => void readTransformOptions(options)));
  });
});
