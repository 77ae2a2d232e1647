// Who came through SRP and may open the socket. In memory only; the server's end of each session key.

import type { RandomBytes } from "../../base/random.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Secret } from "../../base/secret.ts";
import type { Clock, Millis } from "../../base/time.ts";
import type { MeetingId, SessionId } from "../../protocol/ids.ts";
import { ID_BYTES, sessionIdFrom } from "../../protocol/ids.ts";

/** Longer keeps keys that nobody uses, shorter fails whoever waits for a camera's permission. */
export const UNCLAIMED_MS = 60_000;

/** Beyond what one process can carry; it bounds what a holder of some link can make us remember. */
export const SESSIONS_MAX = 20_000;

export type Session = {
  readonly id: SessionId;
  readonly meetingId: MeetingId;
  /** 32 bytes; both ends have it and neither sends it. */
  readonly key: Secret;
  /** Of the link by which it came in. */
  readonly linkGeneration: number;
};

export class Sessions {
  readonly #random: RandomBytes;
  readonly #clock: Clock;
  readonly #sessions = new Map<SessionId, Session>();
  /** Without a socket yet, in the order of their expiry. */
  readonly #unclaimed = new Map<SessionId, Millis>();

  constructor(random: RandomBytes, clock: Clock) {
    this.#random = random;
    this.#clock = clock;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Takes ownership of `key`. It ends by itself unless claimed within `UNCLAIMED_MS`. */
  create(meetingId: MeetingId, key: Secret, linkGeneration: number): Result<Session, "overloaded"> {
    this.handleTick();
    if (this.#sessions.size >= SESSIONS_MAX) {
      key.zero();
      return reject("overloaded");
    }
    const session = { id: sessionIdFrom(this.#random(ID_BYTES)), meetingId, key, linkGeneration };
    this.#sessions.set(session.id, session);
    this.#unclaimed.set(session.id, (this.#clock() + UNCLAIMED_MS) as Millis);
    return ok(session);
  }

  /** @returns null when there is no such session, or it waited too long. */
  find(id: SessionId): Session | null {
    this.handleTick();
    return this.#sessions.get(id) ?? null;
  }

  /** Its socket is open: from now on it lasts until `forget`. @returns as `find`. */
  claim(id: SessionId): Session | null {
    const session = this.find(id);
    this.#unclaimed.delete(id);
    return session;
  }

  /** Zeroes its key. */
  forget(id: SessionId): void {
    this.#sessions.get(id)?.key.zero();
    this.#sessions.delete(id);
    this.#unclaimed.delete(id);
  }

  handleTick(): void {
    const now = this.#clock();
    for (const [id, expiresAt] of this.#unclaimed) {
      if (expiresAt > now) break;
      this.forget(id);
    }
  }
}
