// The socket addresses that C takes: struct sockaddr_in and sockaddr_in6 of Linux.

import { parseIp } from "./ip-address.ts";

const AF_INET = 2;
const AF_INET6 = 10;

export type SocketName = {
  /** In the order of memory; 16 or 28 bytes. */
  readonly words: Uint32Array;
  readonly length: number;
};

/**
 * @param isIpv6 of the socket: such a one reaches IPv4 by mapped addresses.
 * @returns null for an address that isn't known in full, as a link-local one, whose scope is a name.
 */
export function socketName(address: string, port: number, isIpv6: boolean): SocketName | null {
  const ip = address.includes("%") ? null : parseIp(address);
  if (ip === null || (ip.length === 16 && !isIpv6)) return null;
  const length = isIpv6 ? 28 : 16;
  const words = new Uint32Array(length / 4);
  const bytes = new Uint8Array(words.buffer);
  // family 2, in the machine's order | port 2 | IPv4: address 4, zeros 8 | IPv6: flow 4, address 16, scope 4
  bytes[0] = isIpv6 ? AF_INET6 : AF_INET;
  bytes[2] = port >>> 8;
  bytes[3] = port;
  if (!isIpv6) bytes.set(ip, 4);
  else if (ip.length === 16) bytes.set(ip, 8);
  else bytes.set([0xff, 0xff, ...ip], 18);
  return { words, length };
}
