// `conclave health`: asks the server at --listen whether it is well, for a container's health check.

import type { Endpoint } from "./config.ts";
import { localUrl } from "./config.ts";

/** A server that takes longer to answer isn't well. */
const ANSWER_WITHIN_MS = 5_000;

export async function isServerWell(endpoint: Endpoint): Promise<boolean> {
  try {
    const answer = await fetch(`${localUrl(endpoint)}healthz`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return answer.ok;
  } catch {
    return false;
  }
}
