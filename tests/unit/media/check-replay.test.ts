// Who reads a participant's checks on their way sends them again from elsewhere. Each test was seen to
// fail without its defence: CheckMemory's "copied", the demux's "new", the directory's `inUse`; and for
// a participant with media: the question in Transport.handleCheck, its "repeated" for a copy from where
// the participant is, the bucket of PathChecks, and that an answer counts once.

import { beforeAll, describe, expect, test } from "bun:test";
import type { Millis } from "../../../src/base/time.ts";
import { CheckMemory } from "../../../src/server/media/check-memory.ts";
import {
  createDtlsCertificate,
  type DtlsCertificate,
} from "../../../src/server/media/dtls-transport.ts";
import { createIceCredentials, IceDirectory } from "../../../src/server/media/ice-directory.ts";
import { PacketDemux } from "../../../src/server/media/packet-demux.ts";
import { PacketRing } from "../../../src/server/media/packet-ring.ts";
import { bindingSuccess, parseBindingRequest } from "../../../src/server/media/stun.ts";
import { Transport } from "../../../src/server/media/transport.ts";
import { eventually } from "../../support/eventually.ts";
import { bindingRequest, FakeBrowser, ICE_PASSWORD, sha256 } from "./fake-browser.ts";

let certificate: DtlsCertificate;
beforeAll(async () => {
  certificate = await createDtlsCertificate();
});

function open() {
  const counts: string[] = [];
  const states: string[] = [];
  const count = (what: string) => counts.push(what);
  const directory = new IceDirectory<Transport>();
  const demux = new PacketDemux(directory, count);
  const handlers = {
    handleConnected: () => {},
    handleLost: () => states.push("lost"),
    handleRtp: () => {},
    handleRtcp: () => {},
  };
  const peerFingerprint = sha256(certificate);
  const options = { certificate, peerFingerprint, ring: new PacketRing(), count, handlers };
  const transport = new Transport(options, 0 as Millis);
  const credentials = createIceCredentials({ fragment: "theirs", password: ICE_PASSWORD });
  const { fragment, password } = credentials;
  directory.addCredentials(transport, credentials);
  const browser = (name: string) => {
    const fake = new FakeBrowser(name);
    fake.plug(demux.handlePacket.bind(demux));
    return fake;
  };
  const check = (isNominating = true) =>
    bindingRequest(`${fragment}:theirs`, password, isNominating);
  /** A participant whose media goes through. */
  const connected = async (name: string) => {
    const fake = browser(name);
    fake.send(check());
    await fake.handshake(certificate);
    await eventually(() => counts.includes("transport-connected"), "no connection");
    return fake;
  };
  return { counts, states, directory, transport, browser, connected, check };
}

describe("a check that is sent again", () => {
  test("from elsewhere is not answered, and moves nothing", () => {
    const { browser, check, directory, transport, counts } = open();
    const [alice, spy] = [browser("alice"), browser("spy")];
    const sniffed = check();
    alice.send(sniffed);
    spy.send(sniffed);
    expect(spy.stunAnswers).toHaveLength(0);
    expect(transport.remote).toBe(alice.remote);
    expect(directory.byRemote(spy.remote)).toBeNull();
    expect(counts).toEqual(["drop-replayed"]);
  });

  test("from elsewhere doesn't keep a transport that its participant left", () => {
    const { browser, check, transport, states } = open();
    const [alice, spy] = [browser("alice"), browser("spy")];
    const sniffed = check();
    alice.send(sniffed);
    spy.send(sniffed, 29_000);
    transport.handleTick(30_000 as Millis);
    expect(states).toEqual(["lost"]);
  });

  test("by its sender is answered", () => {
    const { browser, check, transport } = open();
    const alice = browser("alice");
    const lost = check();
    alice.send(lost);
    alice.send(lost);
    expect(alice.stunAnswers).toHaveLength(2);
    expect(transport.remote).toBe(alice.remote);
  });

  test("under the source of a path left behind doesn't move the participant back", () => {
    const { browser, check, transport } = open();
    const [wifi, phone] = [browser("wifi"), browser("phone")];
    const old = check();
    wifi.send(old);
    phone.send(check());
    wifi.send(old);
    expect(transport.remote).toBe(phone.remote);
    wifi.send(check());
    expect(transport.remote).toBe(wifi.remote);
  });
});

