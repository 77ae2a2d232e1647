// One request to the server before the socket: a binary message there, one back, or why not.

import type { Bytes } from "../base/bytes.ts";
import type { Result } from "../base/result.ts";
import { ok, reject } from "../base/result.ts";
import type { MeetingId } from "../protocol/ids.ts";
import { MEETING_HEADER } from "../protocol/ids.ts";
import { parseRejectReason } from "../protocol/reject.ts";
import type { Field } from "../protocol/schema.ts";
import { decode } from "../protocol/schema.ts";
import type { Failure } from "./failure.ts";

/** `globalThis.fetch`, or a test's. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** Longer leaves a person before a dead button, shorter gives up on slow mobile networks. */
const ANSWER_MS = 20_000;

/**
 * @param path from the root of the server that the page came from.
 * @param meetingId by which a proxy before many nodes chooses that of the meeting; null where any will do.
 * @returns the answer's bytes; the server's reason when it rejects; `server-gone` when there is no
 * answer, or one that isn't the server's own, as from a proxy before it.
 */
export async function post(
  fetch: Fetch,
  path: string,
  message: Bytes,
  meetingId: MeetingId | null = null,
): Promise<Result<Bytes, Failure>> {
  const headers = { "Content-Type": "application/octet-stream" };
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: meetingId === null ? headers : { ...headers, [MEETING_HEADER]: meetingId },
      body: message,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (response.ok) return ok(new Uint8Array(await response.arrayBuffer()));
    return reject(parseRejectReason(await response.text()) ?? "server-gone");
  } catch {
    return reject("server-gone");
  }
}

/** As `post`; `wrong-version` when the answer isn't one of `field`. */
export async function postFor<T>(
  fetch: Fetch,
  path: string,
  message: Bytes,
  field: Field<T>,
  meetingId: MeetingId | null = null,
): Promise<Result<T, Failure>> {
  const answer = await post(fetch, path, message, meetingId);
  if (!answer.ok) return answer;
  const value = decode(field, answer.value);
  return value === null ? reject("wrong-version") : ok(value);
}
