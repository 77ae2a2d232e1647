// What is asked for again, of whom and how often: NACK, PLI and their bounds.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { History } from "../../../src/core/sfu/history.ts";
import { NackGenerator } from "../../../src/core/sfu/nack-generator.ts";
import { PliLimiter } from "../../../src/core/sfu/pli-limiter.ts";
import { unwrap } from "../../../src/core/sfu/seqnum.ts";
import { TokenBucket } from "../../../src/core/sfu/token-bucket.ts";
import { at, mediaPacket } from "./media-fixture.ts";

describe("a gap", () => {
  function receive(...indexes: number[]): NackGenerator {
    const nack = new NackGenerator();
    for (const index of indexes) nack.handlePacket(index, at(0));
    return nack;
  }

  test("is asked for at once", () => {
    expect(receive(10, 11, 14).poll(at(0))).toEqual([12, 13]);
  });

  test("isn't asked for when it was reordered and is there", () => {
    expect(receive(10, 12, 11).poll(at(0))).toEqual([]);
  });

  test("before the first packet is none", () => {
    expect(receive(500).poll(at(0))).toEqual([]);
  });

  test("is asked for again when its answer is overdue, and for no longer than a picture can wait", () => {
    const nack = receive(1, 3);
    const asked: number[] = [];
    for (let now = 0; now < 2_000; now += 10) if (nack.poll(at(now)).length > 0) asked.push(now);
    expect(asked).toEqual([0, 120, 240, 360]);
  });

  test("that isn't filled in time is given up: only a key frame helps then", () => {
    const nack = receive(1, 3);
    nack.poll(at(0));
    expect(nack.handlePacket(4, at(400))).toBeNull();
    expect(nack.handlePacket(5, at(401))).toBe("outage");
    expect(nack.handlePacket(6, at(402))).toBeNull();
    expect(nack.poll(at(500))).toEqual([]);
  });

  /** Loses every second packet; each answer takes `rttMs`. @returns the generator, which learns. */
  function answered(rttMs: number): { nack: NackGenerator; now: number } {
    const nack = new NackGenerator();
    let now = 0;
    for (let index = 0; index < 80; index += 2) {
      nack.handlePacket(index, at(now));
      const askedAt = now;
      nack.poll(at(now));
      while (now < askedAt + rttMs) {
        now = Math.min(askedAt + rttMs, now + 10);
        if (now < askedAt + rttMs) nack.poll(at(now));
      }
      nack.handlePacket(index - 1, at(now));
    }
    return { nack, now };
  }

  test.each([15, 40, 250])(
    "is asked for at the pace of a path of %d ms, learnt from answers",
    (rttMs) => {
      const { nack, now } = answered(rttMs);
      expect(Math.abs(nack.rttMs - rttMs)).toBeLessThan(rttMs / 5);
      nack.handlePacket(100, at(now));
      const asked: number[] = [];
      for (let ms = 0; ms < 1_000; ms += 5) if (nack.poll(at(now + ms)).length > 0) asked.push(ms);
      expect(asked.length).toBeLessThanOrEqual(10);
      expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(Math.max(20, rttMs));
    },
  );

  test("of more than 128 is an outage, for which only a key frame helps", () => {
    const nack = receive(1);
    expect(nack.handlePacket(129, at(0))).toBeNull();
    expect(nack.handlePacket(258, at(0))).toBe("outage");
    expect(nack.poll(at(0))).toEqual([]);
  });
});

describe("key frames", () => {
  test("are asked for once by however many, and again only when none came", () => {
    const pli = new PliLimiter();
    expect(pli.poll(at(0))).toBe(false);
    pli.handleRequest();
    pli.handleRequest();
    expect(pli.poll(at(0))).toBe(true);
    expect(pli.poll(at(499))).toBe(false);
    expect(pli.poll(at(500))).toBe(true);
    pli.handleKeyFrame();
    expect(pli.poll(at(5_000))).toBe(false);
  });

  test("asked for too early are asked for when the time is over", () => {
    const pli = new PliLimiter();
    pli.handleRequest();
    pli.poll(at(0));
    pli.handleKeyFrame();
    pli.handleRequest();
    expect(pli.poll(at(100))).toBe(false);
    expect(pli.poll(at(500))).toBe(true);
  });
});

test("the history gives what it has, and nothing else under its number", () => {
  const history = new History();
  history.add(mediaPacket(5, 0), at(0));
  expect(history.get(5)?.index).toBe(5);
  expect(history.get(6)).toBeNull();
  history.add(mediaPacket(5 + 512, 0), at(0));
  expect(history.get(5)).toBeNull();
});

test("the history forgets what is too old to be shown, through gaps and late packets", () => {
  const history = new History();
  for (const [index, now] of [
    [1_000, 0],
    [1_001, 10],
    [1_003, 1_000],
    [1_002, 1_900],
  ] as const) {
    history.add(mediaPacket(index, 0), at(now));
  }
  history.add(mediaPacket(1_004, 0), at(2_005));
  expect([1_000, 1_001, 1_002, 1_003].map((index) => history.get(index) !== null)).toEqual([
    false,
    true,
    true,
    true,
  ]);
  history.clear();
  history.add(mediaPacket(3, 0), at(2_010));
  history.add(mediaPacket(4, 0), at(4_020));
  expect(history.get(3)).toBeNull();
  expect(history.get(4)).not.toBeNull();
  expect(history.get(1_004)).toBeNull();
});

test("unwrapping finds the nearest index, across any wrap", () => {
  fc.assert(
    fc.property(
      fc.nat(10 ** 9),
      fc.integer({ min: -32_768, max: 32_767 }),
      (reference, distance) => {
        const index = reference + distance;
        expect(unwrap(index & 0xffff, reference)).toBe(index);
      },
    ),
  );
});

test("a token bucket lets a burst through, and then the rate", () => {
  const bucket = new TokenBucket(10, 3);
  const taken = [0, 0, 0, 0, 99, 100, 101, 1_000_000].map((now) => bucket.take(at(now)));
  expect(taken).toEqual([true, true, true, false, false, true, false, true]);
});
