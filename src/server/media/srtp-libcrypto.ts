// AEAD_AES_128_GCM by the system's libcrypto over FFI: half the time of node:crypto, and no garbage.

import { assert } from "../../base/assert.ts";
import { addressOf, type Library, nativeMemory, openLibrary } from "./ffi.ts";
import { deriveSrtpKey, type SrtpCipher, type SrtpMaster, xorU16, xorU32 } from "./srtp-cipher.ts";
import { SrtpGcm } from "./srtp-gcm.ts";

const TAG_BYTES = 16;
const SALT_BYTES = 12;
const KEY_BYTES = 16;
/** Larger than any packet that a socket hands over. */
const PACKET_BYTES = 2048;

/** EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG of openssl/evp.h. */
const GET_TAG = 0x10;
const SET_TAG = 0x11;

const POINTER = "address";
const SYMBOLS = {
  EVP_aes_128_gcm: { takes: [], gives: POINTER },
  EVP_CIPHER_CTX_new: { takes: [], gives: POINTER },
  EVP_CIPHER_CTX_free: { takes: [POINTER], gives: "void" },
  EVP_CIPHER_CTX_ctrl: { takes: [POINTER, "i32", "i32", POINTER], gives: "i32" },
  EVP_EncryptInit_ex: { takes: [POINTER, POINTER, POINTER, POINTER, POINTER], gives: "i32" },
  EVP_EncryptUpdate: { takes: [POINTER, POINTER, POINTER, POINTER, "i32"], gives: "i32" },
  EVP_EncryptFinal_ex: { takes: [POINTER, POINTER, POINTER], gives: "i32" },
  EVP_DecryptInit_ex: { takes: [POINTER, POINTER, POINTER, POINTER, POINTER], gives: "i32" },
  EVP_DecryptUpdate: { takes: [POINTER, POINTER, POINTER, POINTER, "i32"], gives: "i32" },
  EVP_DecryptFinal_ex: { takes: [POINTER, POINTER, POINTER], gives: "i32" },
} as const;

/** Where distributions for x86-64 and arm64 keep it. */
const PATHS = [
  "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
  "/usr/lib/aarch64-linux-gnu/libcrypto.so.3",
  "/usr/lib64/libcrypto.so.3",
  "/usr/lib/libcrypto.so.3",
  "/lib/libcrypto.so.3",
];

/** What C reads and writes beside packets: one for the process, for no call outlasts its turn. */
const IV_AT = 0;
const LENGTH_AT = 16;
const KEY_AT = 32;
const PACKET_AT = 64;

/** libcrypto, and the memory that it works in. */
export class Libcrypto {
  readonly symbols: Library<keyof typeof SYMBOLS>;
  readonly bytes: Uint8Array;
  readonly iv: Uint8Array;
  readonly ivAddress: number;
  readonly lengthAddress: number;
  readonly packetAddress: number;
  readonly #keyAddress: number;
  /** It runs between turns, and never while a call of ours is under way. */
  readonly #registry = new FinalizationRegistry<number>((context) => {
    this.symbols.EVP_CIPHER_CTX_free(context);
    this.#contexts -= 1;
  });
  #contexts = 0;
  #outBuffer: ArrayBufferLike = new ArrayBuffer(0);
  #outAddress = 0;

  private constructor(symbols: Library<keyof typeof SYMBOLS>) {
    const { bytes, address } = nativeMemory(PACKET_AT + PACKET_BYTES);
    this.symbols = symbols;
    this.bytes = bytes;
    this.iv = bytes.subarray(IV_AT, IV_AT + SALT_BYTES);
    this.ivAddress = address + IV_AT;
    this.lengthAddress = address + LENGTH_AT;
    this.packetAddress = address + PACKET_AT;
    this.#keyAddress = address + KEY_AT;
  }

  /** @returns null where there is no libcrypto 3, or none that can be called. */
  static open(paths: readonly string[] = PATHS): Libcrypto | null {
    const symbols = openLibrary(paths, SYMBOLS);
    return symbols === null ? null : new Libcrypto(symbols);
  }

  /** That are not freed yet. */
  get contexts(): number {
    return this.#contexts;
  }

  /** A context that has `key`, freed and wiped some time after `owner` is gone; null when refused. */
  createContext(owner: object, key: Uint8Array, isSealing: boolean): number | null {
    const { EVP_CIPHER_CTX_new, EVP_aes_128_gcm, EVP_EncryptInit_ex, EVP_DecryptInit_ex } =
      this.symbols;
    const context = EVP_CIPHER_CTX_new();
    if (!context) return null;
    this.#registry.register(owner, context);
    this.#contexts += 1;
    assert(key.length === KEY_BYTES, "a key of another cipher");
    const place = this.bytes.subarray(KEY_AT, KEY_AT + key.length);
    place.set(key);
    const init = isSealing ? EVP_EncryptInit_ex : EVP_DecryptInit_ex;
    const isReady = init(context, EVP_aes_128_gcm(), 0, this.#keyAddress, 0) === 1;
    place.fill(0);
    return isReady ? context : null;
  }

  /**
   * The address of a view, without asking the runtime for each packet of the same ring. The buffer
   * is kept here, so it isn't collected and its address given to another; a buffer that was
   * detached since has views of length 0, for which callers write nothing.
   */
  addressOfView(view: Uint8Array): number {
    if (view.buffer !== this.#outBuffer) {
      this.#outBuffer = view.buffer;
      this.#outAddress = addressOf(new Uint8Array(view.buffer));
    }
    return this.#outAddress + view.byteOffset;
  }
}

