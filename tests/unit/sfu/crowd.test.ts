// Meetings of up to a hundred on sixteen slots of each kind: who is heard, who is seen, and how calmly.
// Promises, each seen to fail with its defence out: "nothing to or from one not admitted" (the test for
// admission in SlotAssigner's #soundsFor, #picturesFor and #rank), "bounded work" (the token buckets).
// So did the rest: without holds, without the bound on voices, without `resumeStream`.

import { describe, expect, spyOn, test } from "bun:test";
import fc from "fast-check";
import { SlotTable } from "../../../src/core/sfu/slot-table.ts";
import { Crowd, crowdOf, range } from "./crowd.ts";
import { OPUS, ssrcOf, VP8 } from "./media-fixture.ts";

/** A goodbye of one stream (RFC 3550 §6.6). */
function bye(ssrc: number): Uint8Array {
  return new Uint8Array([0x81, 203, 0, 1, 0, 0, ssrc >> 8, ssrc & 255]);
}

describe("sound", () => {
  test("of sixteen goes to everybody, the silent ones' too, and never switches", () => {
    const crowd = crowdOf(16);
    crowd.talking.add(3);
    crowd.go(3_000);
    crowd.talking.delete(3);
    crowd.talking.add(9);
    crowd.go(3_000);
    expect(crowd.switches).toEqual([]);
    expect(new Set(crowd.sent.values()).size).toBe(1);
  });

  test("of a hundred is that of who speaks, within 100 ms, at everybody's", () => {
    const crowd = crowdOf(100);
    crowd.go(2_500);
    crowd.sent.clear();
    crowd.talking.add(77);
    crowd.go(100);
    for (const number of range(1, 100)) {
      expect(crowd.carried(number, "audio").includes("77 microphone")).toBe(number !== 77);
    }
    crowd.go(100);
    expect([...crowd.sent.keys()]).toEqual([77]);
    // Everybody's, but the speaker's and that of the one whose place it took, who had a slot free.
    expect(crowd.switches.filter(({ kind }) => kind === "audio")).toHaveLength(98);
  });

  test("costs a hundred no more than eight streams each, however many shout", () => {
    const crowd = crowdOf(100);
    for (const number of range(1, 100)) crowd.talking.add(number);
    crowd.go(1_000);
    crowd.sent.clear();
    crowd.go(1_000);
    expect(crowd.sent.size).toBe(8);
  });

  test("goes on without a gap in its numbers after a silence that wasn't forwarded", () => {
    const crowd = crowdOf(20);
    crowd.talking.add(1);
    crowd.go(500);
    crowd.talking.delete(1);
    crowd.go(4_000);
    const before = crowd.sent.get(1) ?? 0;
    crowd.go(1_000);
    expect(crowd.sent.get(1)).toBe(before);
    crowd.talking.add(1);
    crowd.go(500);
    expect(crowd.sent.get(1)).toBeGreaterThan(before);
    expect(crowd.soundGaps).toBe(0);
  });
});

describe("pictures", () => {
  test("are those that a receiver shows, and stay while it does", () => {
    const crowd = crowdOf(100);
    for (const number of range(1, 100)) crowd.filming.add(number);
    crowd.go(500);
    crowd.view(1, range(50, 65));
    crowd.go(500);
    expect(crowd.carried(1, "video").sort()).toEqual(range(50, 65).map((one) => `${one} camera`));
    for (const number of range(20, 30)) crowd.talking.add(number);
    crowd.go(15_000);
    expect(crowd.carried(1, "video").sort()).toEqual(range(50, 65).map((one) => `${one} camera`));
  });

  test("beside the wanted ones are of who speaks, and else of who came first", () => {
    const crowd = crowdOf(60);
    for (const number of range(1, 60)) crowd.filming.add(number);
    crowd.go(3_000);
    crowd.view(1, range(50, 55));
    crowd.talking.add(40);
    crowd.go(3_000);
    const carried = crowd.carried(1, "video");
    for (const number of [...range(50, 55), 40, ...range(2, 10)]) {
      expect(carried).toContain(`${number} camera`);
    }
    expect(carried).toHaveLength(16);
  });

  test("of a page that is turned are there within half a second", () => {
    const crowd = crowdOf(100);
    for (const number of range(1, 100)) crowd.filming.add(number);
    crowd.view(1, range(2, 17));
    crowd.go(500);
    for (const page of [range(18, 33), range(34, 49), range(50, 65)]) {
      crowd.view(1, page);
      crowd.go(500);
      expect(crowd.carried(1, "video").sort()).toEqual(page.map((one) => `${one} camera`).sort());
    }
  });

  test("of cameras that are on come before those that are off", () => {
    const crowd = crowdOf(40);
    crowd.filming.add(39).add(40);
    crowd.go(3_000);
    expect(crowd.carried(1, "video")).toContain("39 camera");
    expect(crowd.carried(1, "video")).toContain("40 camera");
  });

  test("of a screen come unasked, before wanted cameras; of many, two", () => {
    const crowd = crowdOf(40);
    for (const number of range(1, 40)) crowd.filming.add(number);
    crowd.view(1, range(2, 17));
    crowd.go(1_000);
    for (const number of [30, 31, 32, 33]) crowd.sharing.add(number);
    crowd.go(1_000);
    const screens = crowd.carried(1, "video").filter((from) => from.endsWith("screen"));
    expect(screens.sort()).toEqual(["30 screen", "31 screen"]);
    crowd.view(1, [33], "screen");
    crowd.go(1_000);
    expect(crowd.carried(1, "video")).toContain("33 screen");
  });

  test("that nobody receives aren't asked for key frames", () => {
    const crowd = crowdOf(60);
    for (const number of range(1, 60)) crowd.filming.add(number);
    crowd.go(2_000);
    const seen = new Set(
      range(1, 60).flatMap((number) =>
        crowd.carried(number, "video").map((from) => Number.parseInt(from, 10)),
      ),
    );
    expect(seen.size).toBeLessThan(60);
    for (const number of crowd.keyFramesAsked) expect(seen.has(number)).toBe(true);
  });

  test("change no more than calmly when everybody talks over everybody", () => {
    const crowd = crowdOf(40);
    for (const number of range(1, 40)) crowd.filming.add(number);
    crowd.go(4_000);
    crowd.switches.length = 0;
    for (let turn = 0; turn < 40; turn++) {
      crowd.talking.clear();
      for (const offset of [0, 13, 26]) crowd.talking.add(1 + ((turn * 7 + offset) % 40));
      crowd.go(1_000);
    }
    const switches = crowd.switches.filter(({ kind }) => kind === "video");
    expect(switches.length).toBeGreaterThan(0);
    expect(switches.length / 40 / 40).toBeLessThan(2);
    expect(Math.min(...switches.map(({ heldMs }) => heldMs))).toBeGreaterThanOrEqual(2_000);
  });
});

