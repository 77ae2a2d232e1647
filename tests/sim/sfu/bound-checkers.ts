// What must stay bounded however networks and people change: queues at links, what layers cost, and memory.

import { costOf, FIRST_STRETCH, type PictureRequest } from "../../../src/core/sfu/allocation.ts";
import { LayerAllocator } from "../../../src/core/sfu/layer-allocator.ts";
import type { Checker } from "./checkers.ts";
import { Complaining } from "./checkers.ts";
import type { World } from "./world.ts";

/**
 * A queue that people hear, and for how long a search or a way that got narrower may leave one: of 99 seeds
 * the worst took 4 s, at the start on a way of 190 kb/s. Shorter fails at times without a fault, longer finds little.
 */
const QUEUE_MS = 200;
const QUEUED_SECONDS_MAX = 5;
const SECOND_MS = 1_000;

export class QueuesEnd extends Complaining implements Checker {
  readonly name = "no queue stands at a link";
  readonly #seconds = new Map<number, number>();

  handleSent(): void {}

  handleSecond({ people, events }: World): void {
    for (const [digit, { down }] of people) {
      const isNew = events.now - down.changedAt < SECOND_MS;
      const isQueued = down.queueMs > QUEUE_MS && !isNew;
      const seconds = isQueued ? (this.#seconds.get(digit) ?? 0) + 1 : 0;
      this.#seconds.set(digit, seconds);
      if (seconds > QUEUED_SECONDS_MAX) {
        this.complain(
          events.now,
          `${digit} waits ${Math.round(down.queueMs)} ms since ${seconds} s`,
        );
      }
    }
  }
}

type Update = typeof LayerAllocator.prototype.update;

/** Looks at what every allocator of the simulation decides, until `finish`. */
export class LayersFit extends Complaining implements Checker {
  readonly name = "layers cost no more than there is for them";
  readonly #native: Update = LayerAllocator.prototype.update;

  constructor() {
    super();
    const { complain } = this;
    const [native, judge] = [this.#native, this.#judge.bind(this, complain.bind(this))];
    LayerAllocator.prototype.update = function <K>(
      this: LayerAllocator<K>,
      ...[bps, requests, now]: Parameters<Update>
    ) {
      const steps = Reflect.apply(native, this, [bps, requests, now]) as ReturnType<Update>;
      judge(bps, requests, steps, now);
      return steps;
    } as Update;
  }

  handleSent(): void {}

  #judge(
    complain: (now: number, what: string) => void,
    bps: number,
    requests: readonly PictureRequest<unknown>[],
    granted: ReturnType<Update>,
    now: number,
  ): void {
    const costs = requests.flatMap(({ key, steps }) => {
      const step = granted.get(key);
      return step === undefined ? [] : [costOf(steps, steps.indexOf(step))];
    });
    const cost = costs.reduce((sum, one) => sum + one, 0);
    // The least of the most wanted picture alone may be more than a guess of the rate.
    const room = costs.length === 1 ? bps * FIRST_STRETCH : bps;
    if (cost > Math.max(0, room)) complain(now, `${Math.round(cost)} b/s of ${Math.round(bps)}`);
  }

  finish(): void {
    LayerAllocator.prototype.update = this.#native;
  }
}
