// A participant whose network gives it another address is followed by its media, at once; whoever copies
// that media isn't. Each test of an attacker was seen to fail without its defence: the question in
// `Transport.handleHeard` (the copy's address got the media), `#isQuiet`, the replay window, the demux's `#claims`, and its
// `#strangers` (the flood used up the claims of all).

import { beforeAll, describe, expect, test } from "bun:test";
import type { Millis } from "../../../src/base/time.ts";
import {
  createDtlsCertificate,
  type DtlsCertificate,
} from "../../../src/server/media/dtls-transport.ts";
import { createIceCredentials, IceDirectory } from "../../../src/server/media/ice-directory.ts";
import { PacketDemux } from "../../../src/server/media/packet-demux.ts";
import { PacketRing } from "../../../src/server/media/packet-ring.ts";
import { Transport } from "../../../src/server/media/transport.ts";
import { eventually } from "../../support/eventually.ts";
import { FakeBrowser, ICE_PASSWORD, OPUS, SSRC, sha256 } from "./fake-browser.ts";

let certificate: DtlsCertificate;
beforeAll(async () => {
  certificate = await createDtlsCertificate();
});

const REPORT = new Uint8Array([0x80, 201, 0, 1, 0, 0, 3, 233]);

async function open() {
  const counts: string[] = [];
  const count = (what: string) => counts.push(what);
  const directory = new IceDirectory<Transport>();
  const demux = new PacketDemux(directory, count);
  const received: string[] = [];
  const handlers = {
    handleConnected: () => {},
    handleLost: () => {},
    handleRtp: ({ payload }: { payload: Uint8Array }) =>
      received.push(new TextDecoder().decode(payload)),
    handleRtcp: () => received.push("report"),
  };
  const peerFingerprint = sha256(certificate);
  const options = { certificate, peerFingerprint, ring: new PacketRing(), count, handlers };
  const transport = new Transport(options, 0 as Millis);
  const credentials = createIceCredentials({ fragment: "theirs", password: ICE_PASSWORD });
  directory.addCredentials(transport, credentials);
  const browser = (name: string, address?: string) => {
    const fake = new FakeBrowser(name, address);
    fake.plug(demux.handlePacket.bind(demux));
    return fake;
  };
  const alice = browser("home");
  alice.check(credentials.fragment, credentials.password);
  await alice.handshake(certificate);
  await eventually(() => counts.includes("transport-connected"), "no connection");
  let index = 0;
  const speak = (text: string, now: number) => {
    index += 1;
    alice.sendRtp(SSRC.microphone, OPUS, index, 0, text, now);
  };
  speak("at home", 1_000);
  alice.sendRtcp(REPORT, 1_000);
  received.length = 0;
  counts.length = 0;
  return { alice, browser, speak, transport, directory, received, counts };
}

describe("the first packet from a new address", () => {
  test("is taken, and moves who answers there", async () => {
    const { alice, speak, transport, received, counts } = await open();
    alice.moveTo("away");
    speak("on the train", 1_100);
    expect(received).toEqual(["on the train"]);
    expect(transport.remote).toBe(alice.remote);
    expect(counts).toContain("transport-moved");
  });

  test("may be a report, of who sends nothing else", async () => {
    const { alice, transport, received } = await open();
    alice.moveTo("away");
    alice.sendRtcp(REPORT, 1_100);
    expect(received).toEqual(["report"]);
    expect(transport.remote).toBe(alice.remote);
  });

  test("moves them back as well", async () => {
    const { alice, speak, transport } = await open();
    const home = alice.remote;
    alice.moveTo("away");
    speak("away", 1_200);
    alice.moveTo("home");
    speak("home again", 1_400);
    expect(transport.remote?.key).toBe(home.key);
  });
});

describe("who copies a participant's media", () => {
  test("isn't sent its media, even if the copy comes first", async () => {
    const { alice, browser, speak, transport } = await open();
    const spy = browser("spy");
    spy.isMute = true;
    const home = alice.remote;
    alice.plug((packet, _, now) => spy.send(packet, now));
    speak("stolen", 1_500);
    expect(spy.stunRequests).toHaveLength(1);
    expect(transport.remote).toBe(home);
  });

  test("isn't even asked while the participant is heard", async () => {
    const { alice, browser, speak, transport } = await open();
    const spy = browser("spy");
    const home = alice.remote;
    speak("here", 1_490);
    alice.plug((packet, _, now) => spy.send(packet, now));
    speak("stolen", 1_500);
    expect(spy.stunRequests).toHaveLength(0);
    expect(transport.remote).toBe(home);
  });

  test("says nothing by what was said before", async () => {
    const { alice, browser, speak, directory, received, counts } = await open();
    speak("once", 1_200);
    const copy = alice.sent.at(-1) ?? new Uint8Array(0);
    const spy = browser("spy");
    spy.send(copy, 1_600);
    expect(received).toEqual(["once"]);
    expect(counts).toContain("drop-replayed");
    expect(spy.stunRequests).toHaveLength(0);
    expect(directory.byRemote(spy.remote)).toBeNull();
  });

  test("can't make us compute without end", async () => {
    const { alice, browser, speak, counts } = await open();
    speak("heard by the spy", 1_200);
    const forged = alice.sent.at(-1)?.slice() ?? new Uint8Array(0);
    const spy = browser("spy");
    for (let number = 0; number < 2_000; number++) {
      forged[3] = number & 255;
      forged[2] = 1 + (number >> 8);
      spy.send(forged, 2_000 + number / 10);
    }
    expect(counts.filter((what) => what === "drop-forged").length).toBeLessThanOrEqual(60);
    const drops = counts.filter((what) => /^drop-(unknown-source|address-flood)$/.test(what));
    expect(drops).toHaveLength(2_000);
  });
});

test("a flood from one block doesn't keep others from moving", async () => {
  const { alice, browser, speak, received, counts } = await open();
  // A second of a thousand packets each millisecond, from all addresses of a /24 and ever new ports.
  for (let number = 0; number < 20_000; number++) {
    const stranger = browser(`flood ${number}`, `198.51.100.${number % 256}`);
    stranger.send(new Uint8Array(40).fill(0x80), 1_000 + number / 20);
  }
  alice.moveTo("away", "203.0.113.5");
  speak("on the train", 2_000);
  expect(received).toEqual(["on the train"]);
  expect(counts.filter((what) => what === "drop-unknown-source").length).toBeLessThanOrEqual(600);
  expect(counts.filter((what) => what === "drop-address-flood").length).toBeGreaterThan(19_000);
});
