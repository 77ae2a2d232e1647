// The numbers of a connection's statistics that tell how good the network is, in one shape for all browsers.

/** Totals so far, and the latest of each kind of report. */
export type NetworkStats = {
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** Of what we sent of late, by the server's reports: the worst stream's, 0 to 1. */
  readonly lossSent: number;
  /** Null before the first is measured. */
  readonly roundTripMs: number | null;
  /** What the browser believes it may send, in bits per second; null where it doesn't say. */
  readonly roomBps: number | null;
};

type Stats = RTCStats & Readonly<Record<string, unknown>>;

function numberOf(stats: Stats, name: string): number | null {
  const value = stats[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function readNetworkStats(report: RTCStatsReport): NetworkStats {
  let [packetsReceived, packetsLost, lossSent] = [0, 0, 0];
  let [roundTripMs, roomBps]: (number | null)[] = [null, null];
  report.forEach((stats: Stats) => {
    switch (stats.type) {
      case "inbound-rtp":
        packetsReceived += numberOf(stats, "packetsReceived") ?? 0;
        packetsLost += Math.max(0, numberOf(stats, "packetsLost") ?? 0);
        break;
      case "remote-inbound-rtp":
        lossSent = Math.max(lossSent, numberOf(stats, "fractionLost") ?? 0);
        break;
      case "candidate-pair": {
        if (stats["nominated"] !== true) break;
        const seconds = numberOf(stats, "currentRoundTripTime");
        if (seconds !== null) roundTripMs = seconds * 1_000;
        roomBps = numberOf(stats, "availableOutgoingBitrate") ?? roomBps;
        break;
      }
      default:
        break;
    }
  });
  return {
    packetsReceived,
    packetsLost,
    lossSent,
    roundTripMs: roundTripMs ?? null,
    roomBps: roomBps ?? null,
  };
}
