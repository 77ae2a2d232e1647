// What the estimator makes of a receiver's reports: a growing queue, loss, silence, repetition, lies.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BandwidthEstimator } from "../../../src/core/sfu/bandwidth/estimator.ts";
import { LossReportControl } from "../../../src/core/sfu/bandwidth/loss-report-control.ts";
import { RetransmissionLimiter } from "../../../src/core/sfu/bandwidth/retransmission-limiter.ts";
import type { PacketReport } from "../../../src/core/sfu/sent-packets.ts";
import { seeded } from "../../support/schedule.ts";
import { at } from "./media-fixture.ts";

const BYTES = 1_000;
const ON_WIRE_BITS = (BYTES + 44) * 8;
const STEP_MS = 5;
const FEEDBACK_MS = 50;
const DELAY_MS = 20;

type Path = {
  readonly capacityBps: number;
  readonly loss: number;
  /** What the queue holds before it drops its tail. */
  readonly queueMsMax?: number;
};

/** Sends at the target rate over a link with a queue, and feeds back what came of it. */
class Sender {
  readonly estimator = new BandwidthEstimator();
  readonly #random = seeded(1);
  now = 0;
  /** Sends probes, and nothing else that is told of. */
  isIdle = false;
  #index = 0;
  #credit = 0;
  #freeAt = 0;
  #told: PacketReport[] = [];

  run(durationMs: number, path: Path): number {
    const { estimator } = this;
    for (const end = this.now + durationMs; this.now < end; this.now += STEP_MS) {
      const probeBps = estimator.probe?.rateBps ?? 0;
      const mediaBps = this.isIdle ? 0 : estimator.targetBps;
      this.#credit += (Math.max(mediaBps, probeBps) * STEP_MS) / 1000;
      for (; this.#credit >= ON_WIRE_BITS; this.#credit -= ON_WIRE_BITS) {
        this.#send(path);
      }
      if (this.now % FEEDBACK_MS === 0) this.#feed();
      estimator.handleTick(at(this.now));
    }
    return estimator.targetBps;
  }

  /** Nothing comes through, in either direction: what is sent is told of after it, as lost. */
  breakOff(durationMs: number): void {
    const { estimator } = this;
    for (const end = this.now + durationMs; this.now < end; this.now += STEP_MS) {
      this.#credit += (estimator.targetBps * STEP_MS) / 1000;
      for (; this.#credit >= ON_WIRE_BITS; this.#credit -= ON_WIRE_BITS) {
        this.#send({ capacityBps: Number.POSITIVE_INFINITY, loss: 1 });
      }
      estimator.handleTick(at(this.now));
    }
  }

  /** What a packet that is sent now would wait at the link. */
  get queueMs(): number {
    return Math.max(0, this.#freeAt - this.now);
  }

  #send({ capacityBps, loss, queueMsMax = Number.POSITIVE_INFINITY }: Path): void {
    const { now } = this;
    const index = this.#index++;
    this.estimator.handleSent(index, BYTES, at(now));
    const isDropped = this.queueMs > queueMsMax;
    if (!isDropped)
      this.#freeAt = Math.max(now, this.#freeAt) + (ON_WIRE_BITS * 1000) / capacityBps;
    const arrivedAt =
      isDropped || this.#random() < loss ? null : 1_000_000 + this.#freeAt + DELAY_MS;
    this.#told.push({ index, sentAt: at(now), bytes: BYTES, arrivedAt });
  }

  #feed(): void {
    const isThere = ({ arrivedAt, sentAt }: PacketReport) =>
      (arrivedAt ?? 1_000_000 + sentAt + DELAY_MS) <= 1_000_000 + this.now - DELAY_MS;
    const there = this.#told.filter(isThere);
    this.#told = this.#told.filter((report) => !isThere(report));
    if (there.length > 0) this.estimator.handleReports(there, at(this.now));
  }
}

