// One call on one network: two people of whom one has a downlink that is limited, lossy, far, or falls to a quarter.

import type { Person } from "../sim/sfu/world.ts";
import { World } from "../sim/sfu/world.ts";
import { idealStep, type Step } from "./network-ideal.ts";

export type NetworkCase = {
  readonly rateBps: number;
  readonly loss: number;
  readonly rttMs: number;
  readonly seed: number;
};

/** Times in seconds; null for what never came, or where no picture fits. */
export type SteadyResult = {
  readonly firstPictureS: number | null;
  readonly adaptedS: number | null;
  /** Of the ideal picture's rate, what was shown once adapted. */
  readonly utilisation: number | null;
  readonly freezes: number;
  readonly frozenMs: number;
  /** The link's queue: at most, and at most once adapted. */
  readonly queueMsMax: number;
  readonly droppedShare: number;
};

const SAMPLE_MS = 100;
/** The rate shown is the mean of so many samples. */
const MEAN_OF = 20;
/** Of the ideal, what counts as adapted. */
const ADAPTED = 0.9;
const STEADY_MS = 40_000;
const SETTLED_MS = 15_000;

type Sample = { readonly at: number; readonly shownBps: number; readonly queueMs: number };

class Call {
  readonly world: World;
  readonly viewer: Person;
  readonly samples: Sample[] = [];
  #bytes: number[] = [];

  constructor({ rateBps, loss, rttMs, seed }: NetworkCase) {
    this.world = new World(seed, []);
    const clear = { delayMs: 1 };
    const speaker = this.world.join(1, clear, clear);
    const delayMs = rttMs / 2;
    this.viewer = this.world.join(2, { delayMs }, { rateBps, loss, delayMs });
    this.world.view(this.viewer, new Map([[speaker.browser.digit, 720]]));
    this.world.view(speaker, new Map());
  }

  get #video() {
    return this.viewer.browser.video.filter(({ shown }) => shown !== null);
  }

  get freezes() {
    return this.#video.flatMap(({ freezes }) => freezes.all);
  }

  run(untilMs: number): void {
    const { events } = this.world;
    while (events.now < untilMs) {
      this.world.run(SAMPLE_MS);
      const decoded = this.#video.reduce((sum, { decodedBytes }) => sum + decodedBytes, 0);
      this.#bytes.push(decoded);
      const before = this.#bytes.at(-1 - MEAN_OF) ?? 0;
      const shownBps = ((decoded - before) * 8000) / (SAMPLE_MS * MEAN_OF);
      this.samples.push({ at: events.now, shownBps, queueMs: this.viewer.down.queueMs });
    }
  }

  /** @returns how long after `from` the shown rate was first near the ideal. */
  adaptedS(ideal: Step | null, from: number, to: number): number | null {
    if (ideal === null) return null;
    const adapted = this.samples.find(
      ({ at, shownBps }) => at > from && at <= to && shownBps >= ideal.bps * ADAPTED,
    );
    return adapted === undefined ? null : (adapted.at - from) / 1000;
  }

  utilisation(ideal: Step | null, from: number, to: number): number | null {
    if (ideal === null) return null;
    const seen = this.samples.filter(({ at }) => at > from && at <= to);
    const mean = seen.reduce((sum, { shownBps }) => sum + shownBps, 0) / seen.length;
    return mean / ideal.bps;
  }
}

export function runSteady(network: NetworkCase, steps: readonly Step[]): SteadyResult {
  const call = new Call(network);
  call.run(STEADY_MS);
  const ideal = idealStep(steps, network.rateBps, network.loss);
  const first = call.samples.find(({ shownBps }) => shownBps > 0);
  const { stats } = call.viewer.down;
  return {
    firstPictureS: first === undefined ? null : first.at / 1000,
    adaptedS: call.adaptedS(ideal, 0, STEADY_MS),
    utilisation: call.utilisation(ideal, SETTLED_MS, STEADY_MS),
    freezes: call.freezes.length,
    frozenMs: call.freezes.reduce((sum, { ms }) => sum + ms, 0),
    queueMsMax: stats.queueMsMax,
    droppedShare: stats.dropped / stats.sent,
  };
}

export type FallResult = {
  /** From the fall until the link's queue is short for good. */
  readonly drainedS: number | null;
  readonly queueMsMax: number;
  readonly freezes: number;
  readonly frozenMs: number;
  readonly utilisation: number | null;
  /** From the return of the whole rate until the picture is as good as before. */
  readonly recoveredS: number | null;
  readonly overshootDroppedShare: number;
};

const FALL_MS = 20_000;
const RETURN_MS = 40_000;
const END_MS = 60_000;
/** Five packets of a slow link. */
const SHORT_QUEUE_MS = 100;

/** The rate falls to a quarter, and comes back. */
export function runFall(network: NetworkCase, steps: readonly Step[]): FallResult {
  const call = new Call(network);
  const { down } = call.viewer;
  const { rateBps, loss } = network;
  call.run(FALL_MS);
  down.conditions = { ...down.conditions, rateBps: rateBps / 4 };
  call.run(RETURN_MS);
  down.conditions = { ...down.conditions, rateBps };
  call.run(END_MS);
  const fallen = call.samples.filter(({ at }) => at > FALL_MS && at <= RETURN_MS);
  const lastLong = fallen.findLast(({ queueMs }) => queueMs > SHORT_QUEUE_MS);
  const frozen = call.freezes.filter(({ at }) => at > FALL_MS);
  const [less, all] = [rateBps / 4, rateBps].map((bps) => idealStep(steps, bps, loss));
  return {
    drainedS: lastLong === undefined ? 0 : (lastLong.at - FALL_MS) / 1000,
    queueMsMax: Math.max(...fallen.map(({ queueMs }) => queueMs)),
    freezes: frozen.length,
    frozenMs: frozen.reduce((sum, { ms }) => sum + ms, 0),
    utilisation: call.utilisation(less ?? null, FALL_MS + 8_000, RETURN_MS),
    recoveredS: call.adaptedS(all ?? null, RETURN_MS, END_MS),
    overshootDroppedShare: down.stats.dropped / down.stats.sent,
  };
}