export class SrtpLibcrypto implements SrtpCipher {
  readonly #library: Libcrypto;
  /** Reports are few. */
  readonly #reports: SrtpGcm;
  readonly #salt: Uint8Array;
  readonly #sealing: number;
  readonly #opening: number;

  /** `key` and `salt` are a session's, not a master's. */
  constructor(library: Libcrypto, key: Uint8Array, salt: Uint8Array, reports: SrtpGcm) {
    const sealing = library.createContext(this, key, true);
    const opening = library.createContext(this, key, false);
    assert(sealing !== null && opening !== null, "libcrypto refused a key");
    this.#library = library;
    this.#reports = reports;
    this.#salt = salt;
    this.#sealing = sealing;
    this.#opening = opening;
  }

  static derive(library: Libcrypto, master: SrtpMaster): SrtpLibcrypto {
    const key = deriveSrtpKey(master, "rtpKey", KEY_BYTES);
    const salt = deriveSrtpKey(master, "rtpSalt", SALT_BYTES);
    return new SrtpLibcrypto(library, key, salt, SrtpGcm.derive(master));
  }

  // RFC 7714 §8.1: 00 00 | SSRC 32 | ROC 32 | SEQ 16, XOR salt.
  #writeIv(ssrc: number, index: number): void {
    const { iv } = this.#library;
    iv.set(this.#salt);
    xorU32(iv, 2, ssrc);
    xorU32(iv, 6, Math.floor(index / 0x10000));
    xorU16(iv, 10, index & 0xffff);
  }

  /**
   * Memory: encrypts in place in `out`. C writes from the header's end to the tag's, which the
   * assertion keeps inside of `out`; it reads the header, and an IV and a length of our own.
   */
  protectRtp(
    out: Uint8Array,
    headerLength: number,
    payload: Uint8Array,
    ssrc: number,
    index: number,
  ): number {
    const end = headerLength + payload.length;
    assert(headerLength >= 0 && end + TAG_BYTES <= out.length, "a packet beyond its buffer");
    const { symbols, ivAddress, lengthAddress } = this.#library;
    const context = this.#sealing;
    this.#writeIv(ssrc, index);
    out.set(payload, headerLength);
    // An empty view may have no address of its own, so this comes after the assertion.
    const header = this.#library.addressOfView(out);
    const start = header + headerLength;
    const isSealed =
      symbols.EVP_EncryptInit_ex(context, 0, 0, 0, ivAddress) === 1 &&
      symbols.EVP_EncryptUpdate(context, 0, lengthAddress, header, headerLength) === 1 &&
      symbols.EVP_EncryptUpdate(context, start, lengthAddress, start, payload.length) === 1 &&
      symbols.EVP_EncryptFinal_ex(context, start + payload.length, lengthAddress) === 1 &&
      symbols.EVP_CIPHER_CTX_ctrl(context, GET_TAG, TAG_BYTES, header + end) === 1;
    assert(isSealed, "libcrypto refused to encrypt");
    return end + TAG_BYTES;
  }

  /**
   * Memory: works on a copy in memory of our own that is longer than any packet; a longer one is
   * refused. What a forged packet decrypts to stays there, and is given to nobody.
   */
  unprotectRtp(
    packet: Uint8Array,
    headerLength: number,
    ssrc: number,
    index: number,
  ): Uint8Array | null {
    const end = packet.length - TAG_BYTES;
    if (end < headerLength || packet.length > PACKET_BYTES || headerLength < 0) return null;
    const { symbols, bytes, ivAddress, lengthAddress, packetAddress } = this.#library;
    const context = this.#opening;
    this.#writeIv(ssrc, index);
    bytes.set(packet, PACKET_AT);
    const start = packetAddress + headerLength;
    const isOpened =
      symbols.EVP_DecryptInit_ex(context, 0, 0, 0, ivAddress) === 1 &&
      symbols.EVP_CIPHER_CTX_ctrl(context, SET_TAG, TAG_BYTES, packetAddress + end) === 1 &&
      symbols.EVP_DecryptUpdate(context, 0, lengthAddress, packetAddress, headerLength) === 1 &&
      symbols.EVP_DecryptUpdate(context, start, lengthAddress, start, end - headerLength) === 1 &&
      symbols.EVP_DecryptFinal_ex(context, packetAddress + end, lengthAddress) === 1;
    return isOpened ? bytes.slice(PACKET_AT + headerLength, PACKET_AT + end) : null;
  }

  protectRtcp(packet: Uint8Array, index: number): Uint8Array {
    return this.#reports.protectRtcp(packet, index);
  }

  unprotectRtcp(packet: Uint8Array): { packet: Uint8Array; index: number } | null {
    return this.#reports.unprotectRtcp(packet);
  }
}
