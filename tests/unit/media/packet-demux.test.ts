// Who may speak on the port. Without the integrity check in packet-demux.ts "a check without the
// password" fails: the stranger's address gets the participant's packets. Without `mayCheck` each check of
// the flood with a known fragment is judged; with one share for all in check-limits.ts the participant's own aren't.

import { beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Millis } from "../../../src/base/time.ts";
import {
  createDtlsCertificate,
  type DtlsCertificate,
} from "../../../src/server/media/dtls-transport.ts";
import { createIceCredentials, IceDirectory } from "../../../src/server/media/ice-directory.ts";
import { PacketDemux } from "../../../src/server/media/packet-demux.ts";
import { PacketRing } from "../../../src/server/media/packet-ring.ts";
import { Transport } from "../../../src/server/media/transport.ts";
import { bindingRequest, FakeBrowser, ICE_PASSWORD, sha256 } from "./fake-browser.ts";

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
  const states: string[] = [];
  const directory = new IceDirectory<Transport>();
  const demux = new PacketDemux(directory, count);
  const addTransport = () => {
    const handlers = {
      handleConnected: () => states.push("connected"),
      handleLost: () => states.push("lost"),
      handleRtp: () => {},
      handleRtcp: () => {},
    };
    const peerFingerprint = sha256(certificate);
    const options = { certificate, peerFingerprint, ring: new PacketRing(), count, handlers };
    return new Transport(options, at(0));
  };
  const transport = addTransport();
  const credentials = createIceCredentials({ fragment: "theirs", password: ICE_PASSWORD });
  directory.addCredentials(transport, credentials);
  const browser = (name: string, address?: string) => {
    const fake = new FakeBrowser(name, address);
    fake.plug(demux.handlePacket.bind(demux));
    return fake;
  };
  return { counts, states, directory, transport, credentials, browser, addTransport };
}

