// A flood that uses up every free try, and people who come in all the same: their browsers work for it, and nobody
// retries by hand. Seen to fail, each by itself: with work that counts for nothing; with work that is good twice, old,
// or unsolved; with a client that doesn't come back; and with a puzzle that is as easy in a flood of workers as without.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Millis } from "../../../src/base/time.ts";
import { enterMeeting } from "../../../src/client/entry.ts";
import { solve } from "../../../src/client/work.ts";
import { findSolution, isSolution } from "../../../src/core/work/puzzle.ts";
import type { Work } from "../../../src/protocol/entry-messages.ts";
import { puzzle, srpHello, work } from "../../../src/protocol/entry-messages.ts";
import type { MeetingId } from "../../../src/protocol/ids.ts";
import { decode, encode } from "../../../src/protocol/schema.ts";
import { Admission, TRIES_BY_ADDRESS } from "../../../src/server/entry/admission.ts";
import { BITS_MAX, BITS_MIN, PUZZLE_MS, Puzzles } from "../../../src/server/entry/puzzles.ts";
import { random, srpNumber, unknownId, World } from "./entry-world.ts";

const ATTACKERS = 40;
const attacker = (number: number) => `198.51.100.${number}`;
const running = new AbortController().signal;

class Desk {
  now = 5_000;
  readonly puzzles = new Puzzles(random, () => this.now as Millis);

  async worked(ease = 1): Promise<Work> {
    const done = await solve(this.puzzles.issue(ease), running);
    if (done === null) throw new Error("unsolved");
    return done;
  }
}

function hello(world: World, meetingId: MeetingId, done: Work | null): Promise<Response> {
  const clientPublic = srpNumber(5n);
  return world.post("/api/srp", encode(srpHello, { meetingId, clientPublic, work: done }));
}

/** Each address tries until it is refused. */
async function flood(world: World, meetingId: MeetingId): Promise<void> {
  const own = world.address;
  for (let number = 0; number < ATTACKERS; number++) {
    world.address = attacker(number);
    while ((await hello(world, meetingId, null)).ok);
  }
  world.address = own;
}

describe("a puzzle", () => {
  test("solved is good for one try, and for no second one", async () => {
    const desk = new Desk();
    const done = await desk.worked();
    expect(desk.puzzles.isDone(done)).toBe(true);
    // Until it is spent: who was refused comes again with it.
    expect(desk.puzzles.isDone(done)).toBe(true);
    desk.puzzles.spend(done);
    expect(desk.puzzles.isDone(done)).toBe(false);
  });

  test("is good for nothing unsolved, changed, too old, or of another run", async () => {
    const desk = new Desk();
    const done = await desk.worked();
    const wrong = findSolution(done.puzzle, 1, done.counter + 1n, 1_000) ?? 0n;
    expect(isSolution(done.puzzle, wrong, BITS_MIN)).toBe(false);
    expect(desk.puzzles.isDone({ ...done, counter: wrong })).toBe(false);
    // With fewer bits asked for, and solved for those.
    const easier = done.puzzle.slice();
    easier[24] = 0;
    expect(desk.puzzles.isDone({ puzzle: easier, counter: 0n })).toBe(false);
    expect(new Desk().puzzles.isDone(done)).toBe(false);
    desk.now += PUZZLE_MS + 1;
    expect(desk.puzzles.isDone(done)).toBe(false);
  });

  test("of any bytes whatever never throws", () => {
    const { puzzles } = new Desk();
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 57, maxLength: 57 }),
        fc.bigInt(0n, 2n ** 64n - 1n),
        (bytes, counter) => {
          expect(puzzles.isDone({ puzzle: new Uint8Array(bytes), counter })).toBe(false);
        },
      ),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void decode(work, bytes)));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void decode(puzzle, bytes)));
  });

  test("too hard is left alone, and so is any when the person leaves", async () => {
    const { puzzles } = new Desk();
    expect(await solve({ ...puzzles.issue(1), bits: 60 }, running)).toBeNull();
    const leaving = new AbortController();
    const solving = solve({ ...puzzles.issue(0), bits: 24 }, leaving.signal);
    leaving.abort();
    expect(await solving).toBeNull();
  });

  test("is harder the more others work", async () => {
    const world = new World();
    const { meetingId } = await world.meeting();
    const bits = async () => {
      const response = await world.post("/api/puzzles", new Uint8Array(0));
      return decode(puzzle, new Uint8Array(await response.arrayBuffer()))?.bits ?? 0;
    };
    const before = await bits();
    expect(before).toBe(BITS_MIN);
    const desk = new Admission(random, () => 5_000 as Millis);
    while (desk.admitWorked(meetingId, "192.0.2.1").ok);
    expect(new Puzzles(random, () => 5_000 as Millis).issue(desk.workedShare).bits).toBe(BITS_MAX);
  });
});

describe("while 40 addresses use up all that is free", () => {
  test("a person comes in by the work of the own browser, and by nothing typed or pressed", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    await flood(world, meetingId);
    world.address = attacker(1);
    expect((await hello(world, meetingId, null)).status).toBeGreaterThanOrEqual(429);
    // Behind an address of the attackers', too: a café, or a carrier.
    for (const address of ["203.0.113.9", attacker(1), attacker(1)]) {
      world.address = address;
      const entered = await enterMeeting({ meetingId, fragment, fetch: world.fetch, random });
      expect(entered.ok).toBe(true);
    }
  }, 120_000);

  test("a browser that is refused even so waits, and tries again until it is through", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    let refusals = 6;
    let waits = 0;
    const entered = await enterMeeting({
      meetingId,
      fragment,
      random,
      fetch: async (path, init) => {
        if (path === "/api/srp" && refusals-- > 0)
          return new Response("overloaded", { status: 503 });
        return world.fetch(path, init);
      },
      wait: async () => {
        waits += 1;
      },
    });
    expect([entered.ok, waits]).toEqual([true, 5]);
  });

  test("one that is told so for ever gives up, and says why", async () => {
    const busy = async () => new Response("too-many-attempts", { status: 429 });
    const { fragment } = await new World().meeting();
    const waited: number[] = [];
    const wait = async (ms: number) => void waited.push(ms);
    const entrance = { meetingId: unknownId(), fragment, fetch: busy, random, wait };
    expect(await enterMeeting(entrance)).toEqual({ ok: false, reason: "too-many-attempts" });
    expect(Math.max(...waited)).toBeLessThanOrEqual(8_000);
  });

  test("an office of 200 behind one address, all in one moment, is let in: those beyond its tries for their work", () => {
    const admission = new Admission(random, () => 5_000 as Millis);
    const meeting = unknownId();
    let [free, worked] = [0, 0];
    for (let person = 0; person < 200; person++) {
      if (admission.admit(meeting, "192.0.2.7").ok) free += 1;
      else if (admission.admitWorked(meeting, "192.0.2.7").ok) worked += 1;
    }
    expect([free, worked]).toEqual([TRIES_BY_ADDRESS.burst, 80]);
  });
});
