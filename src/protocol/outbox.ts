// Both ends of one direction of the socket: what is sent is kept until acknowledged, what comes is taken once, in order.

import { assert } from "../base/assert.ts";
import type { Bytes } from "../base/bytes.ts";
import type { Result } from "../base/result.ts";
import { ok, reject } from "../base/result.ts";

/**
 * Received bytes after which an acknowledgement doesn't wait for the next heartbeat. Larger lets a
 * burst fill the sender's outbox on a good line, smaller costs a frame for every few messages.
 */
export const ACK_DUE_BYTES = 256 * 1024;

/** `seq` is a u32: 4000 messages a second for twelve days. */
const SEQ_MAX = 0xffffffff;

/** What a kept message costs beside its bytes, so that a flood of empty ones is bounded as well. */
const MESSAGE_OVERHEAD_BYTES = 64;

export type Outgoing = { readonly seq: number; readonly message: Bytes };

/** The sending end. It outlives the connection, so that a new one can go on where the old one broke. */
export class Outbox {
  readonly #bytesMax: number;
  readonly #unacknowledged: Outgoing[] = [];
  #byteCount = 0;
  #acknowledgedSeq = 0;
  #sentSeq = 0;
  #hasOverflowed = false;

  /** @param bytesMax of messages kept, with 64 more for each; a push beyond it is an overflow. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /**
   * Keeps an encoded message for replay. After one overflow all are: a stream with a hole in it is
   * worse than none. @returns its sequence number, counted from 1.
   */
  push(message: Bytes): Result<number, "overflow"> {
    const cost = message.length + MESSAGE_OVERHEAD_BYTES;
    this.#hasOverflowed ||= this.#byteCount + cost > this.#bytesMax;
    if (this.#hasOverflowed) return reject("overflow");
    assert(this.#sentSeq < SEQ_MAX, "the sequence numbers of a session ran out");
    this.#sentSeq++;
    this.#unacknowledged.push({ seq: this.#sentSeq, message });
    this.#byteCount += cost;
    return ok(this.#sentSeq);
  }

  /** Of what the other end lacks as far as known. */
  get byteCount(): number {
    return this.#byteCount;
  }

  /**
   * The other end has everything up to `ack`. Less than it said before is stale and changes nothing.
   * @returns false when it claims a message that was never sent.
   */
  acknowledge(ack: number): boolean {
    if (ack > this.#sentSeq) return false;
    if (ack <= this.#acknowledgedSeq) return true;
    for (const { message } of this.#unacknowledged.splice(0, ack - this.#acknowledgedSeq)) {
      this.#byteCount -= message.length + MESSAGE_OVERHEAD_BYTES;
    }
    this.#acknowledgedSeq = ack;
    return true;
  }

  /**
   * The other end came back and has everything up to `lastSeq`: `unacknowledged` is what it lacks.
   * @returns false when something after `lastSeq` is no longer kept, or was never sent.
   */
  resume(lastSeq: number): boolean {
    return lastSeq >= this.#acknowledgedSeq && this.acknowledge(lastSeq);
  }

  /** What the other end lacks as far as known, oldest first: to be sent again on a new connection. */
  unacknowledged(): readonly Outgoing[] {
    return [...this.#unacknowledged];
  }
}

/** The receiving end. */
export class Inbox {
  #lastSeq = 0;
  #unacknowledgedBytes = 0;

  /** The last message taken; 0 before the first. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** True when so much came since the last `acknowledge` that it shouldn't wait. */
  get isAckDue(): boolean {
    return this.#unacknowledgedBytes >= ACK_DUE_BYTES;
  }

  /**
   * "next" is to be handled, "duplicate" to be dropped; "gap" means that a message is missing, and
   * only a new connection, with its replay, can bring it.
   */
  accept(seq: number, byteLength: number): "next" | "duplicate" | "gap" {
    if (seq <= this.#lastSeq) return "duplicate";
    if (seq > this.#lastSeq + 1) return "gap";
    this.#lastSeq = seq;
    this.#unacknowledgedBytes += byteLength;
    return "next";
  }

  /** @returns what to write into the head of a frame that is sent now. */
  acknowledge(): number {
    this.#unacknowledgedBytes = 0;
    return this.#lastSeq;
  }
}
