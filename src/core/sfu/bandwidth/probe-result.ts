// What rate a burst of probes came through at.

/** Fewer arrivals measure one packet's luck. */
const ARRIVED_MIN = 4;
/** Of the packets told of. Fewer were dropped by a link that can't. */
const ARRIVED_SHARE_MIN = 0.7;
/** Arriving this much faster than sent, they were held up together and say nothing. */
const FASTER_MAX = 2;
/** Below this share of the sent rate the link was full, and is left some air. */
const FULL_BELOW = 0.9;
const AIR = 0.95;

export class ProbeResult {
  #told = 0;
  #arrived = 0;
  #bytes = 0;
  #sentFrom = Number.POSITIVE_INFINITY;
  #sentTo = 0;
  #lastSentBytes = 0;
  #arrivedFrom = Number.POSITIVE_INFINITY;
  #arrivedTo = 0;
  #firstArrivedBytes = 0;

  get told(): number {
    return this.#told;
  }

  handlePacket(bytes: number, sentAt: number, arrivedAt: number | null): void {
    this.#told += 1;
    if (arrivedAt === null) return;
    this.#arrived += 1;
    this.#bytes += bytes;
    this.#sentFrom = Math.min(this.#sentFrom, sentAt);
    if (sentAt >= this.#sentTo) {
      this.#sentTo = sentAt;
      this.#lastSentBytes = bytes;
    }
    if (arrivedAt < this.#arrivedFrom) {
      this.#arrivedFrom = arrivedAt;
      this.#firstArrivedBytes = bytes;
    }
    this.#arrivedTo = Math.max(this.#arrivedTo, arrivedAt);
  }

  /** @returns bits per second that the link carried; null when it can't be told. */
  rateBps(): number | null {
    if (this.#arrived < ARRIVED_MIN || this.#arrived < this.#told * ARRIVED_SHARE_MIN) return null;
    const sentMs = Math.max(1, this.#sentTo - this.#sentFrom);
    const arrivedMs = Math.max(1, this.#arrivedTo - this.#arrivedFrom);
    const sent = ((this.#bytes - this.#lastSentBytes) * 8000) / sentMs;
    const arrived = ((this.#bytes - this.#firstArrivedBytes) * 8000) / arrivedMs;
    if (arrived > sent * FASTER_MAX) return null;
    return arrived < sent * FULL_BELOW ? arrived * AIR : Math.min(sent, arrived);
  }
}
