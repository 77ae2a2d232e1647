// Tells loss that a full link causes from loss that is always there, and bounds the rate by the former
// (in the manner of libwebrtc's second loss-based estimator).

import { LossWindow, STRETCHES } from "./loss-window.ts";

/** What the newest stretch counts more than the one before. */
const FADE = 0.9;
/** Below this mean loss nothing is to be explained. */
const LOSS_MIN = 0.02;
/** Of candidates that explain alike, the higher: without it a constant loss pulls the rate down slowly. */
const PREFERENCE = 0.004;
/** What may be taken for the path's own loss; more at low rates, where yielding further ends the call. */
const INHERENT_MAX = 0.2;
const INHERENT_MAX_BPS = 50_000;
const INHERENT_STEPS = 24;
/** Growth in a second while the loss is the bound. */
const CANDIDATES = [0.85, 0.95, 1, 1.04] as const;
const TINY = 1e-4;

export class LossControl {
  readonly #window = new LossWindow();
  readonly #minBps: number;
  #limitBps = Number.POSITIVE_INFINITY;
  /** Mean over the window, 0 to 1. */
  lossRate = 0;

  constructor(minBps: number) {
    this.#minBps = minBps;
  }

  /** What loss allows; infinite when it says nothing. */
  get limitBps(): number {
    return this.#limitBps;
  }

  handlePacket(bytes: number, sentAt: number, isLost: boolean): void {
    this.#window.add(bytes, sentAt, isLost);
  }

  /** Call it after the packets of a feedback. @param rateBps what the delay allows. */
  update(rateBps: number, acknowledgedBps: number | null): void {
    if (!this.#window.close()) return;
    this.#measure();
    if (this.lossRate < LOSS_MIN) {
      this.#relax(rateBps);
      return;
    }
    const base = Math.min(rateBps, this.#limitBps);
    let best = base;
    let bestScore = Number.NEGATIVE_INFINITY;
    const consider = (candidateBps: number) => {
      const candidate = Math.max(this.#minBps, Math.min(rateBps, candidateBps));
      const score = this.#score(candidate);
      if (score > bestScore) [best, bestScore] = [candidate, score];
    };
    for (const factor of CANDIDATES) consider(base * factor);
    consider(rateBps);
    if (acknowledgedBps !== null && acknowledgedBps < base) consider(acknowledgedBps);
    this.#limitBps = best >= rateBps ? Number.POSITIVE_INFINITY : best;
  }

  /** A probe, or a long silence: the past tells nothing of the path. */
  reset(): void {
    this.#window.reset();
    this.#limitBps = Number.POSITIVE_INFINITY;
    this.lossRate = 0;
  }

  #measure(): void {
    let packets = 0;
    let lost = 0;
    for (let age = 0; age < this.#window.length; age++) {
      const stretch = this.#window.at(age);
      packets += (stretch?.packets ?? 0) * FADE ** age;
      lost += (stretch?.lost ?? 0) * FADE ** age;
    }
    this.lossRate = packets === 0 ? 0 : lost / packets;
  }

  /** Without loss the bound rises by a tenth in each stretch, and ends where the delay's begins. */
  #relax(rateBps: number): void {
    this.#limitBps *= 1.1;
    if (this.#limitBps >= rateBps) this.#limitBps = Number.POSITIVE_INFINITY;
  }

  /** The likelihood of the window if the link carries `limitBps`, with the own loss that suits it best. */
  #score(limitBps: number): number {
    const inherentMax = Math.min(0.5, INHERENT_MAX + INHERENT_MAX_BPS / limitBps);
    let best = Number.NEGATIVE_INFINITY;
    for (let step = 0; step <= INHERENT_STEPS; step++) {
      best = Math.max(best, this.#likelihood(limitBps, (inherentMax * step) / INHERENT_STEPS));
    }
    return best;
  }

  #likelihood(limitBps: number, inherent: number): number {
    let sum = 0;
    for (let age = 0; age < Math.min(STRETCHES, this.#window.length); age++) {
      const stretch = this.#window.at(age);
      if (stretch === null) break;
      const { packets, lost, rateBps } = stretch;
      const excess = rateBps > limitBps ? (rateBps - limitBps) / rateBps : 0;
      const loss = Math.max(TINY, Math.min(1 - TINY, inherent + (1 - inherent) * excess));
      const fit = lost * Math.log(loss) + (packets - lost) * Math.log(1 - loss);
      sum += FADE ** age * (fit + packets * PREFERENCE * Math.log(limitBps));
    }
    return sum;
  }
}
