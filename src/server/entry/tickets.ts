// Proof, held by the browser and checked by the server, that the server made a meeting ID.

import { createHmac, hkdfSync } from "node:crypto";
import { ByteWriter } from "../../base/byte-writer.ts";
import type { Bytes } from "../../base/bytes.ts";
import { copy, equalConstantTime, utf8 } from "../../base/bytes.ts";
import { Secret } from "../../base/secret.ts";
import type { Clock } from "../../base/time.ts";
import type { MeetingId } from "../../protocol/ids.ts";

/** Longer lets hoarded IDs pile up, shorter fails on a phone that slept between the two requests. */
export const TICKET_MS = 600_000;

const LABEL = "conclave/1 ticket";
const KEY_LABEL = "conclave/1 ticket key";
const KEY_BYTES = 32;
const EXPIRY_BYTES = 8;

/**
 * Makes and checks tickets without remembering any: a flood of requests for IDs costs no memory.
 *
 *     expiry u64, milliseconds since 1970 │ HMAC-SHA256 of label, expiry and ID, 32
 *
 * The key is made from the server's secret: where many nodes serve one domain, any of them takes
 * what another issued.
 */
export class Tickets {
  readonly #key: Secret;
  readonly #clock: Clock;

  constructor(serverSecret: Secret, clock: Clock) {
    const none = new Uint8Array(0);
    const key = hkdfSync("sha256", serverSecret.bytes, none, utf8(KEY_LABEL), KEY_BYTES);
    this.#key = new Secret(new Uint8Array(key));
    this.#clock = clock;
  }

  /** @returns 40 bytes. */
  issue(meetingId: MeetingId): Bytes {
    return this.#ticket(meetingId, BigInt(Math.ceil(this.#clock() + TICKET_MS)));
  }

  /** Whether this server made `meetingId`, in the last `TICKET_MS`. */
  isValid(meetingId: MeetingId, ticket: Bytes): boolean {
    const expiry = new DataView(ticket.buffer, ticket.byteOffset, EXPIRY_BYTES).getBigUint64(0);
    const isGenuine = equalConstantTime(ticket, this.#ticket(meetingId, expiry));
    return isGenuine && this.#clock() < Number(expiry);
  }

  #ticket(meetingId: MeetingId, expiry: bigint): Bytes {
    const message = new ByteWriter().text(LABEL, 32).u64(expiry).text(meetingId, 19).finish();
    const mac = createHmac("sha256", this.#key.bytes).update(message).digest();
    return new ByteWriter().u64(expiry).fixed(copy(mac), 32).finish();
  }
}
