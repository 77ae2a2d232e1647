// One binary frame on the socket: the head with its two counters, then the message.

import type { Bytes } from "../base/bytes.ts";
import { concat } from "../base/bytes.ts";
import type { Field } from "./schema.ts";
import { decode, encode } from "./schema.ts";
import type { FrameHead } from "./socket-messages.ts";
import { FRAME_HEAD_BYTES, frameHead } from "./socket-messages.ts";

export type Frame<T> = FrameHead & { readonly message: T };

/** @param message encoded already: the same bytes go out again on a replay, under another head. */
export function encodeFrame(seq: number, ack: number, message: Uint8Array): Bytes {
  return concat(encode(frameHead, { seq, ack }), message);
}

/** @returns null unless `frame` is exactly a head and one message of `field`. Never throws. */
export function decodeFrame<T>(field: Field<T>, frame: Uint8Array): Frame<T> | null {
  const head = decode(frameHead, frame.subarray(0, FRAME_HEAD_BYTES));
  const message = decode(field, frame.subarray(FRAME_HEAD_BYTES));
  return head === null || message === null ? null : { ...head, message };
}
