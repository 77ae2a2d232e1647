// Passes pieces of files from who has them to who asked (PROTOCOL §5). It holds requests back, never pieces.

import { assert } from "../../base/assert.ts";
import type { Bytes } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import { chunkCount } from "../../protocol/file-size.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { FILE_CHUNK_BYTES, FILE_WINDOW_CHUNKS } from "../../protocol/limits.ts";
import type { RejectReason } from "../../protocol/reject.ts";
import type { FileReject, ServerMessage } from "../../protocol/socket-messages.ts";

/** Of all files of one meeting. Larger crowds out media at the server, smaller is slow for many. */
const BYTES_PER_S = 8 * 1024 * 1024;

/** Asked for at once after a pause. */
const BURST_BYTES = 1024 * 1024;

/** An owner that is silent for so long owes nothing more: who waits asks again. */
const OWED_MS = 30_000;

export type FileEffect =
  | { readonly type: "send"; readonly to: ParticipantId; readonly message: ServerMessage }
  /** To be counted. */
  | { readonly type: "rejected"; readonly reason: FileReject }
  /** What no client of ours does. */
  | { readonly type: "breach"; readonly by: ParticipantId; readonly reason: RejectReason };

type Piece = { readonly owner: ParticipantId; readonly file: number; readonly index: number };
type Request = Piece & {
  readonly by: ParticipantId;
  /** When it was passed on; null while it waits for its turn. */
  toldAt: Millis | null;
};

export class FileRelay {
  readonly #bytesMax: number;
  readonly #chunksMax: number;
  readonly #isMember: (participantId: ParticipantId) => boolean;
  /** The oldest first: at most a window of them for each participant. */
  #requests: Request[] = [];
  #bytes = BURST_BYTES;
  #filledAt: Millis | null = null;

  /** @param bytesMax of one file; 0 for no files. */
  constructor(bytesMax: number, isMember: (participantId: ParticipantId) => boolean) {
    this.#bytesMax = bytesMax;
    this.#chunksMax = chunkCount(bytesMax);
    this.#isMember = isMember;
  }

  get bytesMax(): number {
    return this.#bytesMax;
  }

  handleAsk(
    by: ParticipantId,
    { owner, file, index }: Piece,
    now: Millis,
    out: FileEffect[],
  ): void {
    const reason = this.#refusalOf(by, owner, index);
    if (reason !== null) {
      out.push({ type: "rejected", reason });
      out.push({ type: "send", to: by, message: { type: "file-refused", owner, file, reason } });
      return;
    }
    const own = this.#requests.filter((request) => request.by === by);
    if (own.some((one) => isSame(one, { owner, file, index }))) return;
    if (own.length >= FILE_WINDOW_CHUNKS) {
      out.push({ type: "breach", by, reason: "overloaded" });
      return;
    }
    this.#requests.push({ by, owner, file, index, toldAt: null });
    this.#passOn(now, out);
  }

  /** @returns false when nobody asked for it: it counts towards what a participant may send. */
  isAsked(owner: ParticipantId, { file, index }: { file: number; index: number }): boolean {
    return this.#requests.some((one) => one.toldAt !== null && isSame(one, { owner, file, index }));
  }

  /** To those of `to` who asked for it and were told to its owner: once, and nobody else. */
  handleChunk(
    owner: ParticipantId,
    chunk: { to: readonly ParticipantId[]; file: number; index: number; sealed: Bytes },
    out: FileEffect[],
  ): void {
    const { to, file, index, sealed } = chunk;
    const message = { type: "file-chunk", owner, file, index, sealed } as const;
    for (const taker of to) {
      const at = this.#requests.findIndex(
        (one) => one.by === taker && one.toldAt !== null && isSame(one, { owner, file, index }),
      );
      if (at < 0) {
        out.push({ type: "rejected", reason: "unasked" });
        continue;
      }
      this.#requests.splice(at, 1);
      out.push({ type: "send", to: taker, message });
    }
  }

  handleCancel(by: ParticipantId, owner: ParticipantId, file: number, out: FileEffect[]): void {
    this.#drop((one) => one.by === by && one.owner === owner && one.file === file);
    if (!this.#isMember(by) || !this.#isMember(owner)) return;
    out.push({ type: "send", to: owner, message: { type: "file-cancelled", by, file } });
  }

  handleRefuse(owner: ParticipantId, to: ParticipantId, file: number, out: FileEffect[]): void {
    const dropped = this.#drop((one) => one.by === to && one.owner === owner && one.file === file);
    if (dropped.length === 0) return;
    const message = { type: "file-refused", owner, file, reason: "gone" } as const;
    out.push({ type: "send", to, message });
  }

  handleGone(participantId: ParticipantId, out: FileEffect[]): void {
    this.#drop(({ by }) => by === participantId);
    for (const { by, file } of this.#drop(({ owner }) => owner === participantId)) {
      const message = { type: "file-refused", owner: participantId, file, reason: "gone" } as const;
      out.push({ type: "send", to: by, message });
    }
  }

  handleTick(now: Millis, out: FileEffect[]): void {
    this.#drop(({ toldAt }) => toldAt !== null && now - toldAt >= OWED_MS);
    this.#passOn(now, out);
  }

  nextWakeup(): Millis | null {
    const filledAt = this.#filledAt;
    const wakeups = this.#requests.flatMap(({ toldAt }) =>
      toldAt === null ? [] : [toldAt + OWED_MS],
    );
    const isWaiting = this.#requests.some(({ toldAt }) => toldAt === null);
    if (isWaiting && filledAt !== null) {
      const lackMs = ((FILE_CHUNK_BYTES - this.#bytes) / BYTES_PER_S) * 1_000;
      wakeups.push(Math.ceil(filledAt + Math.max(1, lackMs)));
    }
    return wakeups.length === 0 ? null : (Math.min(...wakeups) as Millis);
  }

  #refusalOf(by: ParticipantId, owner: ParticipantId, index: number): FileReject | null {
    if (this.#bytesMax === 0) return "off";
    if (index >= this.#chunksMax) return "too-large";
    return by !== owner && this.#isMember(by) && this.#isMember(owner) ? null : "gone";
  }

  /** As many as the meeting may have now. */
  #passOn(now: Millis, out: FileEffect[]): void {
    assert(this.#filledAt === null || now >= this.#filledAt, "the clock went back");
    const elapsedMs = this.#filledAt === null ? 0 : now - this.#filledAt;
    this.#bytes = Math.min(BURST_BYTES, this.#bytes + (elapsedMs / 1_000) * BYTES_PER_S);
    this.#filledAt = now;
    for (const request of this.#requests) {
      if (request.toldAt !== null) continue;
      if (this.#bytes < FILE_CHUNK_BYTES) return;
      this.#bytes -= FILE_CHUNK_BYTES;
      request.toldAt = now;
      const { owner, by, file, index } = request;
      out.push({ type: "send", to: owner, message: { type: "file-asked", by, file, index } });
    }
  }

  #drop(isMeant: (request: Request) => boolean): readonly Request[] {
    const dropped = this.#requests.filter(isMeant);
    if (dropped.length > 0) this.#requests = this.#requests.filter((one) => !isMeant(one));
    return dropped;
  }
}

function isSame(one: Piece, { owner, file, index }: Piece): boolean {
  return one.owner === owner && one.file === file && one.index === index;
}
