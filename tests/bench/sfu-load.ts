// The load generator, a process of its own: connects a meeting, sends its media, measures at the receivers.

import type { Millis } from "../../src/base/time.ts";
import { readU16 } from "../../src/core/sfu/rtp/big-endian.ts";
import {
  findExtension,
  parseRtpHeader,
  writeRtpHeader,
} from "../../src/core/sfu/rtp/rtp-header.ts";
import { TwccReceiver } from "../../src/core/sfu/twcc-receiver.ts";
import type { Kind } from "../../src/protocol/socket-messages.ts";
import { createDtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import type { MediaLine } from "../support/media-line.ts";
import { cpuMicros, machineCpuMillis, residentMegabytes } from "./sfu-accounting.ts";
import { Arrivals } from "./sfu-arrivals.ts";
import { type SfuCase, TWCC_EXTENSION } from "./sfu-cases.ts";
import { dialLoad } from "./sfu-client.ts";
import type { ServerStats } from "./sfu-server.ts";
import { LOAD_PAYLOAD_TYPE } from "./sfu-signalling.ts";

export type LoadOptions = SfuCase & {
  readonly url: string;
  readonly room: string;
  /** Of the server under test. */
  readonly pid: number;
  readonly seconds: number;
  /** Packets of a track that are sent one right after the other, as those of a frame are. */
  readonly burst: number;
};

export type LoadResult = {
  readonly sent: number;
  readonly expected: number;
  readonly received: number;
  readonly lostPercent: number;
  readonly packetsPerSecond: number;
  /** By what reached the receivers, as peers are measured. */
  readonly cpuMicrosPerPacket: number;
  /** By what the server sent: the measure when the machine is busy and receivers lose packets. */
  readonly cpuMicrosPerSent: number;
  readonly corePercent: number;
  readonly latencyP50: number;
  readonly latencyP99: number;
  readonly megabytesPerParticipant: number;
  readonly generatorCorePercent: number;
  /** Of the machine, while it was measured: more than little, and times say little. */
  readonly coresBusyWithOthers: number;
  /** Packets that were opened to see that they are what was sent, and that weren't. */
  readonly checked: number;
  readonly wrong: number;
};

/** Packets a second and bytes of payload of each kind; SRTP and RTP add 28. */
const SHAPE = {
  broadcast: { video: { rate: 250, bytes: 1072 } },
  meeting: { audio: { rate: 50, bytes: 72 }, video: { rate: 100, bytes: 1072 } },
} as const;

/** One in so many video packets begins a key frame, as a subscriber needs one to start. */
const KEY_FRAME_EVERY = 25;
/** Until rates and queues are steady. */
const WARM_UP_MS = 1_500;
const CONNECTING_AT_ONCE = 8;
/** As browsers tell it. */
const FEEDBACK_MS = 50;

type Track = {
  readonly client: MediaLine;
  readonly kind: Kind;
  readonly ssrc: number;
  readonly rate: number;
  readonly payload: Uint8Array;
  readonly phase: number;
  index: number;
};

const options: LoadOptions = JSON.parse(process.argv[2] ?? "{}");
const shape: Readonly<Partial<Record<Kind, { rate: number; bytes: number }>>> =
  SHAPE[options.shape];
const kinds = (["audio", "video"] as const).filter((kind) => shape[kind] !== undefined);
const certificate = await createDtlsCertificate();
const arrivals = new Arrivals();
const tracks: Track[] = [];
const clients: MediaLine[] = [];
const timers: ReturnType<typeof setInterval>[] = [];
const out = new Uint8Array(1500);
let sent = 0;

async function publish(id: string): Promise<void> {
  const ssrcs = kinds.map((_, place) => 1000 + 10 * tracks.length + place + 1);
  // Reserved before the wait: the next publisher counts from here.
  const places = kinds.map((kind, place) => {
    const { rate, bytes } = shape[kind] ?? { rate: 0, bytes: 0 };
    const payload = new Uint8Array(bytes).fill(7);
    const own = { ssrc: ssrcs[place] ?? 0, rate: rate * options.rate };
    return { kind, ...own, payload, phase: Math.random(), index: 100 };
  });
  const client = await dialLoad({
    url: `${options.url}/whip/${options.room}/${id}`,
    direction: "sendonly",
    kinds,
    ssrcs,
    certificate,
    handleMedia: () => {},
  });
  clients.push(client);
  for (const place of places) tracks.push({ ...place, client });
}

async function subscribe(id: string, from: string | null, publishers: number): Promise<void> {
  const query = new URLSearchParams({
    ...(from === null ? {} : { from }),
    ...(options.hasFeedback ? { feedback: "1" } : {}),
  });
  const twcc = new TwccReceiver();
  const wanted = Array.from({ length: publishers }, () => kinds).flat();
  let srtp: MediaLine["srtp"] | null = null;
  const client = await dialLoad({
    url: `${options.url}/whep/${options.room}/${id}?${query}`,
    direction: "recvonly",
    kinds: wanted,
    ssrcs: [],
    certificate,
    handleMedia: (packet) => {
      const second = packet[1] ?? 0;
      if (second >= 192 && second < 224) return;
      if (options.hasFeedback) noteArrival(twcc, packet);
      if (!arrivals.handlePacket(packet, performance.now()) || srtp === null) return;
      const header = parseRtpHeader(packet);
      const opened = header === null ? "forged" : srtp.unprotectRtp(packet, header);
      arrivals.handleOpened(typeof opened !== "string" && opened.payload.at(-1) === 7);
    },
  });
  srtp = client.srtp;
  clients.push(client);
  if (!options.hasFeedback) return;
  const timer = setInterval(() => {
    for (let told = twcc.takeFeedback(); told !== null; told = twcc.takeFeedback()) {
      client.send(client.srtp.protectRtcp(told));
    }
  }, FEEDBACK_MS);
  timers.push(timer);
}

function noteArrival(twcc: TwccReceiver, packet: Uint8Array): void {
  const header = parseRtpHeader(packet);
  const number = header === null ? null : findExtension(packet, header, TWCC_EXTENSION);
  if (header === null || number === null) return;
  twcc.handlePacket(readU16(number, 0), header.ssrc, performance.now() as Millis);
}

function sendOne(track: Track, now: number): void {
  const { kind, ssrc, payload } = track;
  track.index += 1;
  if (kind === "video") {
    payload[0] = 0x10;
    payload[1] = track.index % KEY_FRAME_EVERY === 0 ? 0 : 1;
  }
  writeRtpHeader(out, {
    hasPadding: false,
    marker: true,
    payloadType: LOAD_PAYLOAD_TYPE[kind],
    sequenceNumber: track.index & 0xffff,
    timestamp: Arrivals.timestampAt(now),
    ssrc,
  });
  const length = track.client.srtp.protectRtp(out, 12, payload, ssrc, track.index);
  track.client.send(out.subarray(0, length));
  sent += 1;
}

function startSending(): ReturnType<typeof setInterval> {
  const startedAt = performance.now();
  const sentOf = new Map(tracks.map((track) => [track, 0]));
  return setInterval(() => {
    const now = performance.now();
    for (const track of tracks) {
      const bursts = Math.floor(
        ((now - startedAt) / 1000) * (track.rate / options.burst) + track.phase,
      );
      const due = bursts * options.burst;
      for (let count = sentOf.get(track) ?? 0; count < due; count++) sendOne(track, now);
      sentOf.set(track, Math.max(due, sentOf.get(track) ?? 0));
    }
  }, 1);
}

async function each(count: number, connect: (place: number) => Promise<void>): Promise<void> {
  for (let start = 0; start < count; start += CONNECTING_AT_ONCE) {
    const places = Array.from(
      { length: Math.min(CONNECTING_AT_ONCE, count - start) },
      (_, place) => start + place,
    );
    await Promise.all(places.map(connect));
  }
}

async function reading() {
  const { counts }: ServerStats = await (await fetch(`${options.url}/stats`)).json();
  const forwarded = counts["rtp-sent"] ?? 0;
  const cpu = cpuMicros(options.pid);
  const own = cpuMicros(process.pid);
  const others = machineCpuMillis() * 1000 - cpu - own;
  return { sent, forwarded, cpu, own, others, at: performance.now() };
}

const memoryBefore = residentMegabytes(options.pid);
// One after the other: SSRCs are numbered by them.
for (let place = 0; place < options.publishers; place++) await publish(`p${place}`);
const others = options.shape === "broadcast" ? 1 : options.publishers - 1;
await each(options.subscribers, (place) =>
  subscribe(`p${place}`, options.shape === "broadcast" ? "p0" : null, others),
);
timers.push(startSending());
await Bun.sleep(WARM_UP_MS);
arrivals.restart();
const before = await reading();
await Bun.sleep(options.seconds * 1000);
const after = await reading();
const { received, lost, p50, p99, checked, wrong } = arrivals.summary();
const micros = (after.at - before.at) * 1000;
const copies = options.shape === "broadcast" ? options.subscribers : others;
const participants = options.shape === "broadcast" ? options.subscribers + 1 : options.publishers;
const round = (value: number, digits: number) => Number(value.toFixed(digits));
const result: LoadResult = {
  sent: after.sent - before.sent,
  expected: (after.sent - before.sent) * copies,
  received,
  lostPercent: round((100 * lost) / Math.max(1, received + lost), 3),
  packetsPerSecond: Math.round((received / micros) * 1e6),
  cpuMicrosPerPacket: round((after.cpu - before.cpu) / received, 2),
  cpuMicrosPerSent: round((after.cpu - before.cpu) / (after.forwarded - before.forwarded), 2),
  corePercent: round((100 * (after.cpu - before.cpu)) / micros, 1),
  latencyP50: round(p50, 2),
  latencyP99: round(p99, 2),
  megabytesPerParticipant: round((residentMegabytes(options.pid) - memoryBefore) / participants, 2),
  generatorCorePercent: round((100 * (after.own - before.own)) / micros, 1),
  coresBusyWithOthers: round((after.others - before.others) / micros, 2),
  checked,
  wrong,
};
for (const timer of timers) clearInterval(timer);
for (const client of clients) client.close();
await fetch(`${options.url}/room/${options.room}`, { method: "DELETE" });
console.log(JSON.stringify(result));
process.exit(0);
