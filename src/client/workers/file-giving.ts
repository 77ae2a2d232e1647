// Gives one's own files: makes each ready, announces it, and seals a piece whenever somebody asks.

import { sha256 } from "@noble/hashes/sha2.js";
import type { Bytes } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import type { Clock } from "../../base/time.ts";
import type { ChunkAead } from "../../core/file/chunk.ts";
import { ChunkSealer, chunkRange } from "../../core/file/chunk.ts";
import type { GiverEffect, Piece } from "../../core/file/giver.ts";
import { Giver } from "../../core/file/giver.ts";
import { FILE_KEY_BYTES } from "../../core/mls/chat-fields.ts";
import type { OpenSignal } from "../../core/mls/signal.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { ClientMessage } from "../../protocol/socket-messages.ts";
import type { FileState } from "../file-model.ts";
import { NEW_FILE } from "../file-model.ts";

/** Read at once to be made ready. Larger holds up the worker, smaller is slow. */
const READ_BYTES = 256 * 1024;

/** Sent and not acknowledged. Larger lets a file stand before what is said, smaller is slow on a long line. */
const BACKLOG_BYTES_MAX = 512 * 1024;

/** Until the line is looked at again. */
const PAUSE_MS = 20;

/** Files of one's own that are given at once. More only keep open what nobody takes any more. */
const OFFERS_MAX = 32;

type Timer = ReturnType<typeof setTimeout>;

export type FileGivingOptions = {
  readonly aead: ChunkAead;
  readonly random: RandomBytes;
  readonly clock: Clock;
  readonly send: (message: ClientMessage) => void;
  /** To the members, in the group. */
  readonly say: (signal: OpenSignal) => void;
  readonly backlogBytes: () => number;
  readonly show: (file: number, state: FileState) => void;
  readonly setTimer: (callback: () => void, delayMs: number) => Timer;
};

/** Of all of a file: more steps move nothing that an eye sees. */
const SHOWN_STEPS = 40;

type Given = {
  readonly file: Blob;
  readonly sealer: ChunkSealer;
  /** What the page was told last. */
  seen: string;
};

export class FileGiving {
  readonly #options: FileGivingOptions;
  readonly #giver = new Giver();
  readonly #given = new Map<number, Given>();
  /** Being made ready. */
  readonly #preparing = new Set<number>();
  #isPumping = false;
  #hasTimer = false;
  #isClosed = false;

  constructor(options: FileGivingOptions) {
    this.#options = options;
  }

  /** @param name as the others are to see it. @param bytesMax by the operator. */
  async offer(id: number, name: string, file: Blob, bytesMax: number): Promise<void> {
    const { size } = file;
    const isOver = size > bytesMax || this.#given.size + this.#preparing.size >= OFFERS_MAX;
    if (size === 0 || isOver) {
      const problem = size === 0 ? "empty" : bytesMax === 0 ? "off" : "too-large";
      this.#show(id, { step: "ended", problem });
      return;
    }
    this.#preparing.add(id);
    const digest = await this.#digest(id, file).catch(() => null);
    // Withdrawn meanwhile, or the call is over.
    if (!this.#preparing.delete(id) || this.#isClosed) return;
    if (digest === null) {
      this.#show(id, { step: "ended", problem: "unreadable" });
      return;
    }
    const key = this.#options.random(FILE_KEY_BYTES);
    const sealer = await ChunkSealer.create(this.#options.aead, key, size);
    if (this.#isClosed) return;
    this.#given.set(id, { file, sealer, seen: "" });
    this.#giver.handleOffer(id, size);
    this.#show(id, {});
    this.#options.say({ type: "file", id, name, size, key, digest });
  }

  /** It is given no longer. @param problem why, when the person didn't want it. */
  end(id: number, problem: FileState["problem"] = null): void {
    const wasGiven = this.#given.delete(id);
    if (!this.#preparing.delete(id) && !wasGiven) return;
    this.#feed((out) => this.#giver.handleEnd(id, out));
    this.#show(id, { step: "ended", problem });
    if (wasGiven) this.#options.say({ type: "file-end", id });
  }

  handleAsked(by: ParticipantId, file: number, index: number, isMember: boolean): void {
    this.#feed((out) =>
      this.#giver.handleAsked(by, file, index, isMember, this.#options.clock(), out),
    );
    this.#showGiving(file);
    void this.#pump();
  }

  handleCancelled(by: ParticipantId, file: number): void {
    this.#giver.handleCancelled(by, file);
    this.#showGiving(file);
  }

  handleRoster(isThere: (participantId: ParticipantId) => boolean): void {
    this.#giver.handleRoster(isThere);
    for (const file of this.#given.keys()) this.#showGiving(file);
  }

  close(): void {
    this.#isClosed = true;
    this.#given.clear();
    this.#preparing.clear();
  }

  async #digest(id: number, file: Blob): Promise<Bytes | null> {
    const hash = sha256.create();
    for (let start = 0; start < file.size; start += READ_BYTES) {
      if (!this.#preparing.has(id)) return null;
      this.#show(id, { step: "preparing", progress: start / file.size });
      hash.update(new Uint8Array(await file.slice(start, start + READ_BYTES).arrayBuffer()));
    }
    return new Uint8Array(hash.digest());
  }

  /** One piece after another, and none while the line is full: what is said goes first. */
  async #pump(): Promise<void> {
    if (this.#isPumping || this.#isClosed) return;
    this.#isPumping = true;
    while (!this.#giver.isIdle && !this.#isClosed) {
      if (this.#options.backlogBytes() > BACKLOG_BYTES_MAX) {
        this.#pumpIn(PAUSE_MS);
        return;
      }
      const now = this.#options.clock();
      const piece = this.#giver.take(now);
      if (piece !== null) await this.#give(piece);
      else {
        this.#pumpIn((this.#giver.nextWakeup() ?? now) - now);
        return;
      }
    }
    this.#isPumping = false;
  }

  /** Whoever asks in between isn't in the way. */
  #pumpIn(delayMs: number): void {
    this.#isPumping = false;
    if (this.#hasTimer) return;
    this.#hasTimer = true;
    this.#options.setTimer(
      () => {
        this.#hasTimer = false;
        void this.#pump();
      },
      Math.max(1, delayMs),
    );
  }

  async #give({ file, index, to }: Piece): Promise<void> {
    const given = this.#given.get(file);
    if (given === undefined) return;
    const { start, end } = chunkRange(given.file.size, index);
    try {
      const content = new Uint8Array(await given.file.slice(start, end).arrayBuffer());
      const sealed = await given.sealer.seal(index, content);
      if (this.#isClosed || !this.#given.has(file)) return;
      this.#options.send({ type: "file-chunk", to: [...to], file, index, sealed });
      this.#showGiving(file);
    } catch {
      // Changed or deleted since it was chosen.
      this.end(file, "unreadable");
    }
  }

  #feed(event: (out: GiverEffect[]) => void): void {
    const out: GiverEffect[] = [];
    event(out);
    for (const { to, file } of out) this.#options.send({ type: "file-refuse", to, file });
  }

  #showGiving(file: number): void {
    const given = this.#given.get(file);
    if (given === undefined) return;
    const giving = this.#giver.giving(file);
    const step = Math.floor(giving.progress * SHOWN_STEPS);
    const seen = `${giving.getting} ${giving.taken} ${step}`;
    if (seen === given.seen) return;
    given.seen = seen;
    this.#show(file, giving);
  }

  #show(file: number, state: Partial<FileState>): void {
    this.#options.show(file, { ...NEW_FILE, ...state });
  }
}