const RTP = new Uint8Array([0x80, 96, 0, 1, ...new Array<number>(30).fill(0)]);
const DTLS = new Uint8Array([22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

describe("a check", () => {
  test("with the password is answered, and opens the path for DTLS and media", () => {
    const { browser, credentials, counts } = open();
    const alice = browser("alice");
    alice.send(RTP);
    alice.send(DTLS);
    expect(counts).toEqual(["drop-unknown-source", "drop-unknown-source"]);
    alice.check(credentials.fragment, credentials.password);
    expect(alice.stunAnswers).toHaveLength(1);
    alice.send(RTP);
    alice.send(DTLS);
    expect(counts.slice(2)).toEqual(["drop-not-connected"]);
  });

  test("without the password is not answered, and doesn't open the path", () => {
    const { browser, credentials, counts } = open();
    const stranger = browser("stranger");
    stranger.check(credentials.fragment, `${credentials.password.slice(1)}0`);
    stranger.send(DTLS);
    expect(stranger.stunAnswers).toHaveLength(0);
    expect(counts).toEqual(["drop-bad-integrity", "drop-unknown-source"]);
  });

  test.each([
    ["for nobody we know", "nobody", "theirs"],
    ["by another than who made the offer", null, "others"],
  ])("%s is not answered", (_, fragment, theirs) => {
    const { browser, credentials, counts } = open();
    const stranger = browser("stranger");
    stranger.check(fragment ?? credentials.fragment, credentials.password, theirs);
    expect(stranger.stunAnswers).toHaveLength(0);
    expect(counts).toEqual(["drop-unknown-fragment"]);
  });

  test("from another address moves the participant there", () => {
    const { browser, credentials, directory, transport } = open();
    const [wifi, phone] = [browser("wifi"), browser("phone")];
    wifi.check(credentials.fragment, credentials.password);
    phone.check(credentials.fragment, credentials.password);
    expect(directory.byRemote(wifi.remote)).toBe(transport);
    expect(directory.byRemote(phone.remote)).toBe(transport);
  });

  test("from the address of one who left gives it to the new one", () => {
    const { browser, credentials, directory, addTransport } = open();
    const [tab, other] = [browser("tab"), browser("other")];
    tab.check(credentials.fragment, credentials.password);
    const reloaded = addTransport();
    const fresh = createIceCredentials({ fragment: "fresh", password: ICE_PASSWORD });
    directory.addCredentials(reloaded, fresh);
    tab.check(fresh.fragment, fresh.password, "fresh");
    expect(directory.byRemote(tab.remote)).toBe(reloaded);
    directory.remove(reloaded);
    expect(directory.byRemote(tab.remote)).toBeNull();
    other.check(credentials.fragment, credentials.password);
    expect(other.stunAnswers).toHaveLength(1);
  });

  test("from ever new addresses fills no memory", () => {
    const { browser, credentials, directory } = open();
    const tabs = Array.from({ length: 20 }, (_, number) => browser(`tab ${number}`));
    for (const tab of tabs) tab.check(credentials.fragment, credentials.password);
    expect(tabs.filter((tab) => directory.byRemote(tab.remote) !== null)).toHaveLength(8);
  });

  test("under credentials from before the last ICE restart is not answered", () => {
    const { browser, credentials, directory, transport } = open();
    for (let restart = 0; restart < 2; restart++) {
      directory.addCredentials(
        transport,
        createIceCredentials({ fragment: "theirs", password: ICE_PASSWORD }),
      );
    }
    const late = browser("late");
    late.check(credentials.fragment, credentials.password);
    expect(late.stunAnswers).toHaveLength(0);
  });
});

describe("a flood", () => {
  const packets = [RTP, DTLS, new Uint8Array(20), bindingRequest("nobody:theirs", "x".repeat(32))];
  const SOURCES: readonly (readonly [string, (number: number) => string])[] = [
    ["of one /24", (number) => `192.0.2.${number % 256}`],
    ["of one /64", (number) => `2001:db8:0:7::${(number % 60_000).toString(16)}`],
    ["of all IPv4", (number) => `${number % 223}.${number % 251}.${number % 241}.9`],
  ];

  test.each(SOURCES)("%s doesn't keep a neighbour's check from being answered", (_, source) => {
    const { browser, credentials, counts, directory, transport } = open();
    for (let number = 0; number < 20_000; number++) {
      const packet = packets[number % packets.length] ?? RTP;
      browser(`flood ${number}`, source(number)).send(packet, number / 20);
    }
    // Each is counted, once.
    expect(counts).toHaveLength(20_000);
    const alice = browser("alice", source(0));
    alice.check(credentials.fragment, credentials.password, "theirs", 1_000);
    expect(alice.stunAnswers).toHaveLength(1);
    expect(directory.byRemote(alice.remote)).toBe(transport);
    alice.send(DTLS, 1_000);
    expect(counts).toHaveLength(20_000);
  });

  test.each(SOURCES.slice(0, 2))("%s is looked at no more than its share", (_, source) => {
    const { browser, counts } = open();
    for (let number = 0; number < 20_000; number++) {
      browser(`flood ${number}`, source(number)).send(RTP, number / 20);
    }
    const seen = counts.filter((what) => what !== "drop-address-flood");
    expect(seen.length).toBeGreaterThan(500);
    expect(seen.length).toBeLessThanOrEqual(600);
    browser("later", source(0)).send(RTP, 7_000);
    browser("elsewhere", "203.0.113.1").send(RTP, 1_000);
    expect(counts.slice(-2)).toEqual(["drop-unknown-source", "drop-unknown-source"]);
  });

  test("of checks with a fragment that was overheard is judged no more than its share", () => {
    const { browser, credentials, counts } = open();
    const alice = browser("alice");
    alice.check(credentials.fragment, credentials.password);
    for (let number = 0; number < 5_000; number++) {
      const stranger = browser(`flood ${number}`, `198.51.${number % 251}.1`);
      stranger.check(credentials.fragment, "0".repeat(32), "theirs", number / 5);
    }
    const judged = counts.filter((what) => what === "drop-bad-integrity").length;
    expect(judged).toBeGreaterThanOrEqual(100);
    expect(judged).toBeLessThanOrEqual(150);
    expect(counts.filter((what) => what === "drop-check-flood")).toHaveLength(5_000 - judged);
    alice.check(credentials.fragment, credentials.password, "theirs", 999.9);
    expect(alice.stunAnswers).toHaveLength(2);
  });
});

test("a transport is lost after 30 s without checks", () => {
  const { browser, credentials, transport, states } = open();
  const alice = browser("alice");
  alice.check(credentials.fragment, credentials.password, "theirs", 10_000);
  transport.handleTick(at(39_999));
  expect(states).toEqual([]);
  transport.handleTick(at(40_000));
  transport.handleTick(at(40_050));
  expect(states).toEqual(["lost"]);
});

test("never throws on any bytes from anybody", () => {
  const { browser, credentials } = open();
  const [known, stranger] = [browser("known"), browser("stranger")];
  known.check(credentials.fragment, credentials.password);
  const first = fc.constantFrom(0, 1, 2, 20, 22, 63, 64, 128, 144, 191, 255);
  const second = fc.constantFrom(0, 96, 192, 200, 201, 205, 223);
  const packet = fc
    .tuple(first, second, fc.uint8Array({ maxLength: 80 }))
    .map(([head, next, rest]) => new Uint8Array([head, next, ...rest]));
  const check = bindingRequest(`${credentials.fragment}:theirs`, credentials.password);
  const nearly = fc
    .tuple(fc.nat(check.length - 1), fc.nat(255))
    .map(([place, byte]) => check.map((old, index) => (index === place ? byte : old)));
  fc.assert(
    fc.property(fc.oneof(packet, nearly, fc.uint8Array({ maxLength: 80 })), (bytes) => {
      known.send(bytes);
      stranger.send(bytes);
    }),
    { numRuns: 1000 },
  );
  known.send(new Uint8Array(5000));
});
