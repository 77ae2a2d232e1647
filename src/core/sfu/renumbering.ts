// Gives the numbers of a stream new ones, without those of what is left out on purpose, and remembers both for a while.

/** No number is this. */
const UNKNOWN = -1;

/**
 * What is missing keeps a place, for it may come late, and a receiver shall ask for it; what is left
 * out has none. Numbers given count from 1 and never repeat, whatever is begun anew in between.
 */
export class Renumbering {
  readonly #memory: number;
  readonly #missingMax: number;
  /** At `number % memory`, each the other's; a pair that doesn't agree is of something older. */
  readonly #givenOf: Float64Array;
  readonly #sourceOf: Float64Array;
  /** At `number % memory`: which number was left out. */
  readonly #leftOut: Float64Array;
  #isBeginning = true;
  /** The highest number of the stream so far. */
  #newest = UNKNOWN;
  /** The first number given since the stream began. */
  #first = 1;
  #highest = 0;
  #mayMiss: number;

  /**
   * @param memory how many numbers back something may come late or be asked for.
   * @param missingMax how many more may be missing than came. A longer gap is none: it goes on by one.
   */
  constructor(memory: number, missingMax: number) {
    this.#memory = memory;
    this.#missingMax = missingMax;
    this.#mayMiss = missingMax;
    this.#givenOf = new Float64Array(memory).fill(UNKNOWN);
    this.#sourceOf = new Float64Array(memory).fill(UNKNOWN);
    this.#leftOut = new Float64Array(memory).fill(UNKNOWN);
  }

  /** The highest number given; 0 before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** True until the first number after `begin`. */
  get isBeginning(): boolean {
    return this.#isBeginning;
  }

  /** The next number goes on by one from the highest given, and nothing before it is known any more. */
  begin(): void {
    this.#isBeginning = true;
  }

  /** @returns its number, the same each time; null when it is from before the beginning, or left out. */
  keep(source: number): number | null {
    if (this.#isBeginning || this.#isLeap(source)) this.#start(source - 1);
    if (source <= this.#newest) return this.numberOf(source);
    this.#reserve(source);
    this.#mayMiss = Math.min(this.#missingMax, this.#mayMiss + 1);
    this.#newest = source;
    return this.#give(source);
  }

  /** @returns the number that was kept for it while it was missing, which shall not stay empty; else null. */
  leaveOut(source: number): number | null {
    if (this.#isBeginning) return null;
    if (source > this.#newest) {
      if (this.#isLeap(source)) this.#start(source - 1);
      this.#reserve(source);
      this.#newest = source;
    }
    this.#leftOut[source % this.#memory] = source;
    return this.numberOf(source);
  }

  isNew(source: number): boolean {
    return this.#isBeginning || source > this.#newest;
  }

  isLeftOut(source: number): boolean {
    return !this.#isBeginning && this.#leftOut[source % this.#memory] === source;
  }

  /** @returns what it was given, or will be when it comes; null when it is forgotten or has none. */
  numberOf(source: number): number | null {
    const given = this.#givenOf[source % this.#memory] ?? UNKNOWN;
    const isKnown = given >= this.#first && this.#sourceOf[given % this.#memory] === source;
    return isKnown && !this.#isBeginning ? given : null;
  }

  /** @returns what was given this number; null when that is forgotten, or from before the beginning. */
  sourceOf(given: number): number | null {
    if (this.#isBeginning || given < this.#first || given > this.#highest) return null;
    const source = this.#sourceOf[given % this.#memory] ?? UNKNOWN;
    return source >= 0 && this.#givenOf[source % this.#memory] === given ? source : null;
  }

  #isLeap(source: number): boolean {
    return source - this.#newest - 1 > this.#mayMiss;
  }

  #start(newest: number): void {
    this.#isBeginning = false;
    this.#newest = newest;
    this.#first = this.#highest + 1;
    this.#leftOut.fill(UNKNOWN);
  }

  #reserve(until: number): void {
    this.#mayMiss -= until - this.#newest - 1;
    for (let missing = this.#newest + 1; missing < until; missing++) this.#give(missing);
  }

  #give(source: number): number {
    this.#highest += 1;
    this.#givenOf[source % this.#memory] = this.#highest;
    this.#sourceOf[this.#highest % this.#memory] = source;
    return this.#highest;
  }
}
