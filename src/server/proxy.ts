// Who a request came from, and whether by TLS: told by the connection, or by trusted proxies in front.

import { bareAddress } from "./entry/address-block.ts";
import type { Connection } from "./runtime/runtime.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";

/** The address that rate limits count. */
export type ClientAddress = (request: Request, connection: Connection) => string;

export type Provenance = {
  readonly clientAddress: ClientAddress;
  readonly isHttps: (request: Request, connection: Connection) => boolean;
};

/**
 * Each proxy adds the address that it saw to the end of X-Forwarded-For. What stands before the
 * last address that isn't a trusted proxy's is the client's own words: a client that names a new
 * address each time would evade every limit.
 * @param isTls whether we speak TLS ourselves.
 */
export function provenance(proxies: TrustedProxies, isTls: boolean): Provenance {
  return {
    clientAddress: (request, { peerAddress }) => {
      const named = request.headers.get("X-Forwarded-For")?.split(",") ?? [];
      const hops = [...named.map((hop) => bareAddress(hop.trim())), peerAddress];
      while (hops.length > 1 && proxies.has(hops.at(-1) ?? "") && hops.at(-2) !== "") hops.pop();
      return hops.at(-1) ?? peerAddress;
    },
    isHttps: (request, { peerAddress }) =>
      isTls || (proxies.has(peerAddress) && request.headers.get("X-Forwarded-Proto") === "https"),
  };
}
