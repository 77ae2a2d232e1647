// Compares how far apart bursts were sent and arrived (draft-ietf-rmcat-gcc-02 §5.2).

/** Packets sent within so many ms travel as one; more hides a short queue, less measures the sender's own batches. */
const BURST_MS = 5;
/** What arrives this soon after a burst was held up with it, unless it lasts. */
const HELD_UP_MS = 5;
const BURST_MS_MAX = 100;

type Group = {
  firstSentAt: number;
  lastSentAt: number;
  firstArrivedAt: number;
  arrivedAt: number;
};

function emptyGroup(): Group {
  return { firstSentAt: -1, lastSentAt: 0, firstArrivedAt: 0, arrivedAt: 0 };
}

export class ArrivalGroups {
  #current = emptyGroup();
  #previous = emptyGroup();
  /** Between the two newest whole groups, in ms: valid after `add` returned true. */
  sentDeltaMs = 0;
  arrivalDeltaMs = 0;
  /** When the newest whole group arrived, on the receiver's clock. */
  arrivedAt = 0;

  /** @returns true when the packet begins a group, and so ends one that can be compared. */
  add(sentAt: number, arrivedAt: number): boolean {
    const current = this.#current;
    if (current.firstSentAt < 0) {
      begin(current, sentAt, arrivedAt);
      return false;
    }
    // Reordered across groups: tells of another path, not of the queue.
    if (sentAt < current.firstSentAt) return false;
    if (this.#belongs(sentAt, arrivedAt)) {
      current.lastSentAt = Math.max(current.lastSentAt, sentAt);
      current.arrivedAt = Math.max(current.arrivedAt, arrivedAt);
      return false;
    }
    const previous = this.#previous;
    const hasTwo = previous.firstSentAt >= 0;
    this.sentDeltaMs = current.lastSentAt - previous.lastSentAt;
    this.arrivalDeltaMs = current.arrivedAt - previous.arrivedAt;
    this.arrivedAt = current.arrivedAt;
    this.#previous = current;
    this.#current = previous;
    begin(this.#current, sentAt, arrivedAt);
    return hasTwo && this.arrivalDeltaMs >= 0;
  }

  #belongs(sentAt: number, arrivedAt: number): boolean {
    const { firstSentAt, lastSentAt, firstArrivedAt, arrivedAt: before } = this.#current;
    if (sentAt - firstSentAt <= BURST_MS) return true;
    const arrivalDelta = arrivedAt - before;
    const isCatchingUp = arrivalDelta - (sentAt - lastSentAt) < 0;
    return isCatchingUp && arrivalDelta <= HELD_UP_MS && arrivedAt - firstArrivedAt < BURST_MS_MAX;
  }
}

function begin(group: Group, sentAt: number, arrivedAt: number): void {
  group.firstSentAt = sentAt;
  group.lastSentAt = sentAt;
  group.firstArrivedAt = arrivedAt;
  group.arrivedAt = arrivedAt;
}
