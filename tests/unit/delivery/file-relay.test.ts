// The relay of files: pieces go to who asked for them, none is kept, and nobody is flooded.
// Seen to fail: without the check of what was asked for, an insider filled another's stream with pieces.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Millis } from "../../../src/base/time.ts";
import type { FileEffect } from "../../../src/core/delivery/file-relay.ts";
import { FileRelay } from "../../../src/core/delivery/file-relay.ts";
import {
  FILE_CHUNK_BYTES,
  FILE_WINDOW_CHUNKS,
  SEALED_CHUNK_BYTES,
} from "../../../src/protocol/limits.ts";
import { idOf } from "../mls/fixtures.ts";

const [ana, ben, cleo, stranger] = [idOf(1), idOf(2), idOf(3), idOf(9)];
const members = [ana, ben, cleo];
const SEALED = new Uint8Array(SEALED_CHUNK_BYTES);
const at = (ms: number) => ms as Millis;
const relayOf = (bytesMax = 100 * FILE_CHUNK_BYTES) =>
  new FileRelay(bytesMax, (id) => members.includes(id));

function told(effects: readonly FileEffect[]) {
  return effects.map((effect) =>
    effect.type === "send" ? [effect.to, effect.message.type] : [effect.type, effect.reason],
  );
}

function ask(relay: FileRelay, by: typeof ana, index: number, now = 0, owner = ana, file = 1) {
  const out: FileEffect[] = [];
  relay.handleAsk(by, { owner, file, index }, at(now), out);
  return told(out);
}

function give(relay: FileRelay, to: (typeof ana)[], index: number, owner = ana, file = 1) {
  const out: FileEffect[] = [];
  relay.handleChunk(owner, { to, file, index, sealed: SEALED }, out);
  return told(out);
}

describe("a piece of a file", () => {
  test("goes from its owner to those who asked, once", () => {
    const relay = relayOf();
    expect(ask(relay, ben, 0)).toEqual([[ana, "file-asked"]]);
    expect(ask(relay, cleo, 0)).toEqual([[ana, "file-asked"]]);
    expect(give(relay, [ben, cleo], 0)).toEqual([
      [ben, "file-chunk"],
      [cleo, "file-chunk"],
    ]);
    expect(give(relay, [ben], 0)).toEqual([["rejected", "unasked"]]);
  });

  test("that nobody asked its sender for goes nowhere, and counts towards what one may send", () => {
    const relay = relayOf();
    ask(relay, ben, 0);
    expect(give(relay, [ben], 1)).toEqual([["rejected", "unasked"]]);
    expect(give(relay, [ben], 0, cleo)).toEqual([["rejected", "unasked"]]);
    expect(give(relay, [cleo], 0)).toEqual([["rejected", "unasked"]]);
    expect(relay.isAsked(ana, { file: 1, index: 0 })).toBe(true);
    expect(relay.isAsked(cleo, { file: 1, index: 0 })).toBe(false);
  });

  test("is refused over the operator's bound, where there are no files, and to strangers", () => {
    expect(ask(relayOf(), ben, 1_000)).toEqual([
      ["rejected", "too-large"],
      [ben, "file-refused"],
    ]);
    expect(ask(relayOf(0), ben, 0)).toEqual([
      ["rejected", "off"],
      [ben, "file-refused"],
    ]);
    for (const [by, owner] of [
      [stranger, ana],
      [ben, stranger],
      [ana, ana],
    ] as const) {
      expect(ask(relayOf(), by, 0, 0, owner)).toEqual([
        ["rejected", "gone"],
        [by, "file-refused"],
      ]);
    }
  });

  test("is asked for in a window: who asks for more than a client does is out", () => {
    const relay = relayOf();
    for (let index = 0; index < FILE_WINDOW_CHUNKS; index++) ask(relay, ben, index);
    expect(ask(relay, ben, 0)).toEqual([]);
    expect(ask(relay, ben, FILE_WINDOW_CHUNKS)).toEqual([["breach", "overloaded"]]);
    give(relay, [ben], 0);
    expect(ask(relay, ben, FILE_WINDOW_CHUNKS)).toEqual([[ana, "file-asked"]]);
  });

  test("waits for its turn when the meeting's files are many, and nothing else is kept", () => {
    const relay = relayOf(100_000 * FILE_CHUNK_BYTES);
    let index = 0;
    let passed = 0;
    while (passed === index) {
      passed += ask(relay, ben, index++).length;
      give(relay, [ben], index - 1);
    }
    const due = relay.nextWakeup();
    expect(due).not.toBeNull();
    const out: FileEffect[] = [];
    relay.handleTick(due ?? at(0), out);
    expect(told(out)).toEqual([[ana, "file-asked"]]);
  });

  test("that its owner never sends is forgotten, so that others can be asked for", () => {
    const relay = relayOf();
    for (let index = 0; index < FILE_WINDOW_CHUNKS; index++) ask(relay, ben, index);
    relay.handleTick(relay.nextWakeup() ?? at(0), []);
    expect([relay.nextWakeup(), ask(relay, ben, 50, 30_000)]).toEqual([
      null,
      [[ana, "file-asked"]],
    ]);
  });

  test("is neither wanted nor given after a cancel, a refusal, or when somebody is gone", () => {
    const out: FileEffect[] = [];
    const relay = relayOf();
    ask(relay, ben, 0);
    relay.handleCancel(ben, ana, 1, out);
    ask(relay, ben, 1);
    relay.handleRefuse(ana, ben, 1, out);
    relay.handleRefuse(ana, cleo, 1, out);
    ask(relay, ben, 2);
    ask(relay, cleo, 0, 0, ben);
    relay.handleGone(ben, out);
    expect(told(out)).toEqual([
      [ana, "file-cancelled"],
      [ben, "file-refused"],
      [cleo, "file-refused"],
    ]);
    expect(give(relay, [ben, ben, ben], 2)).toEqual([
      ["rejected", "unasked"],
      ["rejected", "unasked"],
      ["rejected", "unasked"],
    ]);
  });
});

test("whatever is said, nobody gets a piece more than it asked for, nor has more than a window on the way", () => {
  const who = fc.constantFrom(ana, ben, cleo, stranger);
  const index = fc.nat({ max: 20 });
  const event = fc.tuple(fc.constantFrom("ask", "give", "cancel", "gone", "tick"), who, who, index);
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200 }), (events) => {
      const relay = relayOf();
      const asks = new Map<string, number>();
      let now = 0;
      for (const [what, by, other, place] of events) {
        const out: FileEffect[] = [];
        now += 100;
        if (what === "ask")
          relay.handleAsk(by, { owner: other, file: 1, index: place }, at(now), out);
        if (what === "give") {
          relay.handleChunk(by, { to: [other, other], file: 1, index: place, sealed: SEALED }, out);
        }
        if (what === "cancel") relay.handleCancel(by, other, 1, out);
        if (what === "gone") relay.handleGone(by, out);
        if (what === "tick") relay.handleTick(at(now), out);
        for (const effect of out) {
          if (effect.type !== "send") continue;
          const { to, message } = effect;
          if (message.type === "file-asked") {
            const count = (asks.get(message.by) ?? 0) + 1;
            asks.set(message.by, count);
          }
          if (message.type === "file-chunk") {
            const left = (asks.get(to) ?? 0) - 1;
            expect(left).toBeGreaterThanOrEqual(0);
            asks.set(to, left);
          }
        }
      }
    }),
  );
});
