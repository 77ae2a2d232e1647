// Sorts the packets of one batch into groups that the kernel takes as one: same receiver, same size.

/** Kernels before 6.9 cut one send into at most 64. */
const SEGMENTS_MAX = 64;
/** With its headers, what is to be cut must be a valid IP packet. */
const GROUP_BYTES_MAX = 65_000;
/** More finds a fitting group among more sizes, fewer costs less for each packet. */
const PROBES_MAX = 4;
/** Larger confuses fewer streams with one another, which only makes groups smaller. */
const STREAMS = 2048;

/** What a receiver's packets of this batch are in; owned by the groups. */
export type GroupMark = {
  batch: number;
  newest: number;
  /** False when the kernel refused a group on the way there: of a smaller MTU, say. */
  canGroup: boolean;
};

/**
 * All of a group's packets have one size but for its last, which may be smaller and ends it. A
 * packet never overtakes an earlier one of its stream, for receivers take a gap for a loss and ask
 * again; packets of different streams may change places. Nothing is allocated after the start.
 */
export class GsoGroups {
  readonly #capacity: number;
  readonly #isGrouping: boolean;
  #batch = 1;
  #packets = 0;
  #groups = 0;
  // By packet.
  readonly next: Int32Array;
  // By group, in the order of sending.
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly size: Int32Array;
  readonly #last: Int32Array;
  readonly #bytes: Int32Array;
  readonly #isClosed: Uint8Array;
  /** The same receiver's group before it; -1 for none. */
  readonly #older: Int32Array;
  // By a hash of receiver and stream: the group of its last packet, and the batch that it was in.
  readonly #streamGroup = new Int32Array(STREAMS);
  readonly #streamBatch = new Float64Array(STREAMS);

  constructor(capacity: number, isGrouping: boolean) {
    const array = () => new Int32Array(capacity);
    this.#capacity = capacity;
    this.#isGrouping = isGrouping;
    this.next = array();
    this.first = array();
    this.count = array();
    this.size = array();
    this.#last = array();
    this.#bytes = array();
    this.#isClosed = new Uint8Array(capacity);
    this.#older = array();
  }

  get length(): number {
    return this.#groups;
  }

  get packets(): number {
    return this.#packets;
  }

  get isFull(): boolean {
    return this.#packets >= this.#capacity;
  }

  /**
   * Adds the next packet, of `bytes`, which must not be when it is full. @param stream any number
   * that tells the receiver's streams apart. @returns its group, new when it equals `length - 1`.
   */
  add(mark: GroupMark, bytes: number, stream: number): number {
    const packet = this.#packets;
    this.#packets += 1;
    this.next[packet] = -1;
    const key = (stream ^ (stream >>> 11) ^ (stream >>> 22)) & (STREAMS - 1);
    const newest = mark.batch === this.#batch ? mark.newest : -1;
    const floor = this.#streamBatch[key] === this.#batch ? (this.#streamGroup[key] ?? 0) : -1;
    let group = this.#isGrouping && mark.canGroup ? this.#find(newest, floor, bytes) : -1;
    if (group >= 0) {
      this.next[this.#last[group] ?? 0] = packet;
      this.count[group] = (this.count[group] ?? 0) + 1;
      this.#bytes[group] = (this.#bytes[group] ?? 0) + bytes;
      if (bytes < (this.size[group] ?? 0)) this.#isClosed[group] = 1;
    } else {
      group = this.#groups;
      this.#groups += 1;
      this.first[group] = packet;
      this.count[group] = 1;
      this.size[group] = bytes;
      this.#bytes[group] = bytes;
      this.#isClosed[group] = 0;
      this.#older[group] = newest;
      mark.batch = this.#batch;
      mark.newest = group;
    }
    this.#last[group] = packet;
    this.#streamGroup[key] = Math.max(group, floor);
    this.#streamBatch[key] = this.#batch;
    return group;
  }

  /** @returns the receiver's newest group that takes a packet, not before `floor`; -1 for none. */
  #find(newest: number, floor: number, bytes: number): number {
    let group = newest;
    for (let probe = 0; probe < PROBES_MAX && group >= 0 && group >= floor; probe++) {
      const size = this.size[group] ?? 0;
      // A much smaller packet would end a group that others still fit in.
      const fits = bytes === size || (bytes < size && bytes * 2 > size);
      const total = (this.#bytes[group] ?? 0) + bytes;
      const hasRoom = (this.count[group] ?? 0) < SEGMENTS_MAX && total <= GROUP_BYTES_MAX;
      if (fits && hasRoom && this.#isClosed[group] === 0) return group;
      group = this.#older[group] ?? -1;
    }
    return -1;
  }

  clear(): void {
    this.#batch += 1;
    this.#packets = 0;
    this.#groups = 0;
  }
}
