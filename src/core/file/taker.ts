// Takes one file piece by piece: asks for the next ones, and judges what comes. No I/O, no clock.

import type { Bytes } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import { chunkCount } from "../../protocol/file-size.ts";
import { Pace } from "./pace.ts";

/** Nothing came for so long: its owner is cut off, or somebody holds it back. */
const STALLED_MS = 25_000;

/**
 * Why a piece is thrown away. "unasked": played again, out of its turn, or beyond the end; "altered": not
 * what the owner sealed for this place.
 */
export const CHUNK_DROPS = ["unasked", "altered"] as const;
export type ChunkDrop = (typeof CHUNK_DROPS)[number];

/** Why there is no file. "altered": its pieces are right, and together not what its owner announced. */
export type FileFailure = "altered" | "stalled";

export type TakerEffect =
  | { readonly type: "ask"; readonly index: number }
  /** To be opened, then handed to `handleOpened`. */
  | { readonly type: "open"; readonly index: number; readonly sealed: Bytes }
  | { readonly type: "drop"; readonly reason: ChunkDrop }
  /** The content of all pieces in their order: kept, and part of the digest. */
  | { readonly type: "content"; readonly content: Bytes }
  /** Every byte is there. */
  | { readonly type: "complete" }
  | { readonly type: "failed"; readonly reason: FileFailure };

export class Taker {
  readonly #count: number;
  readonly #pace = new Pace();
  readonly #askedAt = new Map<number, Millis>();
  /** Opened, and waiting for those before them. */
  readonly #waiting = new Map<number, Bytes>();
  #opening = 0;
  #nextAsked = 0;
  #nextContent = 0;
  #heardAt: Millis;
  #isOver = false;

  constructor(size: number, now: Millis) {
    this.#count = chunkCount(size);
    this.#heardAt = now;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Of all of it, from 0 to 1. */
  get progress(): number {
    return this.#count === 0 ? 1 : this.#nextContent / this.#count;
  }

  start(now: Millis, out: TakerEffect[]): void {
    if (this.#count === 0) this.#complete(out);
    else this.#ask(now, out);
  }

  handleChunk(index: number, sealed: Bytes, now: Millis, out: TakerEffect[]): void {
    const askedAt = this.#askedAt.get(index);
    if (this.#isOver || askedAt === undefined) {
      out.push({ type: "drop", reason: "unasked" });
      return;
    }
    this.#askedAt.delete(index);
    this.#heardAt = now;
    this.#pace.handleDelay(now - askedAt);
    this.#opening++;
    out.push({ type: "open", index, sealed });
    this.#ask(now, out);
  }

  /** @param content null for what isn't this piece: the file can't be had, for the server altered it. */
  handleOpened(index: number, content: Bytes | null, out: TakerEffect[]): void {
    this.#opening--;
    if (this.#isOver) return;
    if (content === null) {
      out.push({ type: "drop", reason: "altered" });
      this.#fail("altered", out);
      return;
    }
    this.#waiting.set(index, content);
    for (;;) {
      const next = this.#waiting.get(this.#nextContent);
      if (next === undefined) break;
      this.#waiting.delete(this.#nextContent++);
      out.push({ type: "content", content: next });
    }
    if (this.#nextContent === this.#count) this.#complete(out);
  }

  handleTick(now: Millis, out: TakerEffect[]): void {
    const isWaiting = !this.#isOver && this.#opening === 0;
    if (isWaiting && now - this.#heardAt >= STALLED_MS) this.#fail("stalled", out);
  }

  nextWakeup(): Millis | null {
    return this.#isOver ? null : ((this.#heardAt + STALLED_MS) as Millis);
  }

  close(): void {
    this.#isOver = true;
    this.#waiting.clear();
    this.#askedAt.clear();
  }

  #ask(now: Millis, out: TakerEffect[]): void {
    while (this.#askedAt.size < this.#pace.window && this.#nextAsked < this.#count) {
      const index = this.#nextAsked++;
      this.#askedAt.set(index, now);
      out.push({ type: "ask", index });
    }
  }

  #complete(out: TakerEffect[]): void {
    this.close();
    out.push({ type: "complete" });
  }

  #fail(reason: FileFailure, out: TakerEffect[]): void {
    this.close();
    out.push({ type: "failed", reason });
  }
}
