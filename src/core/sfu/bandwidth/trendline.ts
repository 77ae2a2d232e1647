// The trend of one-way delay: whether a queue grows, stands or drains (draft-ietf-rmcat-gcc-02 §5.3, with libwebrtc's line fit in place of the Kalman filter).

export type Usage = "normal" | "overuse" | "underuse";

/** Groups in the fit. More reacts later, fewer takes jitter for a queue. */
const WINDOW = 20;
/** Weight of the past in the smoothed delay. */
const SMOOTHING = 0.9;
const GAIN = 4;
const DELTAS_MAX = 60;
/** A trend must last so long, and not fall, to count as overuse. */
const OVERUSE_MS = 10;

/** draft-ietf-rmcat-gcc-02 §5.4: the threshold follows the trend, so that we don't starve beside TCP. */
const THRESHOLD_START = 12.5;
const THRESHOLD_MIN = 6;
const THRESHOLD_MAX = 600;
const RISE_PER_MS = 0.0087;
const FALL_PER_MS = 0.039;
/** A spike this far above is no queue of ours, and leaves the threshold alone. */
const SPIKE = 15;
const ADAPT_MS_MAX = 100;
/** The shortest delay of this time is the path without a queue. Longer mistakes drifting clocks for one, shorter forgets a long-standing one. */
const FLOOR_MS = 10_000;
/** Below this share of its lately highest, a queue drains, whatever the trend of a moment ago. */
const DRAINING_BELOW = 0.85;
/** In each group. */
const PEAK_FADES = 0.98;

export class Trendline {
  readonly #times = new Float64Array(WINDOW);
  readonly #delays = new Float64Array(WINDOW);
  #count = 0;
  #firstAt = 0;
  #accumulated = 0;
  #smoothed = 0;
  #trend = 0;
  #threshold = THRESHOLD_START;
  #adaptedAt = -1;
  #overuseMs = -1;
  #overuses = 0;
  #floor = 0;
  #floorNext = 0;
  #floorAt = 0;
  #peakMs = 0;
  usage: Usage = "normal";

  /** The delay above the shortest that was lately seen. */
  get queueMs(): number {
    return this.#accumulated - Math.min(this.#floor, this.#floorNext);
  }

  /** Feeds the deltas of a pair of groups, the later of which arrived at `arrivedAt`. */
  handleDeltas(sentDeltaMs: number, arrivalDeltaMs: number, arrivedAt: number): void {
    if (this.#count === 0) this.#firstAt = arrivedAt;
    this.#accumulated += arrivalDeltaMs - sentDeltaMs;
    this.#noteFloor(arrivedAt);
    this.#smoothed = SMOOTHING * this.#smoothed + (1 - SMOOTHING) * this.#accumulated;
    const place = this.#count % WINDOW;
    this.#times[place] = arrivedAt - this.#firstAt;
    this.#delays[place] = this.#smoothed;
    this.#count += 1;
    const trend = this.#count >= WINDOW ? this.#slope() : this.#trend;
    this.#detect(trend, sentDeltaMs, arrivedAt);
  }

  /** True when the queue has begun to empty: what was decided was enough. */
  get isDraining(): boolean {
    return this.queueMs < DRAINING_BELOW * this.#peakMs;
  }

  #noteFloor(now: number): void {
    if (now - this.#floorAt > FLOOR_MS / 2) {
      this.#floorAt = now;
      this.#floor = this.#floorNext;
      this.#floorNext = this.#accumulated;
    }
    this.#floorNext = Math.min(this.#floorNext, this.#accumulated);
    this.#peakMs = Math.max(this.queueMs, this.#peakMs * PEAK_FADES);
  }

  /** Least squares over the window: ms of delay per ms of time. */
  #slope(): number {
    let timeSum = 0;
    let delaySum = 0;
    for (let place = 0; place < WINDOW; place++) {
      timeSum += this.#times[place] ?? 0;
      delaySum += this.#delays[place] ?? 0;
    }
    const timeMean = timeSum / WINDOW;
    const delayMean = delaySum / WINDOW;
    let numerator = 0;
    let denominator = 0;
    for (let place = 0; place < WINDOW; place++) {
      const time = (this.#times[place] ?? 0) - timeMean;
      numerator += time * ((this.#delays[place] ?? 0) - delayMean);
      denominator += time * time;
    }
    return denominator === 0 ? this.#trend : numerator / denominator;
  }

  #detect(trend: number, sentDeltaMs: number, now: number): void {
    const scaled = Math.min(this.#count, DELTAS_MAX) * trend * GAIN;
    if (scaled > this.#threshold) {
      this.#overuseMs = this.#overuseMs < 0 ? sentDeltaMs / 2 : this.#overuseMs + sentDeltaMs;
      this.#overuses += 1;
      if (this.#overuseMs > OVERUSE_MS && this.#overuses > 1 && trend >= this.#trend) {
        this.#overuseMs = 0;
        this.#overuses = 0;
        this.usage = "overuse";
      }
    } else {
      this.#overuseMs = -1;
      this.#overuses = 0;
      this.usage = scaled < -this.#threshold ? "underuse" : "normal";
    }
    this.#trend = trend;
    this.#adapt(Math.abs(scaled), now);
  }

  #adapt(size: number, now: number): void {
    const elapsedMs = this.#adaptedAt < 0 ? 0 : Math.min(ADAPT_MS_MAX, now - this.#adaptedAt);
    this.#adaptedAt = now;
    if (size > this.#threshold + SPIKE) return;
    const gain = size < this.#threshold ? FALL_PER_MS : RISE_PER_MS;
    const threshold = this.#threshold + gain * (size - this.#threshold) * elapsedMs;
    this.#threshold = Math.max(THRESHOLD_MIN, Math.min(THRESHOLD_MAX, threshold));
  }
}
