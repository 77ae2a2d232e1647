// A member with keys of its own against the whole media path: what it sends without consent, and
// numbers that leap. Each was seen to fail: with Transport's drop for want of consent taken out, and
// with LEFT_OUT_MAX of the forwarder without bound.

import { beforeAll, expect, test } from "bun:test";
import type { Millis } from "../../../src/base/time.ts";
import { type ParticipantId, participantIdFrom } from "../../../src/protocol/ids.ts";
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

const [MALLORY, BOB] = [1, 2].map((digit) => participantIdFrom(new Uint8Array(16).fill(digit))) as [
  ParticipantId,
  ParticipantId,
];
const KEY = "\x10\x00";
const DELTA = "\x10\x01";

let certificate: DtlsCertificate;
beforeAll(async () => {
  certificate = await createDtlsCertificate();
});

function at(time: number): Millis {
  return time as Millis;
}

function open() {
  const counts: string[] = [];
  const count = (what: string) => counts.push(what);
  const directory = new IceDirectory<Transport>();
  const demux = new PacketDemux(directory, count);
  const media = new MeetingMedia({
    certificate,
    directory,
    ring: new PacketRing(),
    announce: ["192.0.2.1"],
    port: 7001,
    count,
    handleSlots: () => {},
    handleWakeup: () => {},
    handleLayers: () => {},
    handleTransport: () => {},
    handleFailed: () => {},
  });
  const join = async (id: ParticipantId) => {
    const answer = media.answer(id, writeOffer(certificate.fingerprint), at(0));
    if (!answer.ok) throw new Error(answer.reason);
    const { fragment, password } = iceOf(answer.value);
    const browser = new FakeBrowser(id);
    browser.plug(demux.handlePacket.bind(demux));
    const check = (now: number) => browser.check(fragment, password, "theirs", now);
    check(0);
    await browser.handshake(certificate);
    return { browser, check };
  };
  return { media, counts, join };
}

test("media and reports without consent are dropped, and not told of when it is back", async () => {
  const { media, counts, join } = open();
  const { browser, check } = await join(MALLORY);
  media.handleTick(at(30_000));
  counts.length = 0;
  for (let index = 1; index <= 300; index++) browser.sendRtp(4242, 100, index, 9, "x");
  browser.sendRtcp(new Uint8Array([0x80, 201, 0, 1, 0, 0, 0, 1]));
  expect(counts).toEqual(new Array<string>(301).fill("drop-not-connected"));
  browser.reports.length = 0;
  check(31_000);
  media.handleTick(at(31_000));
  expect(browser.reports.filter((report) => report[1] === 205)).toEqual([]);
  browser.sendRtp(SSRC.microphone, OPUS, 1, 0, "back again");
  media.handleTick(at(31_050));
  expect(browser.reports.filter((report) => report[1] === 205)).toHaveLength(1);
});

test("leaps between dropped packets leave a slot decodable, for whoever it carries next", async () => {
  const { media, join } = open();
  const { browser: mallory } = await join(MALLORY);
  const { browser: bob } = await join(BOB);
  media.admit(MALLORY, at(0));
  media.admit(BOB, at(0));
  const unknown = 99;
  mallory.sendRtp(SSRC.camera, VP8, 1, 1, `${KEY}first`);
  mallory.sendRtp(SSRC.camera, unknown, 1 + 32_767, 1, "dropped");
  mallory.sendRtp(SSRC.camera, VP8, 1 + 65_534, 1, `${DELTA}leapt`);
  mallory.sendRtp(SSRC.camera, VP8, 2 + 65_534, 1, `${KEY}next`);
  expect(bob.received.map(({ text, sequenceNumber }) => [text, sequenceNumber])).toEqual([
    [`${KEY}first`, 1],
    [`${DELTA}leapt`, 2],
    [`${KEY}next`, 3],
  ]);
});
