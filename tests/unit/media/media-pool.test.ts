// Real media workers: whose meeting is where, and what becomes of it when a worker ends.

import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { Worker } from "node:worker_threads";
import type { MeetingId, ParticipantId } from "../../../src/protocol/ids.ts";
import { participantIdFrom } from "../../../src/protocol/ids.ts";
import { mediaHost } from "../../../src/server/addresses.ts";
import {
  createDtlsCertificate,
  type DtlsCertificate,
} from "../../../src/server/media/dtls-transport.ts";
import { startMediaWorker } from "../../../src/server/media/media-lane.ts";
import { MediaPool } from "../../../src/server/media/media-pool.ts";
import { eventually } from "../../support/eventually.ts";
import { plugIn } from "../../support/udp-plug.ts";
import { FakeBrowser, iceOf, OPUS, SSRC, writeOffer } from "./fake-browser.ts";

const [MEETING, OTHER] = ["0000-0000-0000-0001", "0000-0000-0000-0002"] as [MeetingId, MeetingId];
const [ALICE, BOB] = [1, 2].map((digit) => participantIdFrom(new Uint8Array(16).fill(digit))) as [
  ParticipantId,
  ParticipantId,
];

let certificate: DtlsCertificate;
beforeAll(async () => {
  certificate = await createDtlsCertificate();
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(workers = 1, startFirst = startMediaWorker, host = "127.0.0.1") {
  const answers = new Map<ParticipantId, string | null>();
  const states: string[] = [];
  const counts = new Map<string, number>();
  const started: Worker[] = [];
  const name = (id: ParticipantId) => (id === ALICE ? "alice" : "bob");
  const pool = await MediaPool.open({
    host,
    port: 0,
    announce: ["127.0.0.1"],
    workers,
    count: (what, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by),
    reportFailure: (fields) => states.push(`failure ${JSON.stringify(fields)}`),
    startWorker: (options) => {
      const worker = (started.length === 0 ? startFirst : startMediaWorker)(options);
      started.push(worker);
      return worker;
    },
    events: {
      handleAnswer: (_, id, sdp) => answers.set(id, sdp),
      handleSlots: () => {},
      handleLayers: () => {},
      handleTransport: (_, id, state) => states.push(`${name(id)} ${state}`),
    },
  });
  closing.push(() => pool.close());

  const portIn = (sdp: string) => Number(/ 127\.0\.0\.1 (\d+) typ host/.exec(sdp)?.[1]);
  const answerTo = async (id: ParticipantId): Promise<string> => {
    await eventually(() => answers.has(id), "no answer");
    const sdp = answers.get(id) ?? null;
    answers.delete(id);
    if (sdp === null) throw new Error("refused");
    return sdp;
  };
  /** Offers anew, as a browser does on entry and when its media is gone. */
  const join = async (
    meetingId: MeetingId,
    id: ParticipantId,
    session = "1",
    address = "127.0.0.1",
  ) => {
    pool.offer(meetingId, id, writeOffer(certificate.fingerprint, undefined, session));
    const sdp = await answerTo(id);
    const browser = new FakeBrowser(name(id));
    const { fragment, password } = iceOf(sdp);
    closing.push(plugIn(browser, `[${address}]:${portIn(sdp)}`));
    browser.check(fragment, password);
    await browser.handshake(certificate);
    await eventually(() => states.includes(`${name(id)} connected`), "no connection");
    return { browser, port: portIn(sdp) };
  };
  const talk = async (from: FakeBrowser, to: FakeBrowser, text: string) => {
    let index = 0;
    await eventually(() => {
      index += 1;
      from.sendRtp(SSRC.microphone, OPUS, index, 0, text);
      return to.received.some((packet) => packet.text === text);
    }, "nothing heard");
  };
  return { pool, join, talk, answers, states, counts, started };
}

test("media of two participants goes through a worker", async () => {
  const { pool, join, talk } = await open();
  const alice = await join(MEETING, ALICE);
  const bob = await join(MEETING, BOB);
  pool.admit(MEETING, ALICE);
  pool.admit(MEETING, BOB);
  await talk(alice.browser, bob.browser, "hello");
});

if (mediaHost("127.0.0.1") === "::") {
  test("media goes over IPv4 and IPv6 on one port", async () => {
    const { pool, join, talk } = await open(1, startMediaWorker, "::");
    const alice = await join(MEETING, ALICE, "1", "::1");
    const bob = await join(MEETING, BOB, "1", "127.0.0.1");
    pool.admit(MEETING, ALICE);
    pool.admit(MEETING, BOB);
    await talk(alice.browser, bob.browser, "hello, four");
    await talk(bob.browser, alice.browser, "hello, six");
  });
}

test("an offer that can't be answered is told", async () => {
  const { pool, answers } = await open();
  pool.offer(MEETING, ALICE, "v=0");
  await eventually(() => answers.has(ALICE), "no answer");
  expect(answers.get(ALICE)).toBeNull();
});

test("each meeting is on one worker, and the next goes to the idlest, on its own port", async () => {
  const { pool, join } = await open(2);
  const [alice, bob] = [await join(MEETING, ALICE), await join(OTHER, BOB)];
  expect(alice.port).not.toBe(bob.port);
  expect(new Set([alice.port, bob.port])).toEqual(new Set(pool.ports));
});

describe("a worker that ends", () => {
  test("is started again on its port, and its meetings' media goes on after new offers", async () => {
    const { pool, join, talk, states, counts, started } = await open();
    const before = await join(MEETING, ALICE);
    await join(MEETING, BOB);
    pool.admit(MEETING, ALICE);
    pool.admit(MEETING, BOB);
    states.length = 0;
    await started[0]?.terminate();
    await eventually(() => states.filter((state) => state.endsWith(" gone")).length === 2, "gone");
    expect(counts.get("worker-restarted")).toBe(1);
    // Who was admitted still is: the new worker was told.
    const alice = await join(MEETING, ALICE, "2");
    const bob = await join(MEETING, BOB, "2");
    expect(alice.port).toBe(before.port);
    await talk(alice.browser, bob.browser, "back again");
  });

  test("leaves the meetings of the others alone", async () => {
    const { pool, join, talk, states, started } = await open(2);
    const alice = await join(MEETING, ALICE);
    const bob = await join(MEETING, BOB);
    pool.admit(MEETING, ALICE);
    pool.admit(MEETING, BOB);
    const idle = pool.ports.findIndex((port) => port !== alice.port);
    await started[idle]?.terminate();
    await eventually(() => started.length === 3, "no new worker");
    await talk(alice.browser, bob.browser, "undisturbed");
    expect(states.filter((state) => / (gone|lost)$/.test(state))).toEqual([]);
  });

  test("because it does nothing of what it is told is ended, and another takes its place", async () => {
    const dumb = new URL("../../support/dumb-media-worker.ts", import.meta.url);
    const { pool, join, states, counts } = await open(1, () => new Worker(dumb));
    pool.offer(MEETING, ALICE, writeOffer(certificate.fingerprint));
    for (let told = 0; told <= 20_000; told++) pool.admit(MEETING, ALICE);
    expect(counts.get("drop-worker-stuck")).toBe(1);
    await eventually(() => states.includes("alice gone"), "no other worker");
    await join(MEETING, ALICE);
  });
});
