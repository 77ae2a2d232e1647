// The wire form of signals.

import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  CHAT_BYTES_MAX,
  MENTIONS_MAX,
  OPTIONS_MAX,
  OPTIONS_MIN,
  REACTIONS,
} from "../../../src/core/mls/chat-fields.ts";
import { sizeClassOf } from "../../../src/core/mls/group-config.ts";
import { ASKS, decodeSignal, encodeSignal, NETWORK_LEVELS } from "../../../src/core/mls/signal.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { meetingIdFromBytes, participantIdFrom } from "../../../src/protocol/ids.ts";
import { chatOf } from "../../support/chat-line.ts";

const AEAD_TAG_BYTES = 16;
/** X-Wing's. */
const ENCAPSULATION = new Uint8Array(1120);

const participant = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => participantIdFrom(bytes));
const bytesOf = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => new Uint8Array(bytes));

const line = fc.record({ author: participant, id: fc.nat() });
const written = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 });

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
    reply: fc.option(line),
    mentions: fc.array(participant, { maxLength: MENTIONS_MAX }),
  }),
  fc.record({
    type: fc.constant("line-reaction" as const),
    line,
    emoji: fc.constantFrom(...REACTIONS),
    isSet: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("file" as const),
    id: fc.nat(),
    name: written,
    size: fc.nat(),
    key: bytesOf(16),
    digest: bytesOf(32),
  }),
  fc.record({ type: fc.constant("file-end" as const), id: fc.nat() }),
  fc.record({
    type: fc.constant("poll" as const),
    id: fc.nat(),
    question: written,
    options: fc.array(written, { minLength: OPTIONS_MIN, maxLength: OPTIONS_MAX }),
    isMultiple: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("vote" as const),
    poll: line,
    choices: fc.nat({ max: 2 ** OPTIONS_MAX - 1 }),
  }),
  fc.record({ type: fc.constant("poll-end" as const), poll: line }),
  fc.record({ type: fc.constant("reaction" as const), emoji: fc.constantFrom(...REACTIONS) }),
  fc.record({ type: fc.constant("hand" as const), isRaised: fc.boolean(), place: fc.nat() }),
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
  const longest = encodeSignal(0xffffffff, chatOf(0xffffffff, text));
  expect(sizeClassOf(longest.length)).toBe(16 * 1024);
  expect(() => encodeSignal(1, chatOf(1, `${text}x`))).toThrow();
});

test("a line of full length with all of its mentions can be said again", () => {
  const mentions = Array.from({ length: MENTIONS_MAX }, () => "a".repeat(32) as ParticipantId);
  const reply = { author: "b".repeat(32) as ParticipantId, id: 0xffffffff };
  const line = { ...chatOf(0xffffffff, "x".repeat(CHAT_BYTES_MAX)), reply, mentions };
  const sealed = new Uint8Array(encodeSignal(0xffffffff, line).length + AEAD_TAG_BYTES);
  const again = {
    type: "again",
    target: reply.author,
    encapsulation: ENCAPSULATION,
    sealed,
  } as const;
  expect(sizeClassOf(encodeSignal(0xffffffff, again).length)).toBe(16 * 1024);
});

test("a poll of one answer, of seven or of empty ones, and a vote for a seventh, are none", () => {
  const poll = {
    type: "poll",
    id: 1,
    question: "When?",
    options: ["a", "b"],
    isMultiple: false,
  } as const;
  const read = (options: string[], question = "When?") =>
    decodeSignal(encodeSignal(1, { ...poll, options, question }));
  expect(read(["a", "b"])).not.toBeNull();
  expect(read(["a"])).toBeNull();
  expect(read(["a", ""])).toBeNull();
  expect(read(["a", "b"], "")).toBeNull();
  expect(() => read(["a", "b", "c", "d", "e", "f", "g"])).toThrow();
  const vote = { type: "vote", poll: { author: "b".repeat(32) as ParticipantId, id: 1 } } as const;
  expect(decodeSignal(encodeSignal(1, { ...vote, choices: 63 }))).not.toBeNull();
  expect(decodeSignal(encodeSignal(1, { ...vote, choices: 64 }))).toBeNull();
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
