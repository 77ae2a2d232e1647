// What rate a burst of probes came through at.

/** Fewer arrivals measure one packet's luck. */
const ARRIVED_MIN = 4;
/** Of the packets told of. Fewer were dropped by a link that can't. */
const ARRIVED_SHARE_MIN = 0.5;
/** Arriving this much faster than sent, they were held up together and say nothing. */
const FASTER_MAX = 2;
/** Below this share of the sent rate the link was full, and is left some air. */
const FULL_BELOW = 0.9;
const AIR = 0.95;
/** More isn't believed to be the path's own loss. */
const LOSS_MAX = 0.3;

export class ProbeResult {
  #told = 0;
  #toldBytes = 0;
  #arrived = 0;
  #bytes = 0;
  #sentFrom = Number.POSITIVE_INFINITY;
  #sentTo = 0;
  #lastSentBytes = 0;
  #arrivedFrom = Number.POSITIVE_INFINITY;
  #arrivedTo = 0;
  #firstArrivedBytes = 0;

  handlePacket(bytes: number, sentAt: number, arrivedAt: number | null): void {
    this.#told += 1;
    this.#toldBytes += bytes;
    this.#sentFrom = Math.min(this.#sentFrom, sentAt);
    if (sentAt >= this.#sentTo) {
      this.#sentTo = sentAt;
      this.#lastSentBytes = bytes;
    }
    if (arrivedAt === null) return;
    this.#arrived += 1;
    this.#bytes += bytes;
    if (arrivedAt < this.#arrivedFrom) {
      this.#arrivedFrom = arrivedAt;
      this.#firstArrivedBytes = bytes;
    }
    this.#arrivedTo = Math.max(this.#arrivedTo, arrivedAt);
  }

  /**
   * @param lossRate what is lost whatever is sent, 0 to 1: the link carried that, too.
   * @returns bits per second that the link carried; null when it can't be told.
   */
  rateBps(lossRate: number): number | null {
    if (this.#arrived < ARRIVED_MIN || this.#arrived < this.#told * ARRIVED_SHARE_MIN) return null;
    const sentMs = Math.max(1, this.#sentTo - this.#sentFrom);
    const arrivedMs = Math.max(1, this.#arrivedTo - this.#arrivedFrom);
    const sent = ((this.#toldBytes - this.#lastSentBytes) * 8000) / sentMs;
    const arrived = ((this.#bytes - this.#firstArrivedBytes) * 8000) / arrivedMs;
    if (arrived > sent * FASTER_MAX) return null;
    const carried = arrived / (1 - Math.min(LOSS_MAX, lossRate));
    return carried < sent * FULL_BELOW ? carried * AIR : Math.min(sent, carried);
  }
}
