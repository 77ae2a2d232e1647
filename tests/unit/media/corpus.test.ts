// Any bytes on the media port: a saved corpus of what browsers and attackers send, and all that a few
// changes make of it, from strangers and from participants. Whoever else is in the meeting notices nothing.
// The bound on a participant's media was seen to fail without the bucket of Transport.

import { beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { fromHex } from "../../../src/base/bytes.ts";
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
import { FakeBrowser, iceOf, OPUS, SSRC, writeOffer } from "./fake-browser.ts";

type Entry = { readonly where: string; readonly bytes: Uint8Array };

const CORPUS: readonly Entry[] = readFileSync(`${import.meta.dir}/corpus/packets.txt`, "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [where = "", text = ""] = line.split(" ");
    const bytes = fromHex(text);
    if (bytes === null) throw new Error(`not hex: ${line.slice(0, 40)}`);
    return { where, bytes };
  });

let certificate: DtlsCertificate;
beforeAll(async () => {
  certificate = await createDtlsCertificate();
});

const [ALICE, BOB, MALLORY] = [1, 2, 3].map((digit) =>
  participantIdFrom(new Uint8Array(16).fill(digit)),
) as [ParticipantId, ParticipantId, ParticipantId];

async function open() {
  const counts = new Map<string, number>();
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
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
    handleTransport: () => {},
    handleFailed: () => {},
    handleWakeup: () => {},
    handleLayers: () => {},
  });
  const plug = (name: string) => {
    const browser = new FakeBrowser(name);
    browser.plug(demux.handlePacket.bind(demux));
    return browser;
  };
  /** `isWhole` is false for one that stops at its first check. */
  const join = async (id: ParticipantId, isWhole = true) => {
    const answer = media.answer(id, writeOffer(certificate.fingerprint), 0 as Millis);
    if (!answer.ok) throw new Error(answer.reason);
    const { fragment, password } = iceOf(answer.value);
    const browser = plug(id);
    browser.check(fragment, password);
    if (isWhole) await browser.handshake(certificate);
    media.admit(id, 0 as Millis);
    return browser;
  };
  const [alice, bob] = [await join(ALICE), await join(BOB)];
  let index = 0;
  /** True when the two who did nothing hear one another still. */
  const canTalk = () => {
    index += 1;
    const before = bob.received.length;
    alice.sendRtp(SSRC.microphone, OPUS, index, 0, "still here?");
    return bob.received.length === before + 1;
  };
  return { plug, join, canTalk, counts };
}

function put(browser: FakeBrowser, { where, bytes }: Entry): void {
  if (where === "rtcp") browser.sendRtcp(bytes);
  else browser.send(bytes);
}

const entries = fc.constantFrom(...CORPUS);
/** An entry as it is, cut short, with a few bytes changed, or with the end of another. */
const changed: fc.Arbitrary<Entry> = fc.oneof(
  entries,
  fc
    .tuple(entries, fc.nat(400))
    .map(([{ where, bytes }, end]) => ({ where, bytes: bytes.slice(0, end) })),
  fc
    .tuple(entries, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 }))
    .map(([{ where, bytes }, changes]) => {
      const copy = bytes.slice();
      for (const [place, byte] of changes) copy[place % Math.max(1, copy.length)] = byte;
      return { where, bytes: copy };
    }),
  fc.tuple(entries, entries, fc.nat(60)).map(([{ where, bytes }, other, place]) => ({
    where,
    bytes: new Uint8Array([...bytes.slice(0, place), ...other.bytes.slice(place)]),
  })),
);

describe("the corpus, changed in every way", () => {
  const SOURCES = [
    ["a stranger", "stranger"],
    ["a participant in the middle of its handshake", "begun"],
    ["a participant with keys", "whole"],
  ] as const;

  for (const [who, kind] of SOURCES) {
    test(`from ${who} ends nobody's call, and throws nothing`, async () => {
      const { plug, join, canTalk } = await open();
      const source = kind === "stranger" ? plug("stranger") : await join(MALLORY, kind === "whole");
      for (const entry of CORPUS) put(source, entry);
      expect(canTalk()).toBe(true);
      fc.assert(
        fc.property(fc.array(changed, { minLength: 1, maxLength: 20 }), (all) => {
          for (const entry of all) put(source, entry);
          expect(canTalk()).toBe(true);
        }),
        { numRuns: 150 },
      );
    });
  }
});

test("no participant has more media forwarded than four pictures take", async () => {
  const { join, counts } = await open();
  const mallory = await join(MALLORY);
  for (let index = 1; index <= 12_000; index++) {
    mallory.sendRtp(SSRC.microphone, OPUS, index, 0, "x");
  }
  expect(counts.get("drop-flood")).toBe(2_000);
});
