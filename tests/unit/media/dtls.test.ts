// The DTLS guards. Taken out once each: without `isSigned` in dtls-verify.ts the imposter connects;
// without the Finished check a client with a wrong one does; without the state check in handlePacket the
// ClientHello in the clear resets a connected transport.

import { beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import {
  createDtlsCertificate,
  type DtlsCertificate,
  DtlsTransport,
} from "../../../src/server/media/dtls-transport.ts";
import { SRTP_PROFILES, type SrtpProfile } from "../../../src/server/media/srtp-profile.ts";
import type { SrtpSession } from "../../../src/server/media/srtp-session.ts";
import { FakeBrowser, sha256 } from "./fake-browser.ts";

let server: DtlsCertificate;
let victim: DtlsCertificate;
let attacker: DtlsCertificate;

beforeAll(async () => {
  server = await createDtlsCertificate();
  victim = await createDtlsCertificate();
  attacker = await createDtlsCertificate();
});

type Outcome = { readonly srtp: SrtpSession } | { readonly reason: string };

function meet(expected: DtlsCertificate, watch = (_packet: Uint8Array) => {}) {
  const browser = new FakeBrowser("browser");
  const sent: Uint8Array[] = [];
  let transport: DtlsTransport | null = null;
  const outcome = new Promise<Outcome>((resolve) => {
    transport = new DtlsTransport({
      certificate: server,
      peerFingerprint: sha256(expected),
      send: (packet) => {
        sent.push(packet);
        browser.remote.send(packet);
      },
      handleConnected: (srtp) => resolve({ srtp }),
      handleFailed: (reason) => resolve({ reason }),
    });
  });
  browser.plug((packet) => {
    watch(packet);
    transport?.handlePacket(packet);
  });
  const give = (packet: Uint8Array) => transport?.handlePacket(packet);
  return { browser, outcome, sent, give };
}

test.each([
  [["AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"], "AEAD_AES_128_GCM"],
  [["AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"], "AEAD_AES_128_GCM"],
  [["AES_CM_128_HMAC_SHA1_80"], "AES_CM_128_HMAC_SHA1_80"],
] as const)("of %p the server chooses %s", async (offered, chosen) => {
  const { browser, outcome } = meet(victim);
  await browser.handshake(victim, victim, offered as readonly SrtpProfile[]);
  expect(await outcome).toHaveProperty("srtp");
  expect(browser.profile).toBe(SRTP_PROFILES[chosen]);
});

test("both sides have the same keys", async () => {
  const { browser, outcome } = meet(victim);
  await browser.handshake(victim);
  const result = await outcome;
  if (!("srtp" in result)) throw new Error(result.reason);
  const report = new Uint8Array([0x80, 201, 0, 1, 0, 0, 0, 9]);
  browser.remote.send(result.srtp.protectRtcp(report));
  expect(browser.reports).toEqual([report]);
});

test("an imposter with a certificate seen elsewhere and a key of its own is refused", async () => {
  const { browser, outcome } = meet(victim);
  void browser.handshake(victim, attacker);
  expect(await outcome).toEqual({ reason: "wrong-signature" });
});

test("who isn't of the offer is refused, with the best of certificates", async () => {
  const { browser, outcome } = meet(victim);
  void browser.handshake(attacker);
  expect(await outcome).toEqual({ reason: "wrong-fingerprint" });
});

test("a client that can't prove that it saw the same handshake is refused", async () => {
  const { browser, outcome } = meet(victim);
  void browser.handshake(victim, victim, undefined, (client) => {
    client.cipher.verifyData = () => Buffer.alloc(12);
  });
  expect(await outcome).toEqual({ reason: "wrong-finished" });
});

test("once connected, a ClientHello or an alert in the clear changes nothing", async () => {
  let hello: Uint8Array | null = null;
  const { browser, outcome, sent, give } = meet(victim, (packet) => {
    hello ??= packet;
  });
  await browser.handshake(victim);
  expect(await outcome).toHaveProperty("srtp");
  const before = sent.length;
  if (hello === null) throw new Error("no ClientHello");
  give(hello);
  // Our last flight again, and not the start of another handshake.
  const lastFlight = sent.slice(before).map((packet) => packet[0]);
  expect(lastFlight).toEqual([20, 22]);
  give(new Uint8Array([21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 1, 0]));
  for (let again = 0; again < 100; again++) give(hello);
  expect(sent.length - before).toBeLessThanOrEqual(40);
});

test("a flood of hellos ends the handshake rather than the server", async () => {
  const { outcome, give } = meet(victim);
  for (let again = 0; again < 300; again++) give(new Uint8Array([22, 254, 253]));
  expect(await outcome).toEqual({ reason: "dtls-flood" });
});

test("never throws on any bytes", () => {
  const record = fc
    .uint8Array({ maxLength: 100 })
    .map((rest) => new Uint8Array([22, 254, 253, ...rest]));
  fc.assert(
    fc.property(fc.array(fc.oneof(record, fc.uint8Array({ maxLength: 100 }))), (packets) => {
      const { give } = meet(victim);
      for (const packet of packets) give(packet);
    }),
  );
});

test("the certificate has a fingerprint as SDP writes it", () => {
  expect(server.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(Buffer.from(sha256(server)).toString("hex").toUpperCase()).toBe(
    server.fingerprint.replaceAll(":", ""),
  );
});
