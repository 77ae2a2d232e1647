// Who a request came from, and whether by TLS: told by the connection, or by a trusted proxy in front.

import { bareAddress } from "./entry/address-block.ts";
import type { Connection } from "./runtime/runtime.ts";

/** The address that rate limits count. */
export type ClientAddress = (request: Request, connection: Connection) => string;

export type Provenance = {
  readonly clientAddress: ClientAddress;
  readonly isHttps: (request: Request) => boolean;
};

const DIRECT: Provenance = {
  clientAddress: (_request, { peerAddress }) => peerAddress,
  isHttps: () => false,
};

/**
 * The last entry of X-Forwarded-For is the one that the proxy itself wrote: those before it are the
 * client's own words, and a client that names a new address each time would evade every limit.
 */
const BEHIND_PROXY: Provenance = {
  clientAddress: (request, { peerAddress }) =>
    bareAddress(request.headers.get("X-Forwarded-For")?.split(",").at(-1)?.trim() ?? "") ||
    peerAddress,
  isHttps: (request) => request.headers.get("X-Forwarded-Proto") === "https",
};

export function provenance(isBehindProxy: boolean): Provenance {
  return isBehindProxy ? BEHIND_PROXY : DIRECT;
}
