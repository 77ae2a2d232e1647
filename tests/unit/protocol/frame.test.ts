// One frame of the socket: what is written is read, and any bytes whatever are survived.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { decodeFrame, encodeFrame } from "../../../src/protocol/frame.ts";
import { encode } from "../../../src/protocol/schema.ts";
import { clientMessage, serverMessage } from "../../../src/protocol/socket-messages.ts";

const heartbeat = encode(clientMessage, { type: "heartbeat" });

describe("a frame", () => {
  test("is a head of two counters and a message", () => {
    const frame = encodeFrame(7, 0x01020304, heartbeat);
    expect([...frame.subarray(0, 8)]).toEqual([0, 0, 0, 7, 1, 2, 3, 4]);
    expect(decodeFrame(clientMessage, frame)).toEqual({
      seq: 7,
      ack: 0x01020304,
      message: { type: "heartbeat" },
    });
  });

  test.each([
    ["without a message", encodeFrame(1, 1, new Uint8Array(0))],
    ["shorter than its head", new Uint8Array(7)],
    ["with a byte too many", encodeFrame(1, 1, new Uint8Array([...heartbeat, 0]))],
    ["with an unknown message", encodeFrame(1, 1, new Uint8Array([200]))],
    ["that is empty", new Uint8Array(0)],
  ])("%s is refused", (_, frame) => {
    expect(decodeFrame(clientMessage, frame)).toBeNull();
  });

  test("never throws on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        decodeFrame(clientMessage, bytes);
        decodeFrame(serverMessage, bytes);
      }),
    );
  });
});
