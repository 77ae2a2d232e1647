// The wire form of signals.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { sizeClassOf } from "../../../src/core/mls/group-config.ts";
import {
  ASKS,
  CHAT_BYTES_MAX,
  decodeSignal,
  encodeSignal,
  NETWORK_LEVELS,
  REACTIONS,
} from "../../../src/core/mls/signal.ts";
import { meetingIdFromBytes, participantIdFrom } from "../../../src/protocol/ids.ts";

const participant = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => participantIdFrom(bytes));
const bytesOf = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => new Uint8Array(bytes));

const signals = fc.oneof(
  fc.record({
    type: fc.constant("status" as const),
    isMicOn: fc.boolean(),
    isCameraOn: fc.boolean(),
    isSharing: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("chat" as const),
    id: fc.nat(),
    text: fc.string({ unit: "grapheme", maxLength: 200 }),
  }),
  fc.record({ type: fc.constant("reaction" as const), emoji: fc.constantFrom(...REACTIONS) }),
  fc.record({ type: fc.constant("hand" as const), isRaised: fc.boolean() }),
  fc.record({
    type: fc.constant("ask" as const),
    target: fc.option(participant),
    what: fc.constantFrom(...ASKS),
  }),
  fc.record({
    type: fc.constant("link" as const),
    secret: bytesOf(16),
    generation: fc.nat(),
    salt: bytesOf(16),
    verifier: bytesOf(384),
    signature: bytesOf(64),
  }),
  fc.record({
    type: fc.constant("host-offer" as const),
    target: participant,
    encapsulation: bytesOf(1120),
    sealed: bytesOf(48),
  }),
  fc.record({
    type: fc.constant("host-answer" as const),
    target: participant,
    isAccepted: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("again" as const),
    target: participant,
    encapsulation: bytesOf(32),
    sealed: bytesOf(100),
  }),
  fc.record({
    type: fc.constant("missed" as const),
    author: participant,
    epoch: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  }),
  fc.record({ type: fc.constant("network" as const), level: fc.constantFrom(...NETWORK_LEVELS) }),
  fc.record({ type: fc.constant("recording" as const), id: fc.nat(), isOn: fc.boolean() }),
  fc.record({
    type: fc.constant("recording-answer" as const),
    target: participant,
    id: fc.nat(),
    isAgreed: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("go-on" as const),
    meetingId: bytesOf(10).map(meetingIdFromBytes),
    fragment: bytesOf(34),
  }),
);

test("a signal is read as it was written", () => {
  fc.assert(
    fc.property(fc.nat(), signals, (id, signal) => {
      expect(decodeSignal(encodeSignal(id, signal))).toEqual({ id, signal });
    }),
  );
});

test("a longer chat than the bound is a bug of ours, and nothing that a server can send", () => {
  const text = "x".repeat(CHAT_BYTES_MAX);
  const longest = encodeSignal(0xffffffff, { type: "chat", id: 0xffffffff, text });
  expect(sizeClassOf(longest.length)).toBe(16 * 1024);
  expect(() => encodeSignal(1, { type: "chat", id: 1, text: `${text}x` })).toThrow();
});

test("what is said is one of four lengths", () => {
  expect([0, 186, 187, 954, 955, 4026, 4027, 16_314].map(sizeClassOf)).toEqual([
    256, 256, 1024, 1024, 4096, 4096, 16_384, 16_384,
  ]);
  expect(() => sizeClassOf(16_315)).toThrow();
});

test("a signal of any bytes whatever never throws", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void decodeSignal(bytes)));
  expect(decodeSignal(new Uint8Array(0))).toBeNull();
  expect(decodeSignal(new Uint8Array([1, 1, 1, 1, 0]))).toBeNull();
});
