// Judges this browser's own connection by what its packets went through, slowly: a mark that flickers tells nothing. No clock.

import type { NetworkLevel } from "../core/mls/signal.ts";
import type { NetworkStats } from "./network-stats.ts";

/** Shorter takes one burst of loss for a bad network, longer lags behind what people hear. */
const WINDOW_MS = 3_000;

/** It is worse for so long, or better, before that is said. */
const WORSE_MS = 3_000;
const BETTER_MS = 8_000;

/** Fewer packets in a window tell nothing of loss. */
const PACKETS_MIN = 40;

/** From these on: what repairs hide, and what they don't. */
const LOSS = { weak: 0.05, poor: 0.15 } as const;
const ROUND_TRIP_MS = { weak: 400, poor: 1_000 } as const;
/** Below these: the smallest size of a picture, and a voice. Bits per second. */
const ROOM_BPS = { weak: 200_000, poor: 80_000 } as const;

type Sample = NetworkStats & { readonly at: number };

const RANKS: readonly NetworkLevel[] = ["good", "weak", "poor"];

function rank(level: NetworkLevel): number {
  return RANKS.indexOf(level);
}

function levelOf(before: Sample, now: NetworkStats): NetworkLevel {
  const lost = now.packetsLost - before.packetsLost;
  const all = lost + now.packetsReceived - before.packetsReceived;
  const lossReceived = all < PACKETS_MIN ? 0 : Math.max(0, lost) / all;
  const loss = Math.max(lossReceived, now.lossSent);
  const roundTripMs = now.roundTripMs ?? 0;
  const roomBps = now.roomBps ?? Number.POSITIVE_INFINITY;
  for (const level of ["poor", "weak"] as const) {
    const isSo =
      loss >= LOSS[level] || roundTripMs >= ROUND_TRIP_MS[level] || roomBps < ROOM_BPS[level];
    if (isSo) return level;
  }
  return "good";
}

export class NetworkWatch {
  #level: NetworkLevel = "good";
  #samples: readonly Sample[] = [];
  /** Since when each look found it worse than `#level`, or better; null while it is as it is. */
  #turnedAt: number | null = null;
  #isWorse = false;

  /** @param now in ms. @returns the level, which changes when it has been another for a while. */
  handleSample(stats: NetworkStats, now: number): NetworkLevel {
    const fresh = this.#samples.filter(({ at }) => now - at <= WINDOW_MS);
    this.#samples = [...fresh, { ...stats, at: now }];
    const [oldest] = this.#samples;
    const found = oldest === undefined ? "good" : levelOf(oldest, stats);
    const difference = rank(found) - rank(this.#level);
    if (difference === 0 || (this.#turnedAt !== null && difference > 0 !== this.#isWorse)) {
      this.#turnedAt = null;
    }
    if (difference === 0) return this.#level;
    this.#isWorse = difference > 0;
    this.#turnedAt ??= now;
    const patienceMs = this.#isWorse ? WORSE_MS : BETTER_MS;
    if (now - this.#turnedAt < patienceMs) return this.#level;
    this.#turnedAt = null;
    this.#level = found;
    return this.#level;
  }
}