describe("a participant with media", () => {
  test("moves to where it answers our check, at once", async () => {
    const { connected, browser, check, transport, counts } = open();
    await connected("wifi");
    const phone = browser("phone");
    phone.send(check());
    expect(transport.remote).toBe(phone.remote);
    expect(counts).toContain("transport-moved");
  });

  test("isn't moved by a copy that arrives before the check itself", async () => {
    const { connected, browser, check, transport } = open();
    const alice = await connected("alice");
    const spy = browser("spy");
    spy.isMute = true;
    const sniffed = check();
    spy.send(sniffed);
    expect(transport.remote).toBe(alice.remote);
    // Nor does it lose the answer that its consent is.
    const answers = alice.stunAnswers.length;
    alice.send(sniffed);
    expect(alice.stunAnswers).toHaveLength(answers + 1);
    expect(transport.remote).toBe(alice.remote);
  });

  test("isn't moved by a check under a forged source, nor by what the forger answers", async () => {
    const { connected, browser, check, transport, counts } = open();
    const alice = await connected("alice");
    const victim = browser("victim");
    victim.isMute = true;
    victim.send(check());
    const asked = parseBindingRequest(victim.stunRequests.at(-1) ?? new Uint8Array(0));
    if (asked === null) throw new Error("the victim wasn't asked");
    for (const password of ["", "a guess of twenty-four c"]) {
      victim.send(bindingSuccess(asked, "192.0.2.7", 7000, password) ?? new Uint8Array(0));
    }
    expect(transport.remote).toBe(alice.remote);
    expect(counts.filter((what) => what === "drop-not-asked")).toHaveLength(2);
  });

  test("isn't moved twice by one answer", async () => {
    const { connected, browser, check, transport } = open();
    const alice = await connected("alice");
    const phone = browser("phone");
    phone.send(check());
    const answer = phone.sent.at(-1) ?? new Uint8Array(0);
    alice.send(check());
    expect(transport.remote).toBe(alice.remote);
    phone.send(answer);
    expect(transport.remote).toBe(alice.remote);
  });

  test("makes us ask at few addresses, however many checks there are", async () => {
    const { connected, browser, check } = open();
    await connected("alice");
    const forged = Array.from({ length: 200 }, (_, number) => browser(`forged ${number}`));
    for (const source of forged) {
      source.isMute = true;
      source.send(check());
    }
    expect(forged.flatMap(({ stunRequests }) => stunRequests).length).toBeLessThanOrEqual(8);
  });
});

test("paths that are only tried don't push out the one in use", () => {
  const { browser, check, directory, transport } = open();
  const alice = browser("alice");
  alice.send(check());
  const tried = Array.from({ length: 20 }, (_, number) => browser(`tried ${number}`));
  for (const path of tried) path.send(check(false));
  expect(transport.remote).toBe(alice.remote);
  expect(directory.byRemote(alice.remote)).toBe(transport);
  expect(tried.map((path) => directory.byRemote(path.remote) !== null).lastIndexOf(false)).toBe(12);
});

test("the newest 512 checks are remembered", () => {
  const memory = new CheckMemory();
  const id = (number: number) => new Uint8Array([number >> 8, number & 255]);
  for (let number = 0; number < 513; number++) expect(memory.note(id(number), "a")).toBe("new");
  expect(memory.note(id(512), "b")).toBe("copied");
  expect(memory.note(id(1), "b")).toBe("copied");
  expect(memory.note(id(1), "a")).toBe("repeated");
  expect(memory.note(id(0), "b")).toBe("new");
});
