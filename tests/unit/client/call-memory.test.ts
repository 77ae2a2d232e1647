// What a browser remembers of a call that was lost, and when it forgets it.

import { beforeEach, expect, test } from "bun:test";
import { CallMemory } from "../../../src/client/workers/call-memory.ts";
import type { Past } from "../../../src/core/mls/return-proof.ts";
import { chatOf } from "../../support/chat-line.ts";
import { idOf } from "../mls/fixtures.ts";

let now: number;
let memory: CallMemory;

const pastOf = (epoch: bigint): Past => ({
  groupId: new Uint8Array(16),
  epoch,
  signedPolicy: null,
  members: new Map(),
  ownId: idOf(1),
  signaturePrivateKey: new Uint8Array(48).fill(7),
});

beforeEach(() => {
  now = 1_000;
  memory = new CallMemory(() => now);
});

test("remembers the group that was left last, and a failed entry takes nothing away", () => {
  const [first, second] = [pastOf(1n), pastOf(2n)];
  memory.handleEnd(first, []);
  memory.handleEnd(null, []);
  expect(memory.past).toBe(first);
  memory.handleEnd(second, []);
  expect(memory.past).toBe(second);
  expect(first.signaturePrivateKey).toEqual(new Uint8Array(48));
});

test("forgets, and zeroes the key, when the machine slept for longer than a session lasts", () => {
  const past = pastOf(1n);
  memory.handleEnd(past, []);
  now += 60_000;
  memory.handleAwake();
  expect(memory.past).toBe(past);
  now += 60_001;
  memory.handleAwake();
  expect(memory.past).toBeNull();
  expect(past.signaturePrivateKey).toEqual(new Uint8Array(48));
});

test("a call that ends on waking is one that slept", () => {
  now += 3_600_000;
  memory.handleEnd(pastOf(1n), []);
  expect(memory.past).toBeNull();
});

test("keeps the lines that were never said, once", () => {
  const line = chatOf(0, "hello");
  memory.handleEnd(null, [{ type: "reaction", emoji: "👍" }, line]);
  expect(memory.takeUnsaid()).toEqual([line]);
  expect(memory.takeUnsaid()).toEqual([]);
});
