// AES-GCM by the browser's WebCrypto, as core/sframe asks for it.

import type { Bytes } from "../base/bytes.ts";
import type { Aead } from "../core/sframe/aead.ts";

/** The 128-bit tag is WebCrypto's default; written out, so that nobody has to know it. */
const TAG_BITS = 128;

function parameters(nonce: Bytes, aad: Bytes): AesGcmParams {
  return { name: "AES-GCM", iv: nonce, additionalData: aad, tagLength: TAG_BITS };
}

/** Keys can't be extracted again, and each can do only the one thing that it was imported for. */
export const webCryptoAead: Aead = {
  sealKey: async (bytes) => {
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt"]);
    return {
      seal: async (nonce, aad, plaintext) =>
        new Uint8Array(await crypto.subtle.encrypt(parameters(nonce, aad), key, plaintext)),
    };
  },
  openKey: async (bytes) => {
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["decrypt"]);
    return {
      open: async (nonce, aad, ciphertext) => {
        try {
          return new Uint8Array(
            await crypto.subtle.decrypt(parameters(nonce, aad), key, ciphertext),
          );
        } catch {
          // WebCrypto's only word for a wrong tag, or for less than a tag, is a rejection.
          return null;
        }
      },
    };
  },
};
