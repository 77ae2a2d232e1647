// Browsers without network against the whole media path: ICE, DTLS, SRTP, the router and back.
// The promise "nothing to or from a not-admitted participant" was checked with the test for admission
// taken out of Router.handleRtp and of Router.#assign: each makes its test here fail.

import { beforeAll, describe, expect, test } from "bun:test";
import type { Millis } from "../../../src/base/time.ts";
import { pictureLossIndication } from "../../../src/core/sfu/rtp/rtcp-writer.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { participantIdFrom } from "../../../src/protocol/ids.ts";
import {
  createDtlsCertificate,
  type DtlsCertificate,
} from "../../../src/server/media/dtls-transport.ts";
import { IceDirectory } from "../../../src/server/media/ice-directory.ts";
import { MeetingMedia } from "../../../src/server/media/meeting-media.ts";
import { PacketDemux } from "../../../src/server/media/packet-demux.ts";
import { PacketRing } from "../../../src/server/media/packet-ring.ts";
import type { Transport } from "../../../src/server/media/transport.ts";
import { FakeBrowser, iceOf, OPUS, SSRC, VP8, writeOffer } from "./fake-browser.ts";

const [ALICE, BOB, CAROL] = [1, 2, 3].map((digit) =>
  participantIdFrom(new Uint8Array(16).fill(digit)),
) as [ParticipantId, ParticipantId, ParticipantId];

/** VP8 descriptors and payload headers, as text: start of a key frame, and of a delta frame. */
const KEY = "\x10\x00";
const DELTA = "\x10\x01";

const certificates: DtlsCertificate[] = [];
beforeAll(async () => {
  for (let made = 0; made < 4; made++) certificates.push(await createDtlsCertificate());
});

function certificate(place: number): DtlsCertificate {
  const found = certificates[place];
  if (found === undefined) throw new Error("no such certificate");
  return found;
}

function at(time: number): Millis {
  return time as Millis;
}

function open() {
  const log: string[] = [];
  const counts: string[] = [];
  const count = (what: string) => counts.push(what);
  const directory = new IceDirectory<Transport>();
  const demux = new PacketDemux(directory, count);
  const name = (id: ParticipantId) => ["", "alice", "bob", "carol"][Number(id[1])] ?? "";
  const media = new MeetingMedia({
    certificate: certificate(0),
    directory,
    ring: new PacketRing(),
    announce: ["192.0.2.1"],
    port: 7001,
    count,
    handleSlots: (to, assignments) => {
      for (const { kind, slot, from } of assignments) {
        const what = from === null ? "nothing" : `${name(from.participantId)}'s ${from.source}`;
        log.push(`${name(to)}: ${kind} ${slot} carries ${what}`);
      }
    },
    handleWakeup: () => {},
    handleLayers: () => {},
    handleTransport: (of, state) => log.push(`${name(of)} is ${state}`),
    handleFailed: () => {},
  });

  const offer = (id: ParticipantId, fragment?: string, sessionId?: string) => {
    const { fingerprint } = certificate(Number(id[1]));
    const answer = media.answer(id, writeOffer(fingerprint, fragment, sessionId), at(0));
    if (!answer.ok) throw new Error(answer.reason);
    return iceOf(answer.value);
  };
  const join = async (id: ParticipantId, sessionId = "1"): Promise<FakeBrowser> => {
    const browser = new FakeBrowser(name(id));
    browser.plug(demux.handlePacket.bind(demux));
    const { fragment, password } = offer(id, undefined, sessionId);
    browser.check(fragment, password);
    await browser.handshake(certificate(Number(id[1])));
    return browser;
  };
  const said = (browser: FakeBrowser) => browser.received.map(({ text }) => text);
  return { media, log, counts, join, offer, said };
}

describe("two admitted participants", () => {
  test("hear each other, under the slot's SSRC and numbers of its own", async () => {
    const { media, join, said, log } = open();
    const alice = await join(ALICE);
    const bob = await join(BOB);
    media.admit(ALICE, at(0));
    media.admit(BOB, at(0));
    for (const index of [500, 501, 503]) {
      alice.sendRtp(SSRC.microphone, OPUS, index, 0, `word ${index}`);
    }
    expect(said(bob)).toEqual(["word 500", "word 501", "word 503"]);
    expect(said(alice)).toEqual([]);
    expect(bob.received.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2, 4]);
    expect(bob.received[0]?.ssrc).not.toBe(SSRC.microphone);
    expect(log).toContain("bob: audio 0 carries alice's microphone");
    expect(log).toContain("bob: video 0 carries alice's camera");
  });

  test("see each other from the next key frame on, though the offer didn't tell the SSRC", async () => {
    const { media, join, said } = open();
    const alice = await join(ALICE);
    const bob = await join(BOB);
    media.admit(ALICE, at(0));
    media.admit(BOB, at(0));
    alice.sendRtp(SSRC.camera, VP8, 1, 1, `${DELTA}lost`);
    expect(said(bob)).toEqual([]);
    expect(alice.reports).toEqual([pictureLossIndication(SSRC.camera)]);
    alice.sendRtp(SSRC.camera, VP8, 2, 1, `${KEY}first`);
    alice.sendRtp(SSRC.camera, VP8, 3, 1, `${DELTA}second`);
    expect(said(bob)).toEqual([`${KEY}first`, `${DELTA}second`]);
  });

  test("are told what arrived when: reports and transport-wide feedback at the tick", async () => {
    const { media, join } = open();
    const alice = await join(ALICE);
    media.admit(ALICE, at(0));
    alice.sendRtp(SSRC.microphone, OPUS, 1, 0, "word");
    alice.sendRtp(4242, 100, 1, 9, "of nothing that we know");
    media.handleTick(at(60));
    const kinds = alice.reports.map((report) => [report[1], (report[0] ?? 0) & 31]);
    expect(kinds).toEqual([
      [205, 15],
      [201, 1],
    ]);
    const feedback = alice.reports[0];
    expect([feedback?.[12], feedback?.[13], feedback?.[14], feedback?.[15]]).toEqual([0, 1, 0, 2]);
  });
});

