// Hostile packets at a media port for as long as you like, while two participants talk: what the server
// makes of them, whether its memory grows, and what the two lose.
//
//   bun run bench soak-media --seconds 60 --rate 20000

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fromHex } from "../../src/base/bytes.ts";
import type { MeetingId, ParticipantId } from "../../src/protocol/ids.ts";
import { participantIdFrom } from "../../src/protocol/ids.ts";
import { createDtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import { MediaPool } from "../../src/server/media/media-pool.ts";
import { eventually } from "../support/eventually.ts";
import { plugIn } from "../support/udp-plug.ts";
import { FakeBrowser, iceOf, OPUS, SSRC, writeOffer } from "../unit/media/fake-browser.ts";
import { residentMegabytes } from "./sfu-accounting.ts";

const MEETING = "0000-0000-0000-0001" as MeetingId;
const CORPUS = `${import.meta.dir}/../unit/media/corpus/packets.txt`;
/**
 * Each has an address of its own, of which the server must remember nothing, in a block of its own: of
 * one block it looks at 100 packets a second.
 */
const ATTACKERS = 200;
const TURN_MS = 5;
const TALK_MS = 20;
const LINES = 10;

function corpus(): Uint8Array[] {
  const lines = readFileSync(CORPUS, "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => fromHex(line.split(" ")[1] ?? "") ?? new Uint8Array(0));
}

function below(bound: number): number {
  return Math.floor(Math.random() * bound);
}

/** One of `packets`, with some of its bytes changed. */
function changed(packets: readonly Uint8Array[]): Uint8Array {
  const packet = (packets[below(packets.length)] ?? new Uint8Array(1)).slice();
  for (let change = below(4); change > 0; change--) packet[below(packet.length)] = below(256);
  return packet;
}

async function openPool(counts: Map<string, number>) {
  const answers = new Map<ParticipantId, string>();
  let connected = 0;
  const pool = await MediaPool.open({
    host: "127.0.0.1",
    port: 0,
    announce: ["127.0.0.1"],
    workers: 1,
    count: (what, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by),
    reportFailure: () => counts.set("failure", (counts.get("failure") ?? 0) + 1),
    events: {
      handleAnswer: (_, id, sdp) => void answers.set(id, sdp ?? ""),
      handleSlots: () => {},
      handleLayers: () => {},
      handleTransport: (_meeting, _id, state) => {
        connected += state === "connected" ? 1 : -1;
      },
    },
  });
  const certificate = await createDtlsCertificate();
  const join = async (digit: number): Promise<FakeBrowser> => {
    const id = participantIdFrom(new Uint8Array(16).fill(digit));
    pool.offer(MEETING, id, writeOffer(certificate.fingerprint));
    await eventually(() => answers.has(id), "no answer");
    const { fragment, password } = iceOf(answers.get(id) ?? "");
    const browser = new FakeBrowser(`${digit}`);
    plugIn(browser, `127.0.0.1:${pool.ports[0]}`);
    browser.check(fragment, password);
    await browser.handshake(certificate);
    await eventually(() => connected === digit, "no connection");
    pool.admit(MEETING, id);
    setInterval(() => browser.check(fragment, password), 2_500);
    return browser;
  };
  return { pool, join };
}

export async function runMediaSoak(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      seconds: { type: "string", default: "30" },
      rate: { type: "string", default: "10000" },
    },
  });
  const seconds = Number(values.seconds);
  const counts = new Map<string, number>();
  const { pool, join } = await openPool(counts);
  const [alice, bob] = [await join(1), await join(2)];
  const packets = corpus();
  const target = { hostname: "127.0.0.1", port: pool.ports[0] ?? 0 };
  const sockets = await Promise.all(
    Array.from({ length: ATTACKERS }, (_, place) => {
      const hostname = `127.0.${place + 1}.1`;
      return Bun.udpSocket({ hostname, connect: target, socket: { error() {} } });
    }),
  );
  let sent = 0;
  const startedAt = performance.now();
  const attacking = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1000) * Number(values.rate);
    for (; sent < due; sent++) sockets[sent % ATTACKERS]?.send(changed(packets));
  }, TURN_MS);
  let spoken = 0;
  setInterval(() => {
    spoken += 1;
    alice.sendRtp(SSRC.microphone, OPUS, spoken, 0, "still here");
  }, TALK_MS);
  for (let line = 1; line <= LINES; line++) {
    await Bun.sleep((seconds * 1000) / LINES);
    const megabytes = Math.round(residentMegabytes(process.pid));
    const heard = bob.received.length;
    console.log(JSON.stringify({ hostile: sent, spoken, heard, megabytes }));
  }
  console.log(JSON.stringify(Object.fromEntries(counts)));
  clearInterval(attacking);
  await pool.close();
}
