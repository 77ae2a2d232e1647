// Gives one's own files to who asks, one piece after another: to all at once who want the same. No I/O.

import type { Millis } from "../../base/time.ts";
import { chunkCount } from "../../protocol/file-size.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { FILE_WINDOW_CHUNKS } from "../../protocol/limits.ts";

/** Times that one may take a file. Larger lets an insider keep our line busy, smaller refuses a second try. */
const TAKES_MAX = 4;

/** Pieces that wait. The server passes on far fewer; more only help one that lies. */
const WAITING_MAX = 4_096;

/**
 * A piece waits for those who are about to ask for it, so that it is sent once. Larger slows down who is
 * quick, and seems a queue to their pace; smaller sends it to each apart.
 */
const GATHER_MS = 50;

/** Who asked for nothing for so long isn't waited for. */
const SILENT_MS = 500;

export type Piece = {
  readonly file: number;
  readonly index: number;
  readonly to: readonly ParticipantId[];
};

export type GiverEffect = {
  readonly type: "refuse";
  readonly to: ParticipantId;
  readonly file: number;
};

/** How a file fares with the others. */
export type Giving = {
  /** Who takes it now. */
  readonly getting: number;
  /** Who was given all of it. */
  readonly taken: number;
  /** Of the slowest who takes it, from 0 to 1. */
  readonly progress: number;
};

type Offer = {
  readonly count: number;
  /** The last piece that each asked for, when; and how many in all. */
  readonly takers: Map<ParticipantId, { last: number; at: Millis; asked: number }>;
};

type Waiting = { file: number; index: number; to: ParticipantId[]; readonly since: Millis };

export class Giver {
  readonly #offers = new Map<number, Offer>();
  #waiting: Waiting[] = [];

  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  handleOffer(file: number, size: number): void {
    this.#offers.set(file, { count: chunkCount(size), takers: new Map() });
  }

  /** It is given no longer. */
  handleEnd(file: number, out: GiverEffect[]): void {
    this.#offers.delete(file);
    const to = new Set(this.#waiting.filter((one) => one.file === file).flatMap((one) => one.to));
    this.#waiting = this.#waiting.filter((one) => one.file !== file);
    for (const taker of to) out.push({ type: "refuse", to: taker, file });
  }

  /** @param isMember by the tree: the server may make up anybody, who would only keep our line busy. */
  handleAsked(
    by: ParticipantId,
    file: number,
    index: number,
    isMember: boolean,
    now: Millis,
    out: GiverEffect[],
  ): void {
    const offer = this.#offers.get(file);
    const taker = offer?.takers.get(by) ?? { asked: 0 };
    const isRight = isMember && offer !== undefined && index < offer.count;
    if (!isRight || taker.asked >= TAKES_MAX * offer.count || this.#waiting.length >= WAITING_MAX) {
      out.push({ type: "refuse", to: by, file });
      return;
    }
    offer.takers.set(by, { last: index, at: now, asked: taker.asked + 1 });
    const same = this.#waiting.find((one) => one.file === file && one.index === index);
    if (same === undefined) this.#waiting.push({ file, index, to: [by], since: now });
    else if (!same.to.includes(by)) same.to.push(by);
  }

  handleCancelled(by: ParticipantId, file: number): void {
    this.#offers.get(file)?.takers.delete(by);
    for (const one of this.#waiting) {
      if (one.file === file) one.to = one.to.filter((taker) => taker !== by);
    }
    this.#waiting = this.#waiting.filter(({ to }) => to.length > 0);
  }

  /** Those who left take nothing more. */
  handleRoster(isThere: (participantId: ParticipantId) => boolean): void {
    for (const [file, { takers }] of this.#offers) {
      for (const by of takers.keys()) if (!isThere(by)) this.handleCancelled(by, file);
    }
  }

  /** Of the pieces that wait for nobody any more the first. */
  take(now: Millis): Piece | null {
    const at = this.#waiting.findIndex((one) => this.#isGathered(one, now));
    const [piece] = at < 0 ? [] : this.#waiting.splice(at, 1);
    return piece === undefined ? null : { file: piece.file, index: piece.index, to: piece.to };
  }

  /** When the next piece waits for nobody any more, at the latest. */
  nextWakeup(): Millis | null {
    const [first] = this.#waiting;
    return first === undefined ? null : ((first.since + GATHER_MS) as Millis);
  }

  /** All who are close behind have asked for it too, or it waited long enough. */
  #isGathered({ file, index, since }: Waiting, now: Millis): boolean {
    if (now - since >= GATHER_MS) return true;
    const takers = this.#offers.get(file)?.takers.values() ?? [];
    return [...takers].every(
      ({ last, at }) => last >= index || index - last > FILE_WINDOW_CHUNKS || now - at >= SILENT_MS,
    );
  }

  giving(file: number): Giving {
    const offer = this.#offers.get(file);
    const takers = [...(offer?.takers.values() ?? [])];
    const last = (offer?.count ?? 0) - 1;
    const getting = takers.filter((taker) => taker.last < last);
    const shares = getting.map((taker) => (taker.last + 1) / (last + 1));
    return {
      getting: getting.length,
      taken: takers.length - getting.length,
      progress: shares.length === 0 ? 0 : Math.min(...shares),
    };
  }
}
