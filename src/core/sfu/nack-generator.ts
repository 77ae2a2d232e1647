// Decides which lost packets of one stream to ask its publisher for, and when (RFC 4585 §6.2.1).

import type { Millis } from "../../base/time.ts";

/** A guess until an answer came: asks once too often on a slow path, and soon enough on most. */
const RTT_START_MS = 100;
/** Of the round trip, until it is asked again: less asks for what is on its way, more freezes the picture. */
const RETRY_RTTS = 1.2;
/** Shorter asks for what was only overtaken on the way. */
const RETRY_MS_MIN = 20;
/** How fast the round trip follows the answers. */
const RTT_WEIGHT = 0.25;
/** Of the answer to one of several requests: nobody knows to which, and the first may be lost. */
const RTT_WEIGHT_UNSURE = 0.1;
const RTT_MS_MAX = 1_000;
/** As libwebrtc: what was lost so often is lost for another reason. */
const TRIES_MAX = 10;
/**
 * When a picture that still lacks a packet is of no use to who waits for it, and a key frame helps
 * more. Longer freezes for longer, shorter spends key frames on what was about to come.
 */
const DEADLINE_RTTS = 4;
const DEADLINE_MS_MIN = 400;
const DEADLINE_MS_MAX = 1_200;
/**
 * A longer gap is an outage: a key frame is cheaper than all of it. Nothing older is kept, for a
 * hostile publisher may leave out whatever it likes and never be asked.
 */
const GAP_MAX = 128;

/** When it was missed, first asked for, and is due to be asked for again. */
type Request = { readonly missedAt: number; tries: number; askedAt: number; dueAt: number };

export class NackGenerator {
  /** Ascending, and no longer than a gap. */
  readonly #missing = new Map<number, Request>();
  #highest = -1;
  #rttMs = RTT_START_MS;

  /** Smoothed, from the answers alone; a guess before the first. */
  get rttMs(): number {
    return this.#rttMs;
  }

  /** @returns "outage" when so much is missing, or something for so long, that only a key frame helps. */
  handlePacket(index: number, now: Millis): "outage" | null {
    const previous = this.#highest;
    const request = this.#missing.size === 0 ? undefined : this.#missing.get(index);
    if (request !== undefined) {
      this.#missing.delete(index);
      if (request.tries > 0) this.#measure(request, now);
    }
    if (index > previous) {
      this.#highest = index;
      if (previous >= 0 && index - previous > GAP_MAX) {
        this.#missing.clear();
        return "outage";
      }
      if (previous >= 0) this.#miss(previous + 1, index, now);
    }
    return this.#giveUp(now) ? "outage" : null;
  }

  #miss(from: number, to: number, now: Millis): void {
    for (let lost = from; lost < to; lost++) {
      this.#missing.set(lost, { missedAt: now, tries: 0, askedAt: now, dueAt: now });
    }
    if (this.#missing.size === 0) return;
    for (const lost of this.#missing.keys()) {
      if (lost >= to - GAP_MAX) break;
      this.#missing.delete(lost);
    }
  }

  #measure({ askedAt, tries }: Request, now: Millis): void {
    const weight = tries === 1 ? RTT_WEIGHT : RTT_WEIGHT_UNSURE;
    this.#rttMs += weight * (Math.min(RTT_MS_MAX, now - askedAt) - this.#rttMs);
  }

  get #patienceMs(): number {
    return Math.max(DEADLINE_MS_MIN, Math.min(DEADLINE_MS_MAX, DEADLINE_RTTS * this.#rttMs));
  }

  /** @returns true when something was asked for in vain for too long: it isn't asked for again. */
  #giveUp(now: Millis): boolean {
    if (this.#missing.size === 0) return false;
    const patienceMs = this.#patienceMs;
    let hasGivenUp = false;
    for (const [lost, { missedAt, tries }] of this.#missing) {
      if (now - missedAt <= patienceMs) break;
      this.#missing.delete(lost);
      // What nobody wanted was never asked for, and nobody waits for it.
      if (tries > 0) hasGivenUp = true;
    }
    return hasGivenUp;
  }

  /** @returns the indexes to ask for now, ascending. */
  poll(now: Millis): number[] {
    const due: number[] = [];
    if (this.#missing.size === 0) return due;
    const retryMs = Math.max(RETRY_MS_MIN, RETRY_RTTS * this.#rttMs);
    const patienceMs = this.#patienceMs;
    for (const [index, request] of this.#missing) {
      if (request.tries >= TRIES_MAX || now - request.missedAt > patienceMs) continue;
      if (now < request.dueAt) continue;
      if (request.tries === 0) request.askedAt = now;
      request.dueAt = now + retryMs;
      request.tries += 1;
      due.push(index);
    }
    return due;
  }
}
