// Takes the files of others, one at a time: asks, opens, checks, and puts them together.

import { sha256 } from "@noble/hashes/sha2.js";
import type { Bytes } from "../../base/bytes.ts";
import { equal } from "../../base/bytes.ts";
import type { Clock, Millis } from "../../base/time.ts";
import type { ChunkAead } from "../../core/file/chunk.ts";
import { ChunkOpener } from "../../core/file/chunk.ts";
import type { ChunkDrop, TakerEffect } from "../../core/file/taker.ts";
import { CHUNK_DROPS, Taker } from "../../core/file/taker.ts";
import type { LineRef } from "../../core/mls/chat-fields.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { ClientMessage, FileReject } from "../../protocol/socket-messages.ts";
import type { FileState } from "../file-model.ts";
import { NEW_FILE } from "../file-model.ts";

/** Pieces are handed to the browser's store in parts of so many bytes: fewer keep all of it in memory. */
const PART_BYTES = 1024 * 1024;

/** More often moves nothing that an eye sees. */
const SHOWN_EVERY_MS = 200;

/** Files that others offer, and that can be asked for. A member could offer without end. */
const OFFERED_MAX = 500;

export type Offered = {
  readonly line: LineRef;
  readonly size: number;
  readonly key: Bytes;
  readonly digest: Bytes;
};

export type FileTakingOptions = {
  readonly aead: ChunkAead;
  readonly clock: Clock;
  readonly send: (message: ClientMessage) => void;
  readonly show: (line: LineRef, state: FileState) => void;
};

type Active = {
  readonly offered: Offered;
  readonly taker: Taker;
  readonly hash: ReturnType<typeof sha256.create>;
  opener: ChunkOpener | null;
  parts: Blob[];
  content: Bytes[];
  contentBytes: number;
  shownAt: Millis;
};

const keyOf = ({ author, id }: LineRef) => `${author}/${id}`;

export class FileTaking {
  readonly #options: FileTakingOptions;
  readonly #offered = new Map<string, Offered>();
  readonly #queue: Offered[] = [];
  #active: Active | null = null;
  readonly drops: Record<ChunkDrop, number>;

  constructor(options: FileTakingOptions) {
    this.#options = options;
    this.drops = Object.fromEntries(CHUNK_DROPS.map((reason) => [reason, 0])) as typeof this.drops;
  }

