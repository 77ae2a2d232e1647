// The socket calls that runtimes don't offer: sendmmsg with segmentation, and buffer sizes.

import { type Library, loadedLibc, type NativeMemory, nativeMemory, openLibrary } from "./ffi.ts";

const SYMBOLS = {
  sendmmsg: { takes: ["i32", "address", "u32", "i32"], gives: "i32" },
  setsockopt: { takes: ["i32", "i32", "i32", "address", "u32"], gives: "i32" },
  getsockopt: { takes: ["i32", "i32", "i32", "address", "address"], gives: "i32" },
} as const;

export type SocketLibrary = Library<keyof typeof SYMBOLS>;

/** @returns null where C can't be called. */
export function openSocketLibrary(): SocketLibrary | null {
  return openLibrary(loadedLibc(), SYMBOLS);
}

/** Values of Linux's headers, the same on x86-64 and arm64. */
export const SOL_UDP = 17;
export const UDP_SEGMENT = 103;
export const MSG_DONTWAIT = 0x40;

const SOL_SOCKET = 1;
const SO_ERROR = 4;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SO_SNDBUFFORCE = 32;
const SO_RCVBUFFORCE = 33;

/** A socket's options through memory that only they use. */
export class SocketOptions {
  readonly #library: SocketLibrary;
  readonly #memory: NativeMemory = nativeMemory(8);
  readonly #view = new DataView(this.#memory.bytes.buffer);
  readonly #fd: number;

  /** `fd` must stay open for as long as this is used. */
  constructor(library: SocketLibrary, fd: number) {
    this.#library = library;
    this.#fd = fd;
  }

  /** Memory: C reads the 4 bytes of the value. */
  #set(level: number, option: number, value: number): boolean {
    this.#view.setInt32(0, value, true);
    return this.#library.setsockopt(this.#fd, level, option, this.#memory.address, 4) === 0;
  }

  /** Memory: C writes at most the 4 bytes that the length before the call says. */
  #get(level: number, option: number): number | null {
    this.#view.setUint32(4, 4, true);
    const { address } = this.#memory;
    const isRead = this.#library.getsockopt(this.#fd, level, option, address, address + 4) === 0;
    return isRead ? this.#view.getInt32(0, true) : null;
  }

  /** Asks for `bytes` in both directions, beyond the system's limit where we may. */
  resizeBuffers(bytes: number): { readonly send: number; readonly receive: number } {
    if (!this.#set(SOL_SOCKET, SO_RCVBUFFORCE, bytes)) this.#set(SOL_SOCKET, SO_RCVBUF, bytes);
    if (!this.#set(SOL_SOCKET, SO_SNDBUFFORCE, bytes)) this.#set(SOL_SOCKET, SO_SNDBUF, bytes);
    // Linux doubles what is set, for its own overhead.
    return {
      send: (this.#get(SOL_SOCKET, SO_SNDBUF) ?? 0) / 2,
      receive: (this.#get(SOL_SOCKET, SO_RCVBUF) ?? 0) / 2,
    };
  }

  /** Whether the kernel cuts one large packet into many (Linux 4.18): it would refuse the question. */
  hasSegmentation(): boolean {
    return this.#get(SOL_UDP, UDP_SEGMENT) !== null;
  }

  /** Forgets what ICMP said of a peer that left, which would fail somebody else's next packet. */
  takeError(): number {
    return this.#get(SOL_SOCKET, SO_ERROR) ?? 0;
  }
}
