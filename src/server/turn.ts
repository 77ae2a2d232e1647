// Time-limited credentials for the operator's TURN server (draft-uberti-behave-turn-rest-00 §2.2).

import { createHmac } from "node:crypto";
import { hex } from "../base/bytes.ts";
import type { RandomBytes } from "../base/random.ts";
import type { Relay } from "../protocol/socket-messages.ts";

/** Longer lets who left use the relay for longer, shorter may end calls that outlast it. */
const VALID_SECONDS = 12 * 60 * 60;

/** Tells users apart for the relay's quotas; says nothing of who they are or where. */
const USER_BYTES = 8;

/** `turn:` or `turns:`, a host, and maybe a port and a transport (RFC 7065). */
const TURN_URL =
  /^turns?:(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?$/;

export function isTurnUrl(text: string): boolean {
  return text.length <= 256 && TURN_URL.test(text);
}

export type TurnOptions = {
  readonly urls: readonly string[];
  /** That the TURN server has as its `static-auth-secret`. */
  readonly secret: string;
  readonly now: () => Date;
  readonly randomBytes: RandomBytes;
};

/** @returns null without a TURN server. */
export function relayCredentials({ urls, secret, now, randomBytes }: TurnOptions): Relay | null {
  if (urls.length === 0) return null;
  const expiresAt = Math.floor(now().getTime() / 1000) + VALID_SECONDS;
  const username = `${expiresAt}:${hex(randomBytes(USER_BYTES))}`;
  const credential = createHmac("sha1", secret).update(username).digest("base64");
  return { urls: [...urls], username, credential };
}
