// Gives the numbers of a stream new ones, without those of what is left out on purpose, and remembers both for a while.

/** An entry's lowest bits; above them the offset that held, modulo 2^14. */
const LEFT_OUT = 1;
/** It was left out before a number was kept for it. */
const UNNUMBERED = 2;
const FLAG_BITS = 2;
/** What is remembered lies fewer numbers apart than this. */
const OFFSET_MASK = 0x3fff;

/**
 * What is missing keeps a place, for it may come late, and a receiver shall ask for it; what is left
 * out has none. Numbers given count from 1 and never repeat, whatever is begun anew in between.
 *
 * A number given is its source and an offset, which only what is left out changes: until then there
 * is nothing to write down, and a stream of which all goes out costs no memory.
 */
export class Renumbering {
  readonly #memory: number;
  #missingMax: number;
  /** At `number % memory`, of what is before `#plainFrom`; null until something is left out. */
  #entries: Uint16Array | null = null;
  #isBeginning = true;
  /** The first number of the stream, and the highest so far. */
  #first = 0;
  #newest = -1;
  /** Since this number all have the offset of now, and none was left out. */
  #plainFrom = 0;
  #offset = 1;
  #mayMiss: number;

  /**
   * @param memory how many numbers back something may come late or be asked for; at most 16,384.
   * @param missingMax how many more may be missing than came. A longer gap is none: it goes on by one.
   */
  constructor(memory: number, missingMax: number) {
    this.#memory = memory;
    this.#missingMax = missingMax;
    this.#mayMiss = missingMax;
  }

  /** The highest number given; 0 before the first. */
  get highest(): number {
    return this.#newest + this.#offset;
  }

  /** True until the first number after `begin`. */
  get isBeginning(): boolean {
    return this.#isBeginning;
  }

  /**
   * The next number goes on by one from the highest given, and nothing before it is known any more.
   * @param missingMax how many more may be missing from then on.
   */
  begin(missingMax: number = this.#missingMax): void {
    this.#isBeginning = true;
    this.#missingMax = missingMax;
    this.#mayMiss = missingMax;
  }

  /** @returns its number, the same each time; null when it is from before the beginning, or left out. */
  keep(source: number): number | null {
    if (this.#isBeginning || this.#isLeap(source)) this.#start(source);
    if (source <= this.#newest) return this.numberOf(source);
    this.#advance(source);
    this.#mayMiss = Math.min(this.#missingMax, this.#mayMiss + 1);
    return source + this.#offset;
  }

  /** @returns the number that was kept for it while it was missing, which shall not stay empty; else null. */
  leaveOut(source: number): number | null {
    if (this.#isBeginning) return null;
    if (source > this.#newest) {
      if (this.#isLeap(source)) this.#start(source);
      const entries = this.#writeDown(source);
      entries[source % this.#memory] = this.#entry() | LEFT_OUT | UNNUMBERED;
      this.#advance(source);
      this.#plainFrom = source + 1;
      this.#offset -= 1;
      return null;
    }
    if (!this.#remembers(source)) return null;
    const entries = this.#writeDown(this.#newest + 1);
    const place = source % this.#memory;
    entries[place] = (entries[place] ?? 0) | LEFT_OUT;
    return this.numberOf(source);
  }

  isNew(source: number): boolean {
    return this.#isBeginning || source > this.#newest;
  }

  isLeftOut(source: number): boolean {
    if (this.#isBeginning || source >= this.#plainFrom || !this.#remembers(source)) return false;
    return (this.#entryOf(source) & LEFT_OUT) !== 0;
  }

  /** @returns what it was given, or will be when it comes; null when it is forgotten or has none. */
  numberOf(source: number): number | null {
    if (this.#isBeginning || !this.#remembers(source)) return null;
    if (source >= this.#plainFrom) return source + this.#offset;
    return (this.#entryOf(source) & UNNUMBERED) === 0 ? this.#highestAt(source) : null;
  }

  /** @returns what was given this number; null when that is forgotten, or from before the beginning. */
  sourceOf(given: number): number | null {
    if (this.#isBeginning || given > this.highest) return null;
    // The first up to which so many were given: what was left out since moved it down, never up.
    let low = Math.max(this.#first, this.#newest - this.#memory + 1);
    let high = given - this.#offset;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#highestAt(middle) < given) low = middle + 1;
      else high = middle;
    }
    return this.numberOf(low) === given ? low : null;
  }

  #remembers(source: number): boolean {
    return source >= this.#first && source > this.#newest - this.#memory && source <= this.#newest;
  }

  #isLeap(source: number): boolean {
    return source - this.#newest - 1 > this.#mayMiss;
  }

  #start(source: number): void {
    this.#offset = this.highest + 1 - source;
    this.#isBeginning = false;
    this.#newest = source - 1;
    this.#first = source;
    this.#plainFrom = source;
  }

  /** What is missing before `source` keeps its places. */
  #advance(source: number): void {
    this.#mayMiss -= source - this.#newest - 1;
    this.#newest = source;
  }

  /** Of `source`, or of the nearest before it that has a number. */
  #highestAt(source: number): number {
    if (source >= this.#plainFrom) return source + this.#offset;
    const entry = this.#entryOf(source);
    const since = ((entry >> FLAG_BITS) - this.#offset) & OFFSET_MASK;
    return source + this.#offset + since - ((entry & UNNUMBERED) === 0 ? 0 : 1);
  }

  #entryOf(source: number): number {
    return this.#entries?.[source % this.#memory] ?? 0;
  }

  #entry(): number {
    return (this.#offset & OFFSET_MASK) << FLAG_BITS;
  }

  /** Makes entries of all before `until`, as the offset is about to change. */
  #writeDown(until: number): Uint16Array {
    this.#entries ??= new Uint16Array(this.#memory);
    const entry = this.#entry();
    for (let plain = Math.max(this.#plainFrom, until - this.#memory); plain < until; plain++) {
      this.#entries[plain % this.#memory] = entry;
    }
    this.#plainFrom = until;
    return this.#entries;
  }
}
