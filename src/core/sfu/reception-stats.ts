// Counts loss and jitter of one received stream for its receiver reports (RFC 3550 §6.4.1, A.3 and A.8).

import type { Millis } from "../../base/time.ts";
import type { RtcpMessage } from "./rtp/rtcp-parser.ts";
import type { ReceptionReport } from "./rtp/rtcp-writer.ts";

type SenderReport = Extract<RtcpMessage, { type: "sender-report" }>;

export class ReceptionStats {
  readonly #clockRate: number;
  #first = -1;
  #highest = -1;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #jitter = 0;
  #transit: number | null = null;
  #lastSenderReport = 0;
  #lastSenderReportAt = 0;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  handlePacket(index: number, timestamp: number, now: Millis): void {
    if (this.#first < 0) this.#first = index;
    this.#highest = Math.max(this.#highest, index);
    this.#received += 1;
    const transit = Math.round((now * this.#clockRate) / 1000) - timestamp;
    if (this.#transit !== null) {
      const difference = Math.abs((transit - this.#transit) | 0);
      this.#jitter += (difference - this.#jitter) / 16;
    }
    this.#transit = transit;
  }

  handleSenderReport(report: SenderReport, now: Millis): void {
    this.#lastSenderReport =
      (((report.ntpSeconds & 0xffff) << 16) | (report.ntpFraction >>> 16)) >>> 0;
    this.#lastSenderReportAt = now;
  }

  /** @returns null when nothing was received yet. */
  report(ssrc: number, now: Millis): ReceptionReport | null {
    if (this.#first < 0) return null;
    const expected = this.#highest - this.#first + 1;
    const expectedSince = expected - this.#expectedBefore;
    const lostSince = expectedSince - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    const delayMs = this.#lastSenderReport === 0 ? 0 : now - this.#lastSenderReportAt;
    return {
      ssrc,
      fractionLost:
        lostSince <= 0 || expectedSince <= 0
          ? 0
          : Math.min(255, Math.floor((lostSince * 256) / expectedSince)),
      cumulativeLost: expected - this.#received,
      highestIndex: this.#highest,
      jitter: Math.min(0xffffffff, Math.round(this.#jitter)),
      lastSenderReport: this.#lastSenderReport,
      delaySinceLastSenderReport: Math.round(delayMs * 65.536) >>> 0,
    };
  }
}
