// The promise of PROTOCOL §5: whatever is lost when connections break, nothing is lost or doubled.
// Seen to fail: with an inbox that takes a duplicate, and with one that takes what comes after a gap.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { utf8 } from "../../../src/base/bytes.ts";
import type { Outgoing } from "../../../src/protocol/outbox.ts";
import { ACK_DUE_BYTES, Inbox, Outbox } from "../../../src/protocol/outbox.ts";

const BYTES_MAX = 1000;
const message = (length: number) => new Uint8Array(length);

function sent(...lengths: number[]): Outbox {
  const outbox = new Outbox(BYTES_MAX);
  for (const length of lengths) outbox.push(message(length));
  return outbox;
}

const seqs = (outbox: Outbox) => outbox.unacknowledged().map(({ seq }) => seq);

describe("an outbox", () => {
  test("counts from 1", () => {
    const outbox = new Outbox(BYTES_MAX);
    expect(outbox.push(message(1))).toEqual({ ok: true, value: 1 });
    expect(outbox.push(message(1))).toEqual({ ok: true, value: 2 });
  });

  test("keeps what isn't acknowledged", () => {
    const outbox = sent(1, 1, 1, 1);
    expect(outbox.acknowledge(2)).toBe(true);
    expect(seqs(outbox)).toEqual([3, 4]);
  });

  test("takes a stale acknowledgement without a change", () => {
    const outbox = sent(1, 1, 1);
    outbox.acknowledge(2);
    expect(outbox.acknowledge(1)).toBe(true);
    expect(seqs(outbox)).toEqual([3]);
  });

  test("refuses an acknowledgement of what was never sent", () => {
    const outbox = sent(1, 1);
    expect(outbox.acknowledge(3)).toBe(false);
    expect(seqs(outbox)).toEqual([1, 2]);
  });

  test("resumes from what is kept and from nowhere else", () => {
    const outbox = sent(1, 1, 1, 1);
    outbox.acknowledge(1);
    expect(outbox.resume(0)).toBe(false);
    expect(outbox.resume(5)).toBe(false);
    expect(outbox.resume(1)).toBe(true);
    expect(seqs(outbox)).toEqual([2, 3, 4]);
    expect(outbox.resume(4)).toBe(true);
    expect(seqs(outbox)).toEqual([]);
  });

  test("overflows at its bound, and for good: a hole is worse than an end", () => {
    const outbox = sent(400, 400);
    expect(outbox.push(message(200))).toEqual({ ok: false, reason: "overflow" });
    expect(outbox.push(message(1))).toEqual({ ok: false, reason: "overflow" });
  });

  test("is bounded for empty messages too", () => {
    const outbox = new Outbox(BYTES_MAX);
    const pushed = Array.from({ length: 100 }, () => outbox.push(message(0)).ok);
    expect(pushed.filter(Boolean).length).toBeLessThan(20);
  });

  test("has room again when the other end acknowledges", () => {
    const outbox = sent(400, 400);
    outbox.acknowledge(1);
    expect(outbox.push(message(400)).ok).toBe(true);
  });
});

describe("an inbox", () => {
  test("takes the next one only", () => {
    const inbox = new Inbox();
    expect([1, 1, 3, 2, 1, 3].map((seq) => inbox.accept(seq, 1))).toEqual([
      "next",
      "duplicate",
      "gap",
      "next",
      "duplicate",
      "next",
    ]);
    expect(inbox.lastSeq).toBe(3);
  });

  test("wants to acknowledge early when much came", () => {
    const inbox = new Inbox();
    inbox.accept(1, ACK_DUE_BYTES - 1);
    expect(inbox.isAckDue).toBe(false);
    inbox.accept(2, 1);
    expect(inbox.isAckDue).toBe(true);
    expect(inbox.acknowledge()).toBe(2);
    expect(inbox.isAckDue).toBe(false);
  });
});

type Step = "push" | "deliver" | "acknowledge" | "break";

/** One direction over a line that delivers in order and loses everything under way when it breaks. */
class Direction {
  readonly outbox = new Outbox(1e6);
  readonly inbox = new Inbox();
  readonly received: string[] = [];
  #line: Outgoing[] = [];
  #pushed = 0;

  run(step: Step): void {
    if (step === "push") this.#push();
    else if (step === "deliver") this.#deliver();
    else if (step === "acknowledge") this.outbox.acknowledge(this.inbox.acknowledge());
    else this.#break();
  }

  get pushed(): string[] {
    return Array.from({ length: this.#pushed }, (_, index) => `message ${index}`);
  }

  finish(): void {
    this.#break();
    while (this.#line.length > 0) this.#deliver();
  }

  #push(): void {
    const bytes = utf8(`message ${this.#pushed++}`);
    const seq = this.outbox.push(bytes);
    if (seq.ok) this.#line.push({ seq: seq.value, message: bytes });
  }

  #deliver(): void {
    const next = this.#line.shift();
    if (next && this.inbox.accept(next.seq, next.message.length) === "next") {
      this.received.push(new TextDecoder().decode(next.message));
    }
  }

  #break(): void {
    expect(this.outbox.resume(this.inbox.lastSeq)).toBe(true);
    this.#line = [...this.outbox.unacknowledged()];
  }
}

test("any schedule of losses delivers each message once, in order", () => {
  const steps = fc.array(
    fc.constantFrom<Step>("push", "push", "deliver", "deliver", "acknowledge", "break"),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(steps, (schedule) => {
      const direction = new Direction();
      for (const step of schedule) direction.run(step);
      direction.finish();
      expect(direction.received).toEqual(direction.pushed);
    }),
  );
});