  /** What its author announced in the group. One who announces a number twice is heard once. */
  handleOffered(offered: Offered): boolean {
    const key = keyOf(offered.line);
    if (this.#offered.has(key)) return false;
    this.#offered.set(key, offered);
    const [oldest] = this.#offered.keys();
    if (this.#offered.size > OFFERED_MAX && oldest !== undefined) this.#offered.delete(oldest);
    return true;
  }

  handleEnded(line: LineRef): void {
    const offered = this.#offered.get(keyOf(line));
    if (offered === undefined) return;
    this.#offered.delete(keyOf(line));
    this.#leaveQueue(offered);
    this.#show(offered, { step: "ended" });
    if (this.#isActive(line)) this.#stop();
  }

  /** @param bytesMax by the operator: the server would end a larger one in the middle. */
  get(line: LineRef, bytesMax: number): void {
    const offered = this.#offered.get(keyOf(line));
    if (offered === undefined) {
      this.#options.show(line, { ...NEW_FILE, step: "ended" });
      return;
    }
    if (this.#isActive(line) || this.#queue.includes(offered)) return;
    if (offered.size > bytesMax) {
      this.#show(offered, { problem: bytesMax === 0 ? "off" : "too-large" });
      return;
    }
    this.#queue.push(offered);
    this.#show(offered, { step: "waiting" });
    this.#startNext();
  }

  cancel(line: LineRef): void {
    const offered = this.#offered.get(keyOf(line));
    if (offered === undefined) return;
    this.#leaveQueue(offered);
    this.#show(offered, {});
    if (this.#isActive(line)) this.#stop();
  }

  handleChunk(owner: ParticipantId, file: number, index: number, sealed: Bytes): void {
    const active = this.#active;
    if (active === null || !this.#isActive({ author: owner, id: file })) {
      this.drops.unasked++;
      return;
    }
    this.#feed(active, (out) => active.taker.handleChunk(index, sealed, this.#now(), out));
  }

  handleRefused(owner: ParticipantId, file: number, reason: FileReject): void {
    const line = { author: owner, id: file };
    const offered = this.#offered.get(keyOf(line));
    if (offered === undefined || !this.#isActive(line)) return;
    if (reason === "gone") this.#offered.delete(keyOf(line));
    this.#show(offered, { step: reason === "gone" ? "ended" : "offered", problem: reason });
    this.#stop();
  }

  /** A file goes with its owner: what is here of it is of no use. */
  handleRoster(isThere: (participantId: ParticipantId) => boolean): void {
    for (const { line } of [...this.#offered.values()]) {
      if (!isThere(line.author)) this.handleEnded(line);
    }
  }

  handleTick(): void {
    const active = this.#active;
    if (active !== null) this.#feed(active, (out) => active.taker.handleTick(this.#now(), out));
  }

  nextWakeup(): Millis | null {
    return this.#active?.taker.nextWakeup() ?? null;
  }

  close(): void {
    for (const { key } of this.#offered.values()) key.fill(0);
    this.#active?.taker.close();
    this.#active = null;
    this.#queue.length = 0;
  }

  #now(): Millis {
    return this.#options.clock();
  }

  #isActive(line: LineRef): boolean {
    return this.#active !== null && keyOf(this.#active.offered.line) === keyOf(line);
  }

  #leaveQueue(offered: Offered): void {
    const at = this.#queue.indexOf(offered);
    if (at >= 0) this.#queue.splice(at, 1);
  }

  #startNext(): void {
    if (this.#active !== null) return;
    const offered = this.#queue.shift();
    if (offered === undefined) return;
    const now = this.#now();
    const active: Active = {
      offered,
      taker: new Taker(offered.size, now),
      hash: sha256.create(),
      opener: null,
      parts: [],
      content: [],
      contentBytes: 0,
      shownAt: now,
    };
    this.#active = active;
    void ChunkOpener.create(this.#options.aead, offered.key, offered.size).then((opener) => {
      if (this.#active !== active) return;
      active.opener = opener;
      this.#feed(active, (out) => active.taker.start(this.#now(), out));
    });
  }

  /** What was asked for isn't wanted any more, and the next one's turn has come. */
  #stop(): void {
    const active = this.#active;
    if (active === null) return;
    const { author, id } = active.offered.line;
    this.#options.send({ type: "file-cancel", owner: author, file: id });
    this.#finish(active);
  }

  #finish(active: Active): void {
    active.taker.close();
    this.#active = null;
    this.#startNext();
  }

  #feed(active: Active, event: (out: TakerEffect[]) => void): void {
    const out: TakerEffect[] = [];
    event(out);
    for (const effect of out) {
      if (this.#active !== active) return;
      this.#perform(active, effect);
    }
  }

  #perform(active: Active, effect: TakerEffect): void {
    const { author, id } = active.offered.line;
    switch (effect.type) {
      case "ask":
        this.#options.send({ type: "file-ask", owner: author, file: id, index: effect.index });
        break;
      case "open":
        void active.opener?.open(effect.index, effect.sealed).then((content) => {
          if (this.#active !== active) return;
          this.#feed(active, (out) => active.taker.handleOpened(effect.index, content, out));
        });
        break;
      case "drop":
        this.drops[effect.reason]++;
        break;
      case "content":
        this.#keep(active, effect.content);
        break;
      case "complete":
        this.#complete(active);
        break;
      case "failed":
        this.#show(active.offered, { problem: effect.reason });
        this.#stop();
        break;
    }
  }

  #keep(active: Active, content: Bytes): void {
    active.hash.update(content);
    active.content.push(content);
    active.contentBytes += content.length;
    if (active.contentBytes >= PART_BYTES) this.#store(active);
    const now = this.#now();
    if (now - active.shownAt < SHOWN_EVERY_MS) return;
    active.shownAt = now;
    this.#show(active.offered, { step: "coming", progress: active.taker.progress });
  }

  #store(active: Active): void {
    active.parts.push(new Blob(active.content));
    active.content = [];
    active.contentBytes = 0;
  }

  /** By its digest it is its author's: each member has the key, and could with the server's help seal another. */
  #complete(active: Active): void {
    this.#store(active);
    const isRight = equal(new Uint8Array(active.hash.digest()), active.offered.digest);
    if (isRight) {
      const blob = new Blob(active.parts, { type: "application/octet-stream" });
      this.#show(active.offered, { step: "here", progress: 1, blob });
    } else this.#show(active.offered, { problem: "altered" });
    this.#finish(active);
  }

  #show({ line }: Offered, state: Partial<FileState>): void {
    this.#options.show(line, { ...NEW_FILE, ...state });
  }
}
