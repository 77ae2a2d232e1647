// How often something may be tried, counted in memory only, by a subject that isn't written down.

import { createHmac } from "node:crypto";
import { utf8 } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import { Secret } from "../../base/secret.ts";
import type { Clock, Millis } from "../../base/time.ts";

export type AttemptRate = {
  /** Tries in a row before the first wait. */
  readonly burst: number;
  /** After this time one more. */
  readonly refillMs: number;
};

/** A try that was counted. It names nobody: who keeps it keeps no address. */
export type Try = {
  /** Takes it back: it turned out to be rightful, or wasn't made. More than once does nothing more. */
  giveBack(): void;
};

/** Larger costs memory (about 150 bytes each), smaller lets a flood share the overflow with others. */
export const SUBJECTS_MAX = 20_000;

type Bucket = { tokens: number; since: Millis };

/**
 * A token bucket for each subject: an address or a meeting ID, kept only as its HMAC under a key
 * of this run, so that neither a dump of the counters nor a log of them is a list of who met.
 *
 * Only a full bucket is ever forgotten: who floods us with subjects can't make us forget what was
 * counted. When none is full, all new subjects share one bucket.
 */
export class AttemptLimits {
  readonly #rate: AttemptRate;
  readonly #clock: Clock;
  readonly #key: Secret;
  readonly #buckets = new Map<string, Bucket>();
  readonly #overflow: Bucket;
  /** Until then no bucket fills up by itself: a search for one would be in vain. */
  #noneFullBefore = 0;

  constructor(rate: AttemptRate, random: RandomBytes, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#key = new Secret(random(32));
    this.#overflow = this.#fullBucket();
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Counts one try of `subject`. @returns null when it must wait; a refused try costs nothing. */
  take(subject: string): Try | null {
    const bucket = this.#bucketOf(subject);
    this.#refill(bucket);
    if (bucket.tokens < 1) return null;
    bucket.tokens -= 1;
    let isTaken = true;
    return {
      giveBack: () => {
        if (isTaken) this.#add(bucket);
        isTaken = false;
      },
    };
  }

  /** What is left of `subject`'s tries: from 0 to 1. */
  share(subject: string): number {
    const bucket = this.#bucketOf(subject);
    this.#refill(bucket);
    return bucket.tokens / this.#rate.burst;
  }

  #add(bucket: Bucket): void {
    this.#refill(bucket);
    bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + 1);
    this.#noneFullBefore = 0;
  }

  #bucketOf(subject: string): Bucket {
    const name = createHmac("sha256", this.#key.bytes).update(utf8(subject)).digest("base64");
    const known = this.#buckets.get(name);
    if (known !== undefined) return known;
    if (this.#buckets.size >= SUBJECTS_MAX) this.#forgetFull();
    if (this.#buckets.size >= SUBJECTS_MAX) return this.#overflow;
    const bucket = this.#fullBucket();
    this.#buckets.set(name, bucket);
    return bucket;
  }

  #forgetFull(): void {
    const { burst, refillMs } = this.#rate;
    const now = this.#clock();
    if (now < this.#noneFullBefore) return;
    let earliest = Number.POSITIVE_INFINITY;
    for (const [name, { tokens, since }] of this.#buckets) {
      const fullAt = since + (burst - tokens) * refillMs;
      if (fullAt <= now) this.#buckets.delete(name);
      else earliest = Math.min(earliest, fullAt);
    }
    this.#noneFullBefore = earliest;
  }

  #fullBucket(): Bucket {
    return { tokens: this.#rate.burst, since: this.#clock() };
  }

  #refill(bucket: Bucket): void {
    const { burst, refillMs } = this.#rate;
    const now = this.#clock();
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.since) / refillMs);
    bucket.since = now;
  }
}

/**
 * All or none: what was taken before a refusal is given back, so that nobody is charged for it.
 * @returns null when one of `takes` refused; otherwise one try that stands for all.
 */
export function takeAll(takes: readonly (() => Try | null)[]): Try | null {
  const taken: Try[] = [];
  const giveBack = () => {
    for (const each of taken) each.giveBack();
  };
  for (const take of takes) {
    const one = take();
    if (one === null) {
      giveBack();
      return null;
    }
    taken.push(one);
  }
  return { giveBack };
}