describe("the target rate", () => {
  test.each([300_000, 1_000_000, 3_000_000])(
    "finds a link of %d b/s, and stays near",
    (capacityBps) => {
      const sender = new Sender();
      sender.estimator.handleWanted(4_000_000);
      sender.run(5_000, { capacityBps, loss: 0 });
      let [least, most] = [Number.POSITIVE_INFINITY, 0];
      for (let second = 0; second < 20; second++) {
        const targetBps = sender.run(1_000, { capacityBps, loss: 0 });
        least = Math.min(least, targetBps);
        most = Math.max(most, targetBps);
      }
      expect(least / capacityBps).toBeGreaterThan(0.6);
      expect(most / capacityBps).toBeLessThan(1.3);
    },
  );

  test("isn't pulled down by loss that is always there", () => {
    const sender = new Sender();
    sender.estimator.handleWanted(4_000_000);
    const targetBps = sender.run(20_000, { capacityBps: 2_000_000, loss: 0.1 });
    expect(targetBps).toBeGreaterThan(1_000_000);
    expect(sender.estimator.lossRate).toBeGreaterThan(0.05);
  });

  test("follows a fall to a quarter within two seconds, and comes back", () => {
    const sender = new Sender();
    sender.estimator.handleWanted(4_000_000);
    sender.run(10_000, { capacityBps: 2_000_000, loss: 0 });
    expect(sender.run(2_000, { capacityBps: 500_000, loss: 0 })).toBeLessThan(600_000);
    sender.run(10_000, { capacityBps: 500_000, loss: 0 });
    expect(sender.run(10_000, { capacityBps: 2_000_000, loss: 0 })).toBeGreaterThan(1_200_000);
  });

  test.each([120_000, 165_000])(
    "of a link of %d b/s with a full queue lets it drain within seconds, and comes back",
    (capacityBps) => {
      const path = { capacityBps, loss: 0.15, queueMsMax: 350 };
      const sender = new Sender();
      sender.run(10_000, { ...path, capacityBps: 4 * capacityBps });
      let queuedMs = 0;
      for (let step = 0; step < 100; step++) {
        sender.run(100, path);
        if (sender.queueMs > 200) queuedMs += 100;
      }
      expect(queuedMs).toBeLessThan(6_000);
      expect(sender.run(10_000, path)).toBeGreaterThan(0.6 * capacityBps);
    },
  );

  test("is as it was after an outage of any length, and goes on from there", () => {
    for (const outageMs of [2_000, 10_000, 25_000]) {
      const sender = new Sender();
      sender.estimator.handleWanted(2_000_000);
      const before = sender.run(10_000, { capacityBps: 3_000_000, loss: 0 });
      sender.breakOff(outageMs);
      expect(sender.estimator.targetBps).toBeGreaterThan(before * 0.8);
      expect(sender.run(1_000, { capacityBps: 3_000_000, loss: 0 })).toBeGreaterThan(before * 0.8);
      expect(sender.estimator.lossRate).toBeLessThan(0.02);
    }
  });

  test("falls at once when the path after an outage carries less", () => {
    const sender = new Sender();
    sender.estimator.handleWanted(4_000_000);
    sender.run(10_000, { capacityBps: 3_000_000, loss: 0 });
    sender.breakOff(5_000);
    expect(sender.run(3_000, { capacityBps: 500_000, loss: 0 })).toBeLessThan(600_000);
  });

  test("is asked for by probes when a full link was the last that was heard, and nothing is sent that is told of", () => {
    const sender = new Sender();
    sender.estimator.handleWanted(2_000_000);
    sender.run(10_000, { capacityBps: 2_000_000, loss: 0 });
    sender.run(1_000, { capacityBps: 400_000, loss: 0.4 });
    expect(sender.estimator.targetBps).toBeLessThan(1_000_000);
    sender.isIdle = true;
    expect(sender.run(15_000, { capacityBps: 2_000_000, loss: 0 })).toBeGreaterThan(1_000_000);
  });

  test("stays within its bounds, whatever a receiver tells", () => {
    const time = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    const report = fc.record({
      index: fc.nat(5_000),
      sentAt: fc.double({ min: 0, max: 1e6, noNaN: true }).map(at),
      bytes: fc.nat(1_500),
      arrivedAt: fc.option(time),
    });
    fc.assert(
      fc.property(fc.array(fc.array(report, { maxLength: 60 }), { maxLength: 20 }), (all) => {
        const estimator = new BandwidthEstimator();
        let now = 0;
        for (const reports of all) {
          now += 50;
          estimator.handleReports(reports, at(now));
          estimator.handleTick(at(now));
          estimator.handleSent(now, 1_000, at(now));
          expect(estimator.targetBps).toBeGreaterThanOrEqual(50_000);
          expect(estimator.targetBps).toBeLessThanOrEqual(40_000_000);
        }
      }),
    );
  });
});

describe("what is sent again", () => {
  const path = { rttMs: 100, targetBps: 1_000_000 };

  test("is sent once in a round trip", () => {
    const limiter = new RetransmissionLimiter();
    expect(limiter.take(7, 1, path, at(0))).toBe(true);
    expect(limiter.take(7, 1, path, at(80))).toBe(false);
    expect(limiter.take(7, 1, path, at(100))).toBe(true);
  });

  test("takes half of the link at most", () => {
    const limiter = new RetransmissionLimiter();
    let bytes = 0;
    for (let now = 0; now < 10_000; now++) {
      if (!limiter.take(7, now & 0xffff, path, at(now))) continue;
      limiter.handleSent(1_200);
      bytes += 1_200;
    }
    expect((bytes * 8) / 10).toBeLessThan(560_000);
    expect((bytes * 8) / 10).toBeGreaterThan(440_000);
  });
});

describe("a receiver that reports nothing but loss", () => {
  function after(lossRate: number): number {
    const control = new LossReportControl();
    for (let now = 0; now < 20_000; now += 500) control.handleReport(lossRate, at(now));
    return control.targetBps;
  }

  test("gets more while it loses little, less while it loses much, else as much", () => {
    const start = new LossReportControl().targetBps;
    expect(after(0.01)).toBeGreaterThan(start * 2);
    expect(after(0.05)).toBe(start);
    expect(after(0.3)).toBeLessThan(start / 2);
  });
});
