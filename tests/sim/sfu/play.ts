// Random people on random networks: they come, go, turn pages, and their networks get worse and better; at the end all heal.

import type { LinkConditions } from "./link.ts";
import { CAMERA } from "./negotiated.ts";
import { type Person, type Witness, World } from "./world.ts";

const CROWD = 4;
const HEIGHTS = [180, 360, 720] as const;
/** The estimators find the whole way again, and the layers follow. */
export const HEALING_MS = 20_000;
/** The last of it, in which nothing may be wrong any more. */
export const WELL_MS = 6_000;
const ACT_MS = 3_000;

const HEALTHY: Partial<LinkConditions> = {
  rateBps: 8_000_000,
  delayMs: 20,
  jitterMs: 2,
  loss: 0,
  burst: 1,
  reordered: 0,
};

export class Play {
  readonly world: World;
  /** Acts that may well change a layer. */
  acts = 0;
  readonly #random: () => number;
  readonly #hasLossyUplinks: boolean;
  readonly #heights = new Map<number, ReadonlyMap<number, number>>();
  #digits = 0;

  private constructor(seed: number, hasLossyUplinks: boolean, witnesses: readonly Witness[]) {
    this.world = new World(seed, witnesses);
    this.#random = this.world.random;
    this.#hasLossyUplinks = hasLossyUplinks;
  }

  /** The same seed gives the same acts at the same times. */
  static run(
    seed: number,
    steps: number,
    hasLossyUplinks: boolean,
    makeWitnesses: (acts: () => number) => readonly Witness[],
  ): Play {
    const acts = { count: () => 0 };
    const play = new Play(
      seed,
      hasLossyUplinks,
      makeWitnesses(() => acts.count()),
    );
    acts.count = () => play.acts;
    play.#join();
    play.#join();
    for (let step = 0; step < steps; step++) {
      play.#step();
      play.world.run(ACT_MS * (0.3 + play.#random()));
    }
    play.#heal();
    return play;
  }

  /** At what height somebody shows another, 0 for not at all. */
  heightOf(viewer: Person, shown: Person): number {
    return this.#heights.get(viewer.browser.digit)?.get(shown.browser.digit) ?? 0;
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }

  #step(): void {
    const { people } = this.world;
    const someone = this.#pick([...people.values()]);
    const roll = this.#random();
    this.acts += 1;
    if (roll < 0.2 && people.size < CROWD) this.#join();
    else if (roll < 0.27 && people.size > 2 && someone) this.#leave(someone);
    else if (roll < 0.5 && someone) this.#look(someone);
    else if (someone && roll < 0.85) change(someone, this.#conditions(true), "down");
    else if (someone) change(someone, this.#conditions(this.#hasLossyUplinks), "up");
  }

  #join(): void {
    this.#digits += 1;
    const person = this.world.join(this.#digits, {}, this.#conditions(true));
    for (const other of this.world.people.values()) this.#look(other);
    this.#look(person);
  }

  #leave(person: Person): void {
    this.world.leave(person);
    this.#heights.delete(person.browser.digit);
  }

  #look(viewer: Person): void {
    const heights = new Map<number, number>();
    for (const digit of this.world.people.keys()) {
      const height = this.#pick(HEIGHTS);
      const isShown = digit !== viewer.browser.digit && this.#random() < 0.85;
      if (isShown && height !== undefined) heights.set(digit, height);
    }
    this.#heights.set(viewer.browser.digit, heights);
    this.world.view(viewer, heights);
  }

  #conditions(isLossy: boolean): Partial<LinkConditions> {
    const random = this.#random;
    const isBad = random() < 0.3;
    return {
      rateBps: 150_000 * 40 ** random(),
      delayMs: 5 + random() * 140,
      jitterMs: isBad ? random() * 40 : random() * 5,
      queueMs: 50 + random() * 500,
      loss: isLossy && random() < 0.5 ? random() * 0.2 : 0,
      burst: 1 + random() * 4,
      reordered: isLossy && isBad ? random() * 0.05 : 0,
    };
  }

  #heal(): void {
    const { world } = this;
    for (const person of world.people.values()) {
      change(person, HEALTHY, "up");
      change(person, HEALTHY, "down");
      const others = [...world.people.keys()].filter((digit) => digit !== person.browser.digit);
      const heights = new Map(others.map((digit) => [digit, 720]));
      this.#heights.set(person.browser.digit, heights);
      world.view(person, heights);
    }
    world.run(HEALING_MS);
  }
}

/** The largest layer that a camera has. */
export const BEST = CAMERA.length - 1;

function change(person: Person, conditions: Partial<LinkConditions>, way: "up" | "down"): void {
  const link = person[way];
  link.conditions = { ...link.conditions, ...conditions };
  // Without loss on the way up nothing may be dropped there either.
  if (way === "up" && link.conditions.loss === 0) {
    link.conditions = {
      ...link.conditions,
      rateBps: Math.max(3_000_000, link.conditions.rateBps),
      queueMs: 5_000,
    };
  }
}
