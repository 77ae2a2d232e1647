// Where the media port is bound, and the addresses at which browsers reach it.

import { lookup } from "node:dns/promises";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

const WILDCARDS = new Set(["0.0.0.0", "::"]);

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** fe80::/10 needs a zone that only this machine knows: no use to a browser. */
function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address) || address.startsWith("169.254.");
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}

/** RFC 1918, RFC 6598 (a provider's own), RFC 4193: another network can't reach them. */
function isPrivate(address: string): boolean {
  if (address.includes(":")) return /^f[cd]/i.test(address);
  const [first = 0, second = 0] = address.split(".").map(Number);
  return (
    first === 10 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 100 && second >= 64 && second < 128)
  );
}

/** What everybody can reach comes first, then what only a network can, then what only this machine can. */
function distance({ address, internal }: NetworkInterfaceInfo): number {
  if (internal) return 2;
  return isPrivate(address) ? 1 : 0;
}

/** This machine's own: a public one is found here where an interface has it. */
function ownAddresses(host: string, interfaces: Interfaces): readonly string[] {
  return Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    .filter(({ address }) => !isLinkLocal(address))
    .filter(({ family }) => host === "::" || family === "IPv4")
    .sort((a, b) => distance(a) - distance(b))
    .map(({ address }) => address);
}

/**
 * The address to which the media port is bound. Beside pages on loopback it is all of this
 * machine's, of both families where there are both: Firefox doesn't use 127.0.0.1 for media, even
 * towards the machine it runs on. What arrives there from elsewhere fails the check of STUN's
 * integrity.
 * @param listenHost where pages are served.
 */
export function mediaHost(
  listenHost: string,
  interfaces: Interfaces = networkInterfaces(),
): string {
  if (!isLoopback(listenHost)) return listenHost;
  // A socket of "::" has IPv4 too; without IPv6 there is none.
  const entries = Object.values(interfaces).flatMap((some) => some ?? []);
  return entries.some(({ family }) => family === "IPv6") ? "::" : "0.0.0.0";
}

/**
 * What the answers to offers name.
 * @param host that the media port is bound to.
 * @param announced by the operator; wins when there is any.
 */
export function mediaAddresses(
  host: string,
  announced: readonly string[],
  interfaces: Interfaces = networkInterfaces(),
): readonly string[] {
  if (announced.length > 0) return announced;
  return WILDCARDS.has(host) ? ownAddresses(host, interfaces) : [host];
}

/**
 * A machine behind a router that hands ports on doesn't know its public address; its domain does.
 * @param own as `mediaAddresses` gives them.
 * @returns what the domain points to beside `own`; nothing without a domain, or without an answer.
 */
export async function domainAddresses(
  domain: string,
  own: readonly string[],
): Promise<readonly string[]> {
  if (domain === "") return [];
  const found = await lookup(domain, { all: true }).catch(() => []);
  return found.map(({ address }) => address).filter((address) => !own.includes(address));
}
