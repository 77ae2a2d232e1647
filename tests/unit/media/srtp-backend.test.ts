// Every SRTP backend does the same: RFC 7714's vector, random packets both ways, hostile ones, and no leak.
// Seen to fail: with the check of DecryptFinal's result removed, forged packets were opened; with the
// assertion of the buffer's length removed, a packet was written beyond its buffer; with each opened
// payload put in a list, none was collected.

import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { fromHex, hex } from "../../../src/base/bytes.ts";
import { RTP_HEADER_BYTES, writeRtpHeader } from "../../../src/core/sfu/rtp/rtp-header.ts";
import {
  NODE_BACKEND,
  openLibcryptoBackend,
  type SrtpBackend,
} from "../../../src/server/media/srtp-backend.ts";
import type { SrtpCipher } from "../../../src/server/media/srtp-cipher.ts";
import { SrtpGcm } from "../../../src/server/media/srtp-gcm.ts";
import { Libcrypto, SrtpLibcrypto } from "../../../src/server/media/srtp-libcrypto.ts";
import type { SrtpProfile } from "../../../src/server/media/srtp-profile.ts";

const libcrypto = openLibcryptoBackend();
const BACKENDS: readonly SrtpBackend[] = [NODE_BACKEND, libcrypto].filter(
  (backend) => backend !== null,
);

function master(profile: SrtpProfile = "AEAD_AES_128_GCM", seed = 1) {
  const saltBytes = profile === "AEAD_AES_128_GCM" ? 12 : 14;
  return { key: new Uint8Array(16).fill(seed), salt: new Uint8Array(saltBytes).fill(seed + 1) };
}

function seal(cipher: SrtpCipher, payload: Uint8Array, ssrc: number, index: number): Uint8Array {
  const out = new Uint8Array(RTP_HEADER_BYTES + payload.length + 16);
  const header = { hasPadding: false, marker: false, payloadType: 96, timestamp: 5, ssrc };
  writeRtpHeader(out, { ...header, sequenceNumber: index & 0xffff });
  return out.slice(0, cipher.protectRtp(out, RTP_HEADER_BYTES, payload, ssrc, index));
}

const packets = fc.record({
  payload: fc.uint8Array({ maxLength: 1400 }),
  ssrc: fc.nat(0xffffffff),
  index: fc.nat({ max: 2 ** 40 }),
});

const PACKETS = 2_000;

describe.each([...BACKENDS])("the backend $name", (backend) => {
  test.each(["AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"] as const)(
    "seals as node:crypto does, and opens what that sealed: %s",
    (profile) => {
      const ours = backend.derive(profile, master(profile));
      const reference = NODE_BACKEND.derive(profile, master(profile));
      fc.assert(
        fc.property(packets, ({ payload, ssrc, index }) => {
          const sealed = seal(ours, payload, ssrc, index);
          expect(hex(sealed)).toBe(hex(seal(reference, payload, ssrc, index)));
          const opened = ours.unprotectRtp(sealed, RTP_HEADER_BYTES, ssrc, index);
          expect(hex(opened ?? new Uint8Array([1]))).toBe(hex(payload));
          expect(reference.unprotectRtp(sealed, RTP_HEADER_BYTES, ssrc, index)).not.toBeNull();
        }),
      );
    },
  );

  test("refuses a packet of which any bit was changed, and opens the next as if nothing was", () => {
    const cipher = backend.derive("AEAD_AES_128_GCM", master());
    const sealed = seal(cipher, new Uint8Array(40).fill(9), 7, 70_000);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const forged = sealed.slice();
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(cipher.unprotectRtp(forged, RTP_HEADER_BYTES, 7, 70_000)).toBeNull();
    }
    expect(cipher.unprotectRtp(sealed, RTP_HEADER_BYTES, 7, 70_000)).toEqual(
      new Uint8Array(40).fill(9),
    );
    expect(cipher.unprotectRtp(sealed, RTP_HEADER_BYTES, 7, 70_001)).toBeNull();
    expect(cipher.unprotectRtp(sealed, RTP_HEADER_BYTES, 8, 70_000)).toBeNull();
  });

  test("takes any bytes of any length, and opens none", () => {
    const cipher = backend.derive("AEAD_AES_128_GCM", master());
    const lengths = fc.oneof(fc.nat(64), fc.integer({ min: 1400, max: 70_000 }));
    fc.assert(
      fc.property(lengths, fc.nat(80), fc.nat(255), (length, header, fill) => {
        const packet = new Uint8Array(length).fill(fill);
        expect(cipher.unprotectRtp(packet, header, 1, 1)).toBeNull();
      }),
    );
  });

  test("never writes beyond the buffer that it is given", () => {
    const cipher = backend.derive("AEAD_AES_128_GCM", master());
    const arena = new Uint8Array(400).fill(0xee);
    const out = arena.subarray(100, 200);
    expect(cipher.protectRtp(out, 12, new Uint8Array(72), 1, 1)).toBe(100);
    expect([...arena.subarray(0, 100), ...arena.subarray(200)].every((byte) => byte === 0xee)).toBe(
      true,
    );
    const before = hex(arena.subarray(200));
    expect(() => cipher.protectRtp(out, 12, new Uint8Array(73), 1, 2)).toThrow();
    expect(hex(arena.subarray(200))).toBe(before);
  });

  test("seals into a buffer whose memory was given away no more", () => {
    const cipher = backend.derive("AEAD_AES_128_GCM", master());
    const buffer = new ArrayBuffer(100);
    const out = new Uint8Array(buffer);
    cipher.protectRtp(out, 12, new Uint8Array(20), 1, 1);
    structuredClone(buffer, { transfer: [buffer] });
    expect(() => cipher.protectRtp(out, 12, new Uint8Array(20), 1, 2)).toThrow();
  });

  test("returns payloads that later packets leave alone", () => {
    const cipher = backend.derive("AEAD_AES_128_GCM", master());
    const open = (fill: number, index: number) => {
      const sealed = seal(cipher, new Uint8Array(50).fill(fill), 1, index);
      return cipher.unprotectRtp(sealed, RTP_HEADER_BYTES, 1, index);
    };
    const first = open(3, 1);
    open(4, 2);
    expect(first).toEqual(new Uint8Array(50).fill(3));
  });

  test("keeps no payload that its caller dropped", async () => {
    const cipher = backend.derive("AEAD_AES_128_GCM", master());
    let collected = 0;
    const registry = new FinalizationRegistry<null>(() => {
      collected += 1;
    });
    const work = () => {
      for (let index = 0; index < PACKETS; index++) {
        const payload = new Uint8Array(1100);
        const sealed = new Uint8Array(1200);
        const length = cipher.protectRtp(sealed, 12, payload, 1, index);
        const opened = cipher.unprotectRtp(sealed.subarray(0, length), 12, 1, index);
        for (const bytes of [payload, sealed, opened]) {
          if (bytes !== null) registry.register(bytes, null);
        }
      }
    };
    work();
    // What the last call used may stay, and what the collector takes for a reference on the stack.
    const expected = 3 * PACKETS - 60;
    const deadline = performance.now() + 20_000;
    while (collected < expected && performance.now() < deadline) {
      Bun.gc(true);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(collected).toBeGreaterThanOrEqual(expected);
  }, 30_000);
});

