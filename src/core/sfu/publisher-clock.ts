// Where one participant's media clocks stand on the server's clock, from its sender reports (RFC 3550 §6.4.1).

import type { Millis } from "../../base/time.ts";
import type { RtcpMessage } from "./rtp/rtcp-parser.ts";

type SenderReport = Extract<RtcpMessage, { type: "sender-report" }>;

/** A moment, and what the media clock showed then. */
export type ClockReading = { readonly ntpMs: number; readonly rtpTimestamp: number };

/**
 * One offset for all tracks of a participant: an error in it delays voice and picture by the same,
 * and so lips stay in step.
 */
export class PublisherClock {
  #offsetMs = Number.POSITIVE_INFINITY;

  handleSenderReport(report: SenderReport, now: Millis): ClockReading {
    const ntpMs = report.ntpSeconds * 1000 + (report.ntpFraction / 2 ** 32) * 1000;
    // The report that was on its way the shortest shows the offset best.
    this.#offsetMs = Math.min(this.#offsetMs, now - ntpMs);
    return { ntpMs, rtpTimestamp: report.rtpTimestamp };
  }

  /** @returns what the clock that `reading` is of shows at `now`. */
  timestampAt(reading: ClockReading, clockRate: number, now: Millis): number {
    const elapsedMs = now - (reading.ntpMs + this.#offsetMs);
    return (reading.rtpTimestamp + Math.round((elapsedMs * clockRate) / 1000)) >>> 0;
  }
}
