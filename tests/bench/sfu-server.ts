// The process under test: the real port, transports and router behind signalling for load generators.

import { randomBytes } from "node:crypto";
import { hex } from "../../src/base/bytes.ts";
import type { Millis } from "../../src/base/time.ts";
import type {
  NegotiatedFormat,
  NegotiatedMedia,
  NegotiatedPublication,
  NegotiatedSlot,
} from "../../src/core/sfu/negotiated-media.ts";
import { readU32 } from "../../src/core/sfu/rtp/big-endian.ts";
import type { ParticipantId } from "../../src/protocol/ids.ts";
import { participantIdFrom } from "../../src/protocol/ids.ts";
import { createDtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import { createIceCredentials, IceDirectory } from "../../src/server/media/ice-directory.ts";
import { PacketDemux } from "../../src/server/media/packet-demux.ts";
import { PacketRing } from "../../src/server/media/packet-ring.ts";
import { openPortPair } from "../../src/server/media/port-pair.ts";
import {
  chooseSrtpBackend,
  NODE_BACKEND,
  srtpBackend,
} from "../../src/server/media/srtp-backend.ts";
import { Transport } from "../../src/server/media/transport.ts";
import { TWCC_EXTENSION } from "./sfu-cases.ts";
import { BenchRoom, type Subscription } from "./sfu-room.ts";
import { type LoadSection, readLoadOffer, writeLoadAnswer } from "./sfu-signalling.ts";

const TICK_MS = 50;

export type ServerStats = {
  readonly counts: Readonly<Record<string, number>>;
  /** By how much the tick was late, in ms. */
  readonly lagP99: number;
  readonly lagMax: number;
};

if (process.env["BENCH_SRTP"] === "node") chooseSrtpBackend(NODE_BACKEND);

const counts: Record<string, number> = {};
const count = (what: string) => {
  counts[what] = (counts[what] ?? 0) + 1;
};
const directory = new IceDirectory<Transport>();
const demux = new PacketDemux(directory, count);
const certificate = await createDtlsCertificate();
const ring = new PacketRing();
const ports = await openPortPair({
  host: "127.0.0.1",
  port: 0,
  count,
  arena: ring.arena,
  handlePacket: demux.handlePacket.bind(demux),
});
const rooms = new Map<string, BenchRoom>();

function now(): Millis {
  return performance.now() as Millis;
}

function formatOf(kind: "audio" | "video", payloadType: number): NegotiatedFormat {
  return { codec: kind === "audio" ? "opus" : "vp8", payloadType, rtxPayloadType: null };
}

function publicationOf(section: LoadSection): NegotiatedPublication {
  const { kind, mid, payloadType, ssrc } = section;
  const source = kind === "audio" ? "microphone" : "camera";
  return {
    source,
    kind,
    mid,
    formats: [formatOf(kind, payloadType)],
    rids: [],
    ssrcs: ssrc === null ? [] : [ssrc],
  };
}

/** @returns the answer to `sdp`. */
function connect(
  room: BenchRoom,
  sdp: string,
  name: string | null,
  subscription: Subscription,
  hasFeedback: boolean,
) {
  const read = readLoadOffer(sdp);
  if (read === null) return null;
  const { offer } = read;
  const isPublisher = name !== null;
  const sections = read.sections.map((section) =>
    isPublisher ? section : { ...section, ssrc: readU32(randomBytes(4), 0) },
  );
  const participantId = participantIdFrom(new Uint8Array(randomBytes(16)));
  const handlers = {
    handleConnected: () => room.router.handleConnected(participantId),
    handleLost: () => room.router.handleDisconnected(participantId),
    handleRtp: (incoming: Parameters<typeof room.router.handleRtp>[1], at: Millis) =>
      room.run((router, out) => router.handleRtp(participantId, incoming, at, out)),
    handleRtcp: (packet: Uint8Array, at: Millis) =>
      room.run((router, out) => router.handleRtcp(participantId, packet, at, out)),
  };
  const peerFingerprint = offer.fingerprint;
  const transport = new Transport({ certificate, peerFingerprint, ring, count, handlers }, now());
  const slots: NegotiatedSlot[] = sections.map(({ kind, payloadType, ssrc }) => {
    const own = ssrc ?? 0;
    return {
      kind,
      formats: [formatOf(kind, payloadType)],
      ssrc: own,
      rtxSsrc: own ^ 1,
      twccExtension: hasFeedback ? TWCC_EXTENSION : null,
    };
  });
  const media: NegotiatedMedia = {
    publications: isPublisher ? sections.map(publicationOf) : [],
    slots: isPublisher ? [] : slots,
    midExtension: null,
    ridExtension: null,
    repairedRidExtension: null,
    twccExtension: null,
    audioLevelExtension: null,
  };
  room.add(participantId, transport, media, subscription, now());
  if (isPublisher) room.publishers.set(name, participantId);
  const credentials = createIceCredentials(offer);
  directory.addCredentials(transport, credentials);
  const direction = isPublisher ? "recvonly" : "sendonly";
  const { fingerprint } = certificate;
  return writeLoadAnswer({ direction, sections, credentials, fingerprint, port: ports.port });
}

function roomOf(name: string): BenchRoom {
  const known = rooms.get(name);
  if (known !== undefined) return known;
  const room = new BenchRoom();
  rooms.set(name, room);
  return room;
}

function close(name: string): void {
  for (const transport of rooms.get(name)?.transports.values() ?? []) {
    directory.remove(transport);
    transport.close();
  }
  rooms.delete(name);
}

function subscriptionOf(room: BenchRoom, id: string, from: string | null): ParticipantId[] {
  return [...room.publishers]
    .filter(([name]) => (from === null ? name !== id : name === from))
    .map(([, participantId]) => participantId);
}

async function handle(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const [, kind = "", roomName = "", id = hex(randomBytes(4))] = url.pathname.split("/");
  if (kind === "stats") {
    const stats: ServerStats = { counts, ...takeLag() };
    return Response.json(stats);
  }
  if (request.method === "DELETE") {
    close(roomName);
    return new Response(null, { status: 204 });
  }
  if (request.method !== "POST" || (kind !== "whip" && kind !== "whep")) {
    return new Response(null, { status: 404 });
  }
  const room = roomOf(roomName);
  const isWhip = kind === "whip";
  const subscription = isWhip ? [] : subscriptionOf(room, id, url.searchParams.get("from"));
  const name = isWhip ? id : null;
  const hasFeedback = url.searchParams.has("feedback");
  const answer = connect(room, await request.text(), name, subscription, hasFeedback);
  if (answer === null) return new Response(null, { status: 400 });
  return new Response(answer, { status: 201, headers: { "content-type": "application/sdp" } });
}

let lags: number[] = [];

function takeLag(): { lagP99: number; lagMax: number } {
  const sorted = lags.sort((a, b) => a - b);
  lags = [];
  return { lagP99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, lagMax: sorted.at(-1) ?? 0 };
}

let firedAt = performance.now();
setInterval(() => {
  const at = now();
  lags.push(Math.max(0, at - firedAt - TICK_MS));
  firedAt = at;
  for (const room of rooms.values()) room.handleTick(at);
}, TICK_MS);

const httpPort = Number(process.env["BENCH_PORT"] ?? 0);
const http = Bun.serve({ hostname: "127.0.0.1", port: httpPort, fetch: handle });
const url = `http://127.0.0.1:${http.port}`;
console.log(JSON.stringify({ url, srtp: srtpBackend().name, udp: ports.description }));
