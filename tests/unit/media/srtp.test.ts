// SRTP against RFC 3711 appendix B, RFC 7714 §16 and §17, libsrtp's own vectors; replay; hostile packets.
// Replay protection was taken out once (ReplayWindow.isFresh always true): the replay tests fail then.

import { describe, expect, test } from "bun:test";
import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { fromHex, hex } from "../../../src/base/bytes.ts";
import { parseRtpHeader } from "../../../src/core/sfu/rtp/rtp-header.ts";
import { deriveSrtpKey } from "../../../src/server/media/srtp-cipher.ts";
import { SrtpCm } from "../../../src/server/media/srtp-cm.ts";
import { SrtpGcm } from "../../../src/server/media/srtp-gcm.ts";
import { SRTP_PROFILES, type SrtpProfile } from "../../../src/server/media/srtp-profile.ts";
import { SrtpSession } from "../../../src/server/media/srtp-session.ts";

function bytes(text: string): Uint8Array {
  return fromHex(text.replaceAll(/\s/g, "")) ?? new Uint8Array(0);
}

function protectRtp(cipher: SrtpGcm | SrtpCm, packet: Uint8Array): string {
  const header = parseRtpHeader(packet);
  if (header === null) throw new Error("not RTP");
  const out = new Uint8Array(packet.length + 16);
  out.set(packet.subarray(0, header.length));
  const payload = packet.subarray(header.length);
  const { length, ssrc, sequenceNumber } = header;
  return hex(out.subarray(0, cipher.protectRtp(out, length, payload, ssrc, sequenceNumber)));
}

describe("AEAD_AES_128_GCM", () => {
  const session = {
    key: createSecretKey(bytes("000102030405060708090a0b0c0d0e0f")),
    salt: bytes("517569642070726f2071756f"),
  };
  const cipher = new SrtpGcm(session, session);

  test("protects the packet of RFC 7714 §16.1.1", () => {
    const packet = bytes(`8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973
      20646976 69736120 696e2070 61727465 73207472 6573`);
    expect(protectRtp(cipher, packet)).toBe(
      hex(
        bytes(`8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f
          42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce`),
      ),
    );
  });

  const clear = bytes(`81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61
    deadbeef deadbeef deadbeef deadbeef deadbeef`);
  const sealed = bytes(`81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d
    c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4`);

  test("protects and opens the report of RFC 7714 §17.1", () => {
    expect(hex(cipher.protectRtcp(clear, 0x5d4))).toBe(hex(sealed));
    expect(cipher.unprotectRtcp(sealed)).toEqual({ packet: clear, index: 0x5d4 });
  });

  test("refuses a report that says that it isn't encrypted", () => {
    const stripped = sealed.slice();
    stripped[stripped.length - 4] = 0;
    expect(cipher.unprotectRtcp(stripped)).toBeNull();
  });
});

describe("AES_CM_128_HMAC_SHA1_80", () => {
  const master = {
    key: bytes("e1f97a0d3e018be0d64fa32c06de4139"),
    salt: bytes("0ec675ad498afeebb6960b3aabe6"),
  };
  const cipher = SrtpCm.derive(master);

  test.each([
    ["rtpKey", 16, "c61e7a93744f39ee10734afe3ff7a087"],
    ["rtpSalt", 14, "30cbbc08863d8c85d49db34a9ae1"],
    ["rtpAuthentication", 20, "cebe321f6ff7716b6fd4ab49af256a156d38baa4"],
  ] as const)("derives %s of RFC 3711 §B.3", (label, length, expected) => {
    expect(hex(deriveSrtpKey(master, label, length))).toBe(expected);
  });

  test("gives the key stream of RFC 3711 §B.2", () => {
    const session = {
      key: createSecretKey(bytes("2b7e151628aed2a6abf7158809cf4f3c")),
      authentication: createSecretKey(new Uint8Array(20)),
      salt: bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfd"),
    };
    const out = new Uint8Array(64);
    new SrtpCm(session, session).protectRtp(out, 0, new Uint8Array(32), 0, 0);
    expect(hex(out.subarray(0, 32))).toBe(
      "e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab",
    );
  });

  test("protects libsrtp's reference packet", () => {
    const packet = bytes("800f1234 decafbad cafebabe abababab abababab abababab abababab");
    expect(protectRtp(cipher, packet)).toBe(
      hex(
        bytes(`800f1234 decafbad cafebabe 4e55dc4c e79978d8 8ca4d215 949d2402
          b78d6acc 99ea179b 8dbb`),
      ),
    );
  });

  test("protects and opens libsrtp's reference report", () => {
    const clear = bytes("81c8000b cafebabe abababab abababab abababab abababab");
    const sealed = bytes(`81c8000b cafebabe 7128035b e487b9bd bef89041 f977a5a8 80000001
      993e08cd 54d6c123 0798`);
    expect(hex(cipher.protectRtcp(clear, 1))).toBe(hex(sealed));
    expect(cipher.unprotectRtcp(sealed)).toEqual({ packet: clear, index: 1 });
  });
});

