// What a page's peer connections received, from their standard statistics, whatever the page shows of it.

import type { Page } from "puppeteer-core";

export type Inbound = {
  readonly videoPackets: number;
  readonly framesDecoded: number;
  readonly audioPackets: number;
  readonly audioEnergy: number;
};

/** Runs in the page; person.ts keeps its connections there. */
async function readInPage(): Promise<Inbound> {
  const { connections } = window as unknown as { connections: RTCPeerConnection[] };
  const sum = { videoPackets: 0, framesDecoded: 0, audioPackets: 0, audioEnergy: 0 };
  for (const connection of connections) {
    for (const report of (await connection.getStats()).values()) {
      if (report.type !== "inbound-rtp") continue;
      if (report.kind === "video") sum.videoPackets += report.packetsReceived ?? 0;
      else sum.audioPackets += report.packetsReceived ?? 0;
      sum.framesDecoded += report.framesDecoded ?? 0;
      sum.audioEnergy += report.totalAudioEnergy ?? 0;
    }
  }
  return sum;
}

export type SoundStats = {
  readonly bytesSent: number;
  readonly packetsSent: number;
};

/** Of all that the newest connection sends of sound. */
export function soundStats(page: Page): Promise<SoundStats> {
  return page.evaluate(async () => {
    const { connections } = window as unknown as { connections: RTCPeerConnection[] };
    const sum = { bytesSent: 0, packetsSent: 0 };
    for (const report of (await connections.at(-1)?.getStats())?.values() ?? []) {
      if (report.kind !== "audio") continue;
      sum.bytesSent += report.bytesSent ?? 0;
      sum.packetsSent += report.packetsSent ?? 0;
    }
    return sum;
  });
}

export async function inboundOf(page: Page): Promise<Inbound> {
  return page.evaluate(readInPage);
}
