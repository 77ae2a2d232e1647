// Notices that nothing comes from the server any more although we send: the path is gone, and another is to be looked for.

/** Shorter takes a server that pauses for a dead path, longer is a longer freeze. */
const SILENCE_MS = 1_000;
/** The same where little comes anyway: a report each second of what we send. */
const SILENCE_MS_QUIET = 2_500;
/** Something came at so many looks in a row: it comes all the time. */
const BUSY_LOOKS = 4;
/** Sent meanwhile. A path on which nothing is sent tells nothing. */
const SENT_MIN = 10;
/** A search takes a few round trips, over the socket too; each next one waits twice as long. */
const AGAIN_MS = 2_000;
/** More fills the outbox while there is no network at all. */
const TRIES_MAX = 4;

/** Totals of the connection so far. */
export type PathTotals = { readonly packetsSent: number; readonly bytesReceived: number };

export class PathWatch {
  #received = -1;
  #sentBefore = 0;
  #heardAt = 0;
  /** In a row at which something had come, until the pause that may be under way. */
  #looks = 0;
  #isPausing = false;
  /** Enough of it since then to be answered. */
  #hasSent = false;
  #tries = 0;
  #triedAt = Number.NEGATIVE_INFINITY;

  /** @returns true when another path is to be looked for. Times in ms. */
  handleSample({ packetsSent, bytesReceived }: PathTotals, now: number): boolean {
    if (bytesReceived !== this.#received) {
      this.#received = bytesReceived;
      this.#sentBefore = packetsSent;
      this.#heardAt = now;
      this.#looks = this.#isPausing ? 1 : this.#looks + 1;
      this.#isPausing = false;
      this.#tries = 0;
      return false;
    }
    this.#isPausing = true;
    this.#hasSent = packetsSent - this.#sentBefore >= SENT_MIN;
    return this.isSilent(now) && this.#mayTry(now);
  }

  get #patienceMs(): number {
    return this.#looks >= BUSY_LOOKS ? SILENCE_MS : SILENCE_MS_QUIET;
  }

  /** Nothing has come for a while, although something was sent. */
  isSilent(now: number): boolean {
    return this.#isPausing && this.#hasSent && now - this.#heardAt >= this.#patienceMs;
  }

  /** The browser says that its network changed. @returns true when another path is to be looked for. */
  handleNetworkChange(now: number): boolean {
    this.#tries = 0;
    return this.#mayTry(now);
  }

  #mayTry(now: number): boolean {
    if (this.#tries >= TRIES_MAX) return false;
    const waitMs = AGAIN_MS * (this.#tries === 0 ? 1 : 2 ** (this.#tries - 1));
    if (now - this.#triedAt < waitMs) return false;
    this.#tries += 1;
    this.#triedAt = now;
    return true;
  }
}
