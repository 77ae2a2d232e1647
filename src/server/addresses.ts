// Where the media port is bound, and the addresses at which browsers reach it.

import { networkInterfaces } from "node:os";

const WILDCARDS = new Set(["0.0.0.0", "::"]);

/** fe80::/10 needs a zone that only this machine knows: no use to a browser. */
function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address) || address.startsWith("169.254.");
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}

/** This machine's own, the loopback ones last: only its own browsers can use those. */
function ownAddresses(host: string): readonly string[] {
  const all = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ address }) => !isLinkLocal(address))
    .filter(({ family }) => host === "::" || family === "IPv4")
    .sort((a, b) => Number(a.internal) - Number(b.internal));
  return all.map(({ address }) => address);
}

/**
 * The address to which the media port is bound. Beside pages on loopback it is all of this
 * machine's: Firefox doesn't use 127.0.0.1 for media, even towards the machine it runs on. What
 * arrives there from elsewhere fails the check of STUN's integrity.
 * @param listenHost where pages are served.
 */
export function mediaHost(listenHost: string): string {
  if (!isLoopback(listenHost)) return listenHost;
  return listenHost === "::1" ? "::" : "0.0.0.0";
}

/**
 * What the answers to offers name.
 * @param host that the media port is bound to.
 * @param announced by the operator; wins when there is any.
 */
export function mediaAddresses(host: string, announced: readonly string[]): readonly string[] {
  if (announced.length > 0) return announced;
  return WILDCARDS.has(host) ? ownAddresses(host) : [host];
}
