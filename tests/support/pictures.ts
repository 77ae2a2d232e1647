// What a person's browser says of the pictures that it sends and receives, by its standard statistics.

import type { Person } from "./person.ts";

/** One size of one's own picture. */
export type SentSize = {
  readonly rid: string;
  readonly isActive: boolean;
  readonly frames: number;
};

/** Somebody's picture, in the size that comes. */
export type ReceivedPicture = {
  readonly name: string;
  readonly height: number;
  /** Decoded so far. */
  readonly frames: number;
};

type Connections = { readonly connections: RTCPeerConnection[] };

/** Of the sizes that ever were sent, the smallest first. */
export function sentSizes({ page }: Person): Promise<SentSize[]> {
  return page.evaluate(async () => {
    const { connections } = window as unknown as Connections;
    const sizes: SentSize[] = [];
    for (const report of (await connections.at(-1)?.getStats())?.values() ?? []) {
      if (report.type !== "outbound-rtp" || report.kind !== "video") continue;
      const frames = report.framesSent ?? 0;
      // Firefox doesn't say whether a size is active.
      if (frames > 0) sizes.push({ rid: report.rid, isActive: report.active ?? true, frames });
    }
    const order = ["q", "h", "f"];
    return sizes.sort((a, b) => order.indexOf(a.rid) - order.indexOf(b.rid));
  });
}

export function receivedPictures({ page }: Person): Promise<ReceivedPicture[]> {
  return page.evaluate(async () => {
    const { connections } = window as unknown as Connections;
    const byTrack = new Map<string, { height: number; frames: number }>();
    for (const report of (await connections.at(-1)?.getStats())?.values() ?? []) {
      if (report.type !== "inbound-rtp" || report.kind !== "video") continue;
      const { frameHeight = 0, framesDecoded = 0, trackIdentifier } = report;
      byTrack.set(trackIdentifier, { height: frameHeight, frames: framesDecoded });
    }
    return [...document.querySelectorAll("li.tile")].map((tile) => {
      const stream = tile.querySelector("video")?.srcObject;
      const track = stream instanceof MediaStream ? (stream.getTracks()[0]?.id ?? "") : "";
      const name = tile.querySelector(".tile-name-text")?.textContent ?? "";
      return { name, ...(byTrack.get(track) ?? { height: 0, frames: 0 }) };
    });
  });
}

/** How many frames of each codec were decoded, of the pictures that come in it now. */
export function decodedCodecs({ page }: Person): Promise<Readonly<Record<string, number>>> {
  return page.evaluate(async () => {
    const { connections } = window as unknown as Connections;
    const reports = await connections.at(-1)?.getStats();
    const frames: Record<string, number> = {};
    for (const report of reports?.values() ?? []) {
      if (report.type !== "inbound-rtp" || report.kind !== "video") continue;
      const codec = reports?.get(report.codecId)?.mimeType ?? "none";
      frames[codec] = (frames[codec] ?? 0) + (report.framesDecoded ?? 0);
    }
    return frames;
  });
}

/** @returns one of `receivedPictures`; of nobody when there is no such tile. */
export async function pictureOf(person: Person, name: string): Promise<ReceivedPicture> {
  const all = await receivedPictures(person);
  return all.find((picture) => picture.name === name) ?? { name, height: 0, frames: 0 };
}