describe("an attacker inside", () => {
  /** @returns how often some receiver's slots were chosen anew. */
  function choicesOf(act: () => void): number {
    const carry = spyOn(SlotTable.prototype, "carry");
    try {
      act();
      return carry.mock.calls.length;
    } finally {
      carry.mockRestore();
    }
  }

  /** Everybody's slots of both kinds, at each tick of a second and a few times more. */
  const BOUND = 100 * 2 * (20 + 8 + 4);

  test("who begins and ends a stream with each packet doesn't make us assign each time", () => {
    const crowd = crowdOf(100);
    const choices = choicesOf(() => {
      for (let round = 0; round < 1_000; round++) {
        crowd.nextPacket();
        crowd.rtp(9, 1, VP8);
        crowd.rtcp(9, bye(ssrcOf(9, 1)));
        if (round % 50 === 49) crowd.go(20);
      }
    });
    expect(choices).toBeLessThan(BOUND);
  });

  test("who asks for another view all the time doesn't either", () => {
    const crowd = crowdOf(100);
    crowd.go(100);
    const choices = choicesOf(() => {
      for (let round = 0; round < 1_000; round++) {
        crowd.view(9, range(1 + (round % 40), 48 + (round % 40)));
        if (round % 50 === 49) crowd.go(20);
      }
    });
    // Its own slots some thirty times, and everybody's once in the second.
    expect(choices).toBeLessThan(100 * 2 * 2 + 40);
  });

  test("nor do a hundred who lie about how loud they are", () => {
    const crowd = crowdOf(100);
    const choices = choicesOf(() => {
      for (let round = 0; round < 50; round++) {
        crowd.nextPacket();
        crowd.now += 20;
        for (const number of range(1, 100)) {
          crowd.rtp(number, 0, OPUS, (number * 7 + round * 13) % 100 < 50 ? 0 : 127);
        }
        crowd.go(20);
      }
    });
    expect(choices).toBeLessThan(2 * BOUND);
  });
});

test("a hundred who come, talk, film, look and leave as they like", () => {
  const who = fc.integer({ min: 1, max: 100 });
  const what = fc.constantFrom(
    "join",
    "offer",
    "admit",
    "leave",
    "talk",
    "hush",
    "film",
    "hide",
    "share",
    "view",
    "page",
  );
  const act = fc.tuple(what, who, fc.integer({ min: 1, max: 80 }), fc.constantFrom(0, 20, 60, 400));
  fc.assert(
    fc.property(fc.array(act, { minLength: 20, maxLength: 60, size: "max" }), (acts) => {
      const crowd = new Crowd();
      for (const number of range(1, 100)) if (number % 9 !== 0) crowd.join(number);
      for (const number of range(1, 100)) if (number % 3 === 0) crowd.filming.add(number);
      const views = new Map<number, number[]>();
      for (const [name, number, other, durationMs] of acts) {
        if (name === "join") crowd.join(number);
        if (name === "offer") crowd.offer(number);
        if (name === "admit") crowd.admit(number);
        if (name === "leave") crowd.leave(number);
        if (name === "leave") views.delete(number);
        if (name === "talk") crowd.talking.add(number);
        if (name === "hush") crowd.talking.delete(number);
        if (name === "film") crowd.filming.add(number);
        if (name === "hide") crowd.filming.delete(number);
        if (name === "share" && crowd.sharing.size < 2) crowd.sharing.add(number);
        if (name === "view" || name === "page") {
          const shown = range(other, other + 11);
          crowd.view(number, shown);
          if (crowd.admitted.has(number)) views.set(number, shown);
        }
        crowd.go(durationMs);
      }
      crowd.go(700);
      for (const [number, shown] of views) {
        if (!crowd.isThere(number)) continue;
        const available = shown.filter(
          (one) => one !== number && crowd.isThere(one) && crowd.filming.has(one),
        );
        const carried = crowd.carried(number, "video");
        for (const one of available) expect(carried).toContain(`${one} camera`);
      }
      expect(crowd.soundGaps).toBe(0);
      for (const { kind, heldMs } of crowd.switches) {
        if (kind === "video") expect(heldMs).toBeGreaterThanOrEqual(250);
      }
    }),
    { numRuns: 8 },
  );
}, 60_000);
