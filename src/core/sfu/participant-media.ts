// What one participant sends and receives: its publications, its slots, and the reports about them.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { KINDS, type Source } from "../../protocol/socket-messages.ts";
import { SILENT_LEVEL } from "./active-speakers.ts";
import { BitrateMeter } from "./bitrate-meter.ts";
import { Downlink } from "./downlink.ts";
import type { Layer } from "./layer.ts";
import type { IncomingRtp } from "./media-packet.ts";
import type { NegotiatedMedia } from "./negotiated-media.ts";
import { Publication } from "./publication.ts";
import { PublisherClock } from "./publisher-clock.ts";
import { readU16 } from "./rtp/big-endian.ts";
import type { ReceptionReportMessage } from "./rtp/rtcp-parser.ts";
import { ntpMiddle, type ReceptionReport, receiverReport } from "./rtp/rtcp-writer.ts";
import { findExtension, firstExtensionByte } from "./rtp/rtp-header.ts";
import { SlotTable } from "./slot-table.ts";
import { TwccReceiver } from "./twcc-receiver.ts";

/** A browser uses two for each layer, and new ones at most when a track is replaced. */
const SSRCS_MAX = 32;

/** A layer, and what it is of. */
export type Stream = { readonly publication: Publication; readonly layer: Layer };

const REPORT_INTERVAL_MS = 1_000;

export class ParticipantMedia {
  readonly participantId: ParticipantId;
  readonly publications: readonly Publication[];
  readonly slots: SlotTable;
  readonly downlink: Downlink;
  /** True while packets can be sent to it. */
  isConnected = false;
  /** Of the sound that goes to it. */
  readonly soundMeter = new BitrateMeter();
  readonly #media: NegotiatedMedia;
  readonly #clock = new PublisherClock();
  readonly #bySsrc = new Map<number, Stream>();
  readonly #twcc = new TwccReceiver();
  #reportedAt: Millis | null = null;

  constructor(participantId: ParticipantId, media: NegotiatedMedia) {
    this.participantId = participantId;
    this.#media = media;
    this.slots = new SlotTable(this, media.slots);
    this.downlink = new Downlink((bytes) => this.slots.padding(bytes));
    this.publications = media.publications.map(
      (negotiated) => new Publication(participantId, negotiated, this.#clock),
    );
    for (const publication of this.publications) {
      const { ssrcs, rids } = publication.negotiated;
      const [layer] = publication.layers;
      if (rids.length > 0 || layer === undefined) continue;
      for (const ssrc of ssrcs) this.#bySsrc.set(ssrc, { publication, layer });
    }
  }

  /** What the sound that goes to it takes of its way. */
  soundBps(now: Millis): number {
    return this.soundMeter.bpsAt(now) ?? 0;
  }

  bySource(source: Source): Publication | null {
    return this.publications.find(({ negotiated }) => negotiated.source === source) ?? null;
  }

  /** The level that its sender says the packet has (RFC 6464 §3): 127 for silence, and when it says none. */
  audioLevel({ packet, header }: IncomingRtp): number {
    const { audioLevelExtension: id } = this.#media;
    const byte = id === null ? null : firstExtensionByte(packet, header, id);
    return byte === null ? SILENT_LEVEL : byte & 127;
  }

  bySsrc(ssrc: number): Stream | null {
    return this.#bySsrc.get(ssrc) ?? null;
  }

  /** Notes the arrival, and finds what the packet is of. */
  handleRtp(incoming: IncomingRtp, now: Millis): Stream | null {
    const { packet, header } = incoming;
    const { twccExtension } = this.#media;
    const twcc = twccExtension === null ? null : findExtension(packet, header, twccExtension);
    if (twcc?.length === 2) this.#twcc.handlePacket(readU16(twcc, 0), header.ssrc, now);
    const known = this.#bySsrc.get(header.ssrc);
    if (known !== undefined || this.#bySsrc.size >= SSRCS_MAX) return known ?? null;
    const named = this.#named(incoming);
    if (named !== null) this.#bySsrc.set(header.ssrc, named);
    return named;
  }

  /** By the names that a stream's first packets carry (RFC 8843 §9.2, RFC 8852 §3). */
  #named(incoming: IncomingRtp): Stream | null {
    const { midExtension, ridExtension, repairedRidExtension } = this.#media;
    const mid = textOf(incoming, midExtension);
    const publication = this.publications.find(({ negotiated }) => negotiated.mid === mid);
    if (publication === undefined) return null;
    const { rids } = publication.negotiated;
    const rid = textOf(incoming, repairedRidExtension) ?? textOf(incoming, ridExtension);
    const layer = publication.layers[rids.length === 0 ? 0 : rids.indexOf(rid ?? "")];
    return layer === undefined ? null : { publication, layer };
  }

  /** What it tells of one of its slots. */
  handleReceptionReport(report: ReceptionReportMessage, now: Millis): void {
    if (this.slots.bySsrc(report.ssrc) === null) return;
    const { lastSenderReport: sentAt, delaySinceLastSenderReport: delay } = report;
    // Both count 1/65536 s, modulo 2^32.
    const rttMs = sentAt === 0 ? null : ((ntpMiddle(now) - sentAt - delay) >>> 0) / 65.536;
    this.downlink.handleReceptionReport(report.lossRate, rttMs, now);
  }

  /** @returns the RTCP that is due to it. `publish` is false for one whose media isn't forwarded. */
  poll(now: Millis, publish: boolean): Uint8Array[] {
    const feedback: Uint8Array[] = [];
    for (let told = this.#twcc.takeFeedback(); told !== null; told = this.#twcc.takeFeedback()) {
      feedback.push(told);
    }
    if (publish) for (const publication of this.publications) publication.poll(now, feedback);
    if (this.#reportedAt === null || now - this.#reportedAt >= REPORT_INTERVAL_MS) {
      this.#reportedAt = now;
      this.#pushReports(now, feedback);
    }
    return feedback;
  }

  #pushReports(now: Millis, feedback: Uint8Array[]): void {
    const received: ReceptionReport[] = [];
    for (const { layers } of this.publications) {
      for (const layer of layers) {
        const report = layer.receptionReport(now);
        if (report !== null) received.push(report);
      }
    }
    if (received.length > 0) feedback.push(receiverReport(received));
    for (const slot of this.slots.all()) {
      const report = slot.senderReport(now);
      if (report !== null) feedback.push(report);
    }
  }

  /** Its slots carry nothing any more. */
  close(now: Millis): void {
    for (const kind of KINDS) this.slots.carry(kind, [], now);
  }
}

function textOf({ packet, header }: IncomingRtp, extension: number | null): string | null {
  const value = extension === null ? null : findExtension(packet, header, extension);
  return value === null ? null : String.fromCharCode(...value);
}
