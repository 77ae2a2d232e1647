// The POST endpoints before the socket, each one binary message in and one out.

import type { Context } from "hono";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Bytes } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import {
  meetingCreate,
  meetingIdOffer,
  puzzle,
  srpChallenge,
  srpHello,
  srpProof,
  srpSession,
} from "../../protocol/entry-messages.ts";
import type { RejectReason } from "../../protocol/reject.ts";
import { REJECT_STATUS } from "../../protocol/reject.ts";
import type { Field } from "../../protocol/schema.ts";
import { decode, encode } from "../../protocol/schema.ts";
import type { Entry } from "../entry/entry.ts";

/** Twice the largest message. Larger lets strangers make us read more. */
const BODY_BYTES_MAX = 1_200;

/** By when one more try is let through again (entry/admission.ts). */
const RETRY_AFTER_SECONDS: Readonly<Partial<Record<RejectReason, string>>> = {
  "too-many-attempts": "30",
  overloaded: "5",
};

/** Not one that a form of another site can send without asking first. */
const CONTENT_TYPE = "application/octet-stream";

/**
 * `POST /api/meeting-ids`, `/api/meetings`, `/api/puzzles`, `/api/srp` and `/api/srp/proof`. A reject is answered
 * with its status and its reason as text; nothing is ever stored by browser or proxy.
 *
 * @param clientAddress the address that attempts are counted by, behind a trusted proxy the client's.
 */
export function entryRoutes(
  entry: Entry,
  clientAddress: (c: Context) => string,
  handleReject: (reason: RejectReason, c: Context) => void = () => {},
): Hono {
  const routes = new Hono();
  const answer = (c: Context, result: Result<Bytes, RejectReason>) => {
    c.header("Cache-Control", "no-store");
    if (result.ok) return c.body(result.value, 200, { "Content-Type": CONTENT_TYPE });
    entry.count(result.reason);
    handleReject(result.reason, c);
    const retryAfter = RETRY_AFTER_SECONDS[result.reason];
    if (retryAfter !== undefined) c.header("Retry-After", retryAfter);
    return c.text(result.reason, REJECT_STATUS[result.reason]);
  };
  const limit = bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError: (c) => answer(c, reject("too-large")),
  });
  const post = <T>(
    path: string,
    request: Field<T>,
    handle: (value: T, address: string) => Promise<Result<Bytes, RejectReason>>,
  ) => {
    routes.post(path, limit, async (c) => {
      const value = await requestOf(c, request);
      return answer(
        c,
        value === null ? reject("malformed") : await handle(value, clientAddress(c)),
      );
    });
  };

  routes.post("/api/meeting-ids", (c) =>
    answer(c, ok(encode(meetingIdOffer, entry.offerMeetingId()))),
  );
  routes.post("/api/puzzles", (c) => answer(c, ok(encode(puzzle, entry.offerPuzzle()))));
  post("/api/meetings", meetingCreate, (value, address) =>
    encoded(entry.createMeeting(value, address), () => new Uint8Array(0)),
  );
  post("/api/srp", srpHello, (value, address) =>
    encoded(entry.startExchange(value, address), (challenge) => encode(srpChallenge, challenge)),
  );
  post("/api/srp/proof", srpProof, (value, address) =>
    encoded(entry.finishExchange(value, address), (session) => encode(srpSession, session)),
  );
  return routes;
}

/** @returns null for another content type, for any bytes but one message, and for a broken upload. */
async function requestOf<T>(c: Context, field: Field<T>): Promise<T | null> {
  if (c.req.header("Content-Type") !== CONTENT_TYPE) return null;
  try {
    return decode(field, new Uint8Array(await c.req.arrayBuffer()));
  } catch {
    return null;
  }
}

async function encoded<T>(
  answered: Promise<Result<T, RejectReason>>,
  encodeValue: (value: T) => Bytes,
): Promise<Result<Bytes, RejectReason>> {
  const result = await answered;
  return result.ok ? ok(encodeValue(result.value)) : result;
}
