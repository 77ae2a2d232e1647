// Gives one's own files to who asks, one piece after another: to all at once who want the same. No I/O.

import { chunkCount } from "../../protocol/file-size.ts";
import type { ParticipantId } from "../../protocol/ids.ts";

/** Times that one may take a file. Larger lets an insider keep our line busy, smaller refuses a second try. */
const TAKES_MAX = 4;

/** Pieces that wait. The server passes on far fewer; more only help one that lies. */
const WAITING_MAX = 4_096;

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
  /** The last piece that each asked for; and how many in all. */
  readonly takers: Map<ParticipantId, { last: number; asked: number }>;
};

export class Giver {
  readonly #offers = new Map<number, Offer>();
  #waiting: { file: number; index: number; to: ParticipantId[] }[] = [];

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
    out: GiverEffect[],
  ): void {
    const offer = this.#offers.get(file);
    const taker = offer?.takers.get(by) ?? { last: 0, asked: 0 };
    const isRight = isMember && offer !== undefined && index < offer.count;
    if (!isRight || taker.asked >= TAKES_MAX * offer.count || this.#waiting.length >= WAITING_MAX) {
      out.push({ type: "refuse", to: by, file });
      return;
    }
    offer.takers.set(by, { last: index, asked: taker.asked + 1 });
    const same = this.#waiting.find((one) => one.file === file && one.index === index);
    if (same === undefined) this.#waiting.push({ file, index, to: [by] });
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

  /** The piece that waits the longest. */
  take(): Piece | null {
    return this.#waiting.shift() ?? null;
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