const PROFILES = Object.keys(SRTP_PROFILES) as SrtpProfile[];

describe.each(PROFILES)("a session of %s", (profile) => {
  const master = (seed: number) => ({
    key: new Uint8Array(16).fill(seed),
    salt: new Uint8Array(profile === "AEAD_AES_128_GCM" ? 12 : 14).fill(seed + 1),
  });
  const pair = () => ({
    sender: SrtpSession.derive(profile, master(1), master(3)),
    receiver: SrtpSession.derive(profile, master(3), master(1)),
  });

  function rtp(sender: SrtpSession, index: number, content = "media"): Uint8Array {
    const out = new Uint8Array(200);
    out.set([0x80, 96, (index >> 8) & 255, index & 255, 0, 0, 0, 1, 0, 0, 0, 7]);
    const payload = new TextEncoder().encode(content);
    return out.slice(0, sender.protectRtp(out, 12, payload, 7, index));
  }

  function open(receiver: SrtpSession, packet: Uint8Array) {
    const header = parseRtpHeader(packet);
    if (header === null) throw new Error("not RTP");
    return receiver.unprotectRtp(packet, header);
  }

  test("opens what the other side protected, across the wrap of the sequence number", () => {
    const { sender, receiver } = pair();
    for (const index of [65_533, 65_535, 65_536, 65_534, 65_540]) {
      const opened = open(receiver, rtp(sender, index, `frame ${index}`));
      expect(opened).toMatchObject({ index });
      if (typeof opened === "string") throw new Error(opened);
      expect(new TextDecoder().decode(opened.payload)).toBe(`frame ${index}`);
    }
  });

  test("takes no packet twice, and none from before the window", () => {
    const { sender, receiver } = pair();
    const old = rtp(sender, 10);
    const packet = rtp(sender, 2000);
    expect(open(receiver, packet)).toMatchObject({ index: 2000 });
    expect(open(receiver, packet)).toBe("replayed");
    expect(open(receiver, old)).toBe("replayed");
    expect(open(receiver, rtp(sender, 1500))).toMatchObject({ index: 1500 });
  });

  test("takes no report twice", () => {
    const { sender, receiver } = pair();
    const report = sender.protectRtcp(bytes("80c90001 00000007"));
    expect(receiver.unprotectRtcp(report)).toEqual(bytes("80c90001 00000007"));
    expect(receiver.unprotectRtcp(report)).toBe("replayed");
  });

  test("refuses every packet of which a bit was changed", () => {
    const { sender, receiver } = pair();
    const packet = rtp(sender, 5);
    const report = sender.protectRtcp(bytes("80c90002 00000007 deadbeef"));
    for (let bit = 8; bit < packet.length * 8; bit++) {
      const forged = packet.slice();
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(open(receiver, forged)).toBe("forged");
    }
    for (let bit = 0; bit < report.length * 8; bit++) {
      const forged = report.slice();
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(receiver.unprotectRtcp(forged)).toBe("forged");
    }
    expect(open(receiver, packet)).toMatchObject({ index: 5 });
  });

  test("a forged packet doesn't move the window", () => {
    const { sender, receiver } = pair();
    open(receiver, rtp(sender, 5));
    const forged = rtp(sender, 20_000);
    forged[20] = (forged[20] ?? 0) ^ 1;
    expect(open(receiver, forged)).toBe("forged");
    expect(open(receiver, rtp(sender, 6))).toMatchObject({ index: 6 });
  });

  test("never throws on any bytes", () => {
    const { receiver } = pair();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (packet) => {
        const header = parseRtpHeader(packet);
        if (header !== null) expect(typeof receiver.unprotectRtp(packet, header)).toBe("string");
        expect(typeof receiver.unprotectRtcp(packet)).toBe("string");
      }),
    );
  });
});
