// Who does the cryptography of SRTP: the fastest that works here, chosen once at the start.

import { equal, fromHex } from "../../base/bytes.ts";
import type { SrtpCipher, SrtpMaster } from "./srtp-cipher.ts";
import { SrtpCm } from "./srtp-cm.ts";
import { SrtpGcm } from "./srtp-gcm.ts";
import { Libcrypto, SrtpLibcrypto } from "./srtp-libcrypto.ts";
import type { SrtpProfile } from "./srtp-profile.ts";

export type SrtpBackend = {
  readonly name: "libcrypto" | "node";
  readonly derive: (profile: SrtpProfile, master: SrtpMaster) => SrtpCipher;
};

/** Works everywhere. */
export const NODE_BACKEND: SrtpBackend = {
  name: "node",
  derive: (profile, master) =>
    profile === "AEAD_AES_128_GCM" ? SrtpGcm.derive(master) : SrtpCm.derive(master),
};

/** @returns null where libcrypto isn't there, or doesn't do what it should. */
export function openLibcryptoBackend(paths?: readonly string[]): SrtpBackend | null {
  const library = Libcrypto.open(paths);
  if (library === null) return null;
  const backend: SrtpBackend = {
    name: "libcrypto",
    derive: (profile, master) =>
      profile === "AEAD_AES_128_GCM"
        ? SrtpLibcrypto.derive(library, master)
        : SrtpCm.derive(master),
  };
  return isRight(backend) ? backend : null;
}

let chosen: SrtpBackend | null = null;

/** The same for the whole process. `only` is for tests and benchmarks. */
export function srtpBackend(): SrtpBackend {
  chosen ??= openLibcryptoBackend() ?? NODE_BACKEND;
  return chosen;
}

/** Takes `backend` from now on, for benchmarks. */
export function chooseSrtpBackend(backend: SrtpBackend): void {
  chosen = backend;
}

function hexBytes(text: string): Uint8Array {
  return fromHex(text) ?? new Uint8Array(0);
}

/** Keys of RFC 3711 §B.3's master key; the packet is what node:crypto made of them. */
const MASTER: SrtpMaster = {
  key: hexBytes("e1f97a0d3e018be0d64fa32c06de4139"),
  salt: hexBytes("0ec675ad498afeebb6960b3a"),
};

/** Seals like node:crypto, opens it again, and refuses it with any one bit of its ends changed. */
function isRight(backend: SrtpBackend): boolean {
  const [expected, found] = [NODE_BACKEND, backend].map(({ derive }) =>
    derive("AEAD_AES_128_GCM", MASTER),
  );
  if (expected === undefined || found === undefined) return false;
  for (const length of [0, 1, 100, 1100]) {
    const payload = new Uint8Array(length).map((_, place) => place * 7);
    const [right, sealed] = [expected, found].map((cipher) => {
      const out = new Uint8Array(12 + length + 16).fill(0x80, 0, 12);
      cipher.protectRtp(out, 12, payload, 0xdecafbad, 0x1_2345);
      return out;
    });
    if (right === undefined || sealed === undefined || !equal(right, sealed)) return false;
    const opened = found.unprotectRtp(sealed, 12, 0xdecafbad, 0x1_2345);
    if (opened === null || !equal(opened, payload)) return false;
    for (const place of [0, sealed.length - 1]) {
      const forged = sealed.slice();
      forged[place] = (forged[place] ?? 0) ^ 1;
      if (found.unprotectRtp(forged, 12, 0xdecafbad, 0x1_2345) !== null) return false;
    }
  }
  return true;
}
