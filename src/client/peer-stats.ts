// The few numbers of a connection's statistics that we use, in one shape for all browsers.

import type { Kind, Source } from "../protocol/socket-messages.ts";
import type { TransformOptions } from "./frame-messages.ts";
import type { NetworkStats } from "./network-stats.ts";
import { readNetworkStats } from "./network-stats.ts";

export type SlotStats = {
  readonly kind: Kind;
  readonly slot: number;
  readonly packetsReceived: number;
  /** Video; 0 for audio. */
  readonly framesDecoded: number;
  readonly keyFramesDecoded: number;
  readonly frameWidth: number;
  /** Audio; 0 for video. Full scale squared, times seconds. */
  readonly totalAudioEnergy: number;
  /** Audio; 0 for video. Seconds. */
  readonly totalSamplesDuration: number;
};

export type SenderStats = {
  readonly source: Source;
  readonly packetsSent: number;
  readonly bytesSent: number;
  /** Video; 0 for audio. */
  readonly framesSent: number;
};

export type PeerStats = {
  readonly connection: RTCPeerConnectionState;
  /** The slots that packets came for. */
  readonly slots: readonly SlotStats[];
  /** One for each stream that a source was sent in. */
  readonly senders: readonly SenderStats[];
  /** Over all paths: media and reports. */
  readonly bytesReceived: number;
  readonly network: NetworkStats;
};

/** A statistics record of any type, with members that some browsers leave out. */
type Stats = RTCStats & Readonly<Record<string, unknown>>;

function numberOf(stats: Stats, name: string): number {
  const value = stats[name];
  return typeof value === "number" ? value : 0;
}

function slotStats(stats: Stats, kind: Kind, slot: number): SlotStats {
  return {
    kind,
    slot,
    packetsReceived: numberOf(stats, "packetsReceived"),
    framesDecoded: numberOf(stats, "framesDecoded"),
    keyFramesDecoded: numberOf(stats, "keyFramesDecoded"),
    frameWidth: numberOf(stats, "frameWidth"),
    totalAudioEnergy: numberOf(stats, "totalAudioEnergy"),
    totalSamplesDuration: numberOf(stats, "totalSamplesDuration"),
  };
}

function senderStats(stats: Stats, source: Source): SenderStats {
  return {
    source,
    packetsSent: numberOf(stats, "packetsSent"),
    bytesSent: numberOf(stats, "bytesSent"),
    framesSent: numberOf(stats, "framesSent"),
  };
}

/** @param places what each media section carries, by its MID. */
export function readPeerStats(
  connection: RTCPeerConnectionState,
  report: RTCStatsReport,
  places: ReadonlyMap<string, TransformOptions>,
): PeerStats {
  const slots: SlotStats[] = [];
  const senders: SenderStats[] = [];
  let bytesReceived = 0;
  report.forEach((stats: Stats) => {
    const { mid } = stats;
    if (stats.type === "candidate-pair") bytesReceived += numberOf(stats, "bytesReceived");
    const place = typeof mid === "string" ? places.get(mid) : undefined;
    if (stats.type === "inbound-rtp" && place?.direction === "receive") {
      slots.push(slotStats(stats, place.kind, place.slot));
    }
    if (stats.type === "outbound-rtp" && place?.direction === "send") {
      senders.push(senderStats(stats, place.source));
    }
  });
  return { connection, slots, senders, bytesReceived, network: readNetworkStats(report) };
}