describe("libcrypto", () => {
  const library = Libcrypto.open();

  // Its own test refuses one that does something else: the tests above would pass by not being run.
  test("is taken wherever it can be loaded", () => {
    expect(libcrypto === null).toBe(library === null);
  });

  test("seals and opens the packet of RFC 7714 §16.1.1", () => {
    if (library === null) return;
    const bytes = (text: string) => fromHex(text.replaceAll(/\s/g, "")) ?? new Uint8Array(0);
    const key = bytes("000102030405060708090a0b0c0d0e0f");
    const salt = bytes("517569642070726f2071756f");
    const reports = SrtpGcm.derive(master());
    const cipher = new SrtpLibcrypto(library, key, salt, reports);
    const packet = bytes(`8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973
      20646976 69736120 696e2070 61727465 73207472 6573`);
    const sealed = bytes(`8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5
      0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce`);
    const out = new Uint8Array(packet.length + 16);
    out.set(packet.subarray(0, 12));
    cipher.protectRtp(out, 12, packet.subarray(12), 0x5501a0b2, 0xf17b);
    expect(hex(out)).toBe(hex(sealed));
    expect(cipher.unprotectRtp(sealed, 12, 0x5501a0b2, 0xf17b)).toEqual(packet.slice(12));
  });

  test("works with the two contexts that a session has, however many packets", () => {
    if (library === null) return;
    const own = Libcrypto.open();
    if (own === null) throw new Error("it was there a moment ago");
    const cipher = SrtpLibcrypto.derive(own, master());
    for (let index = 0; index < PACKETS; index++) {
      const sealed = seal(cipher, new Uint8Array(100), 1, index);
      expect(cipher.unprotectRtp(sealed, RTP_HEADER_BYTES, 1, index)).not.toBeNull();
    }
    expect(own.contexts).toBe(2);
  });

  test("frees the contexts of sessions that are gone", async () => {
    if (library === null) return;
    for (let session = 0; session < 500; session++) SrtpLibcrypto.derive(library, master());
    const deadline = performance.now() + 10_000;
    while (library.contexts > 100 && performance.now() < deadline) {
      Bun.gc(true);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(library.contexts).toBeLessThanOrEqual(100);
  });
});

describe("without a libcrypto", () => {
  test.each([
    ["that is there", "/nonexistent/libcrypto.so.3"],
    ["by an absolute path", "libcrypto.so.3"],
    ["with its functions", "/usr/lib/x86_64-linux-gnu/libc.so.6"],
  ])("%s there is no such backend", (_, path) => {
    expect(openLibcryptoBackend([path])).toBeNull();
  });

  // The attacker can write to the directory that the server is started in.
  test("a file of that name that is no library isn't one, and one beside us isn't looked for", () => {
    const folder = mkdtempSync(`${tmpdir()}/conclave-test-`);
    const path = `${folder}/libcrypto.so.3`;
    writeFileSync(path, fromHex("7f454c46") ?? "");
    expect(openLibcryptoBackend([path])).toBeNull();
    rmSync(folder, { recursive: true, force: true });
  });
});
