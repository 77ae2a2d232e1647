// Decides for one receiver, time after time, what is sent of each picture: down at once, up when there is room to last.

import type { Millis } from "../../base/time.ts";
import { allocate, type PictureRequest, type Step } from "./allocation.ts";

/** Shorter takes back tomorrow what it gives today, longer leaves pictures soft for nothing. */
const STEADY_MS = 1_000;

/** Of the rate, for what is raised: more fills the way to its end, less leaves it half empty. */
const HEADROOM = 0.9;

export class LayerAllocator<K> {
  /** What each picture has. */
  #steps = new Map<K, Step>();
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
      const kept = Math.min(placeOf(this.#steps.get(key), offered), most[index] ?? -1);
      const step = offered[Math.max(kept, least[index] ?? -1)];
      if (step !== undefined) steps.set(key, step);
    });
    this.#steps = steps;
    return steps;
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
