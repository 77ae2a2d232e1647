// How many ICE checks under one participant's fragment are judged, before it is known whose they are.

import type { Millis } from "../../base/time.ts";
import { TokenBucket } from "../../core/sfu/token-bucket.ts";

/**
 * A browser makes about twenty a second while it searches. More lets who reads its fragment on the
 * way make us compute, fewer makes a search with many paths longer.
 */
const PER_SECOND = 50;
const BURST = 100;

/** Two shares: a flood with forged sources takes nothing from the paths in use. */
export class CheckLimits {
  readonly #known = new TokenBucket(PER_SECOND, BURST);
  readonly #unknown = new TokenBucket(PER_SECOND, BURST);

  /**
   * @param isKnown whether a check with integrity came from there before.
   * @returns false for one too many.
   */
  take(isKnown: boolean, now: Millis): boolean {
    return (isKnown ? this.#known : this.#unknown).take(now);
  }
}
