// Decides for one receiver, time after time, what is sent of each picture: down at once, up when there is room to last.

import type { Millis } from "../../base/time.ts";
import { allocate, type PictureRequest, type Step } from "./allocation.ts";

/** Shorter takes back tomorrow what it gives today, longer leaves pictures soft for nothing. */
const STEADY_MS = 1_000;

/** Of the rate, for what is raised: more fills the way to its end, less leaves it half empty. */
const HEADROOM = 0.9;

/** A larger picture that lasted for less was a mistake: its key frames cost two freezes. */
const LASTING_MS = 5_000;
/**
 * Until the next try after such a mistake, doubled each time. Longer leaves pictures small on a way
 * that got better, shorter lets them change size all the time where much is lost.
 */
const HOLD_MS_MIN = 2_000;
const HOLD_MS_MAX = 32_000;
/** With so much more than at the mistake it would be none. */
const MORE = 1.5;

type Raise = {
  /** When it got a larger layer, which, and at which rate. */
  readonly at: number;
  readonly spatial: number;
  readonly bps: number;
  /** No layer as large again before. */
  heldUntil: number;
  holdMs: number;
};

export class LayerAllocator<K> {
  /** What each picture has. */
  #steps = new Map<K, Step>();
  #raises = new Map<K, Raise>();
  /** The lowest rate of the period under way, and of the one before: a raise must fit into both. */
  #lowest = Number.POSITIVE_INFINITY;
  #lowestBefore = Number.POSITIVE_INFINITY;
  #periodAt: Millis | null = null;

  /**
   * @param bps what may be spent on pictures.
   * @param requests the most wanted first.
   * @param keptBps what `bps` is less than there is: it is part of what raises keep free.
   * @returns what is to be sent of each; who is missing gets nothing.
   */
  update(
    bps: number,
    requests: readonly PictureRequest<K>[],
    now: Millis,
    keptBps = 0,
  ): ReadonlyMap<K, Step> {
    this.#note(bps, now);
    const most = allocate(bps, requests);
    const steady = Math.min(this.#lowest, this.#lowestBefore);
    const least = allocate(Math.min(steady, (steady + keptBps) * HEADROOM), requests);
    const steps = new Map<K, Step>();
    requests.forEach(({ key, steps: offered }, index) => {
      const before = placeOf(this.#steps.get(key), offered);
      const kept = Math.min(before, most[index] ?? -1);
      const wished = Math.max(kept, least[index] ?? -1);
      const place = this.#held(key, offered, before, wished, steady, now);
      const step = offered[place];
      if (step !== undefined) steps.set(key, step);
    });
    this.#steps = steps;
    for (const key of this.#raises.keys()) if (!steps.has(key)) this.#raises.delete(key);
    return steps;
  }

  /** @returns `wished`, or less where a picture as large had to be taken back a moment ago. */
  #held(
    key: K,
    offered: readonly Step[],
    before: number,
    wished: number,
    bps: number,
    now: Millis,
  ): number {
    const [from, to] = [offered[before]?.spatial ?? 0, offered[wished]?.spatial ?? 0];
    const raise = this.#raises.get(key);
    if (to < from && raise?.spatial === from) {
      const isMistake = now - raise.at < LASTING_MS;
      raise.heldUntil = now + (isMistake ? raise.holdMs : 0);
      raise.holdMs = isMistake ? Math.min(HOLD_MS_MAX, 2 * raise.holdMs) : HOLD_MS_MIN;
    }
    if (to <= from) return wished;
    const isHeld = raise !== undefined && now < raise.heldUntil && bps < MORE * raise.bps;
    if (isHeld && to >= raise.spatial) {
      return offered.findLastIndex(({ spatial }, place) => place <= wished && spatial <= from);
    }
    const holdMs = raise?.spatial === to ? raise.holdMs : HOLD_MS_MIN;
    if (!isHeld) this.#raises.set(key, { at: now, spatial: to, bps, heldUntil: now, holdMs });
    return wished;
  }

  #note(bps: number, now: Millis): void {
    if (this.#periodAt === null) this.#periodAt = now;
    if (now - this.#periodAt >= STEADY_MS) {
      this.#lowestBefore = now - this.#periodAt >= 2 * STEADY_MS ? bps : this.#lowest;
      this.#lowest = bps;
      this.#periodAt = now;
    }
    this.#lowest = Math.min(this.#lowest, bps);
  }
}

/** The place of the best step that isn't above `step`; -1 without. */
function placeOf(step: Step | undefined, offered: readonly Step[]): number {
  if (step === undefined) return -1;
  const isAbove = ({ spatial, temporal }: Step) =>
    spatial > step.spatial || (spatial === step.spatial && temporal > step.temporal);
  return offered.findLastIndex((candidate) => !isAbove(candidate));
}