describe("a participant that isn't admitted", () => {
  test("is heard by nobody and hears nobody", async () => {
    const { media, join, said, log, counts } = open();
    const alice = await join(ALICE);
    const bob = await join(BOB);
    const carol = await join(CAROL);
    media.admit(ALICE, at(0));
    media.admit(BOB, at(0));
    carol.sendRtp(SSRC.microphone, OPUS, 1, 0, "let me in");
    carol.sendRtp(SSRC.camera, VP8, 1, 1, KEY);
    alice.sendRtp(SSRC.microphone, OPUS, 1, 0, "a secret");
    alice.sendRtp(SSRC.camera, VP8, 1, 1, KEY);
    expect(said(carol)).toEqual([]);
    expect(said(bob)).toEqual(["a secret", KEY]);
    expect(said(alice)).toEqual([]);
    expect(counts.filter((what) => what === "drop-not-admitted")).toHaveLength(2);
    expect(log.filter((line) => line.includes("carol"))).toEqual(["carol is connected"]);
  });

  test("is forwarded from its admission on, and not what came before", async () => {
    const { media, join, said } = open();
    const alice = await join(ALICE);
    const bob = await join(BOB);
    media.admit(BOB, at(0));
    alice.sendRtp(SSRC.microphone, OPUS, 1, 0, "before");
    media.admit(ALICE, at(0));
    alice.sendRtp(SSRC.microphone, OPUS, 2, 0, "after");
    expect(said(bob)).toEqual(["after"]);
  });

  test("is one that was removed, too", async () => {
    const { media, join, said, log, counts } = open();
    const alice = await join(ALICE);
    const bob = await join(BOB);
    media.admit(ALICE, at(0));
    media.admit(BOB, at(0));
    media.remove(ALICE, at(0));
    alice.sendRtp(SSRC.microphone, OPUS, 1, 0, "still here");
    bob.sendRtp(SSRC.microphone, OPUS, 1, 0, "is she gone?");
    expect(said(bob)).toEqual([]);
    expect(said(alice)).toEqual([]);
    expect(counts).toContain("drop-unknown-source");
    expect(log.slice(-2)).toEqual(["bob: audio 0 carries nothing", "bob: video 0 carries nothing"]);
  });
});

describe("a second offer", () => {
  test("of the same connection restarts its ICE and keeps its slots", async () => {
    const { media, join, offer, said, log } = open();
    const alice = await join(ALICE);
    const bob = await join(BOB);
    media.admit(ALICE, at(0));
    media.admit(BOB, at(0));
    const before = log.length;
    const { fragment, password } = offer(BOB, "again");
    bob.check(fragment, password, "again");
    alice.sendRtp(SSRC.microphone, OPUS, 1, 0, "still there?");
    expect(said(bob)).toEqual(["still there?"]);
    expect(log.length).toBe(before);
  });

  test.each([
    ["another certificate", true, "1"],
    ["the same certificate", false, "2"],
  ])(
    "of another connection, of %s, takes the place of the first",
    async (_, isOther, sessionId) => {
      const { media, join, said } = open();
      const alice = await join(ALICE);
      await join(BOB);
      media.admit(ALICE, at(0));
      media.admit(BOB, at(0));
      if (isOther) certificates[2] = await createDtlsCertificate();
      const reloaded = await join(BOB, sessionId);
      alice.sendRtp(SSRC.microphone, OPUS, 7, 0, "welcome back");
      expect(said(reloaded)).toEqual(["welcome back"]);
    },
  );

  test("that is no offer is refused", () => {
    const { media } = open();
    expect(media.answer(ALICE, "v=0", at(0))).toEqual({ ok: false, reason: "unsupported-media" });
  });
});

test("a meeting that everybody left is empty", async () => {
  const { media, join } = open();
  await join(ALICE);
  media.admit(ALICE, at(0));
  expect(media.isEmpty).toBe(false);
  media.remove(ALICE, at(0));
  expect(media.isEmpty).toBe(true);
});
