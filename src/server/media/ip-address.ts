// IP addresses as text and as bytes (RFC 4291 §2.2).

import { isIPv4, isIPv6 } from "node:net";

/** @returns 4 or 16 bytes, IPv4 for an IPv4-mapped IPv6 address; null for anything else. */
export function parseIp(address: string): Uint8Array | null {
  const mapped = address.toLowerCase().startsWith("::ffff:") ? address.slice(7) : address;
  if (isIPv4(mapped)) return Uint8Array.from(mapped.split(".").map(Number));
  const [bare = ""] = address.split("%");
  if (!isIPv6(bare) || bare.includes(".")) return null;
  const [head = "", tail] = bare.split("::");
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = new Array<number>(8 - before.length - after.length).fill(0);
  return Uint8Array.from(
    [...before, ...zeros, ...after].flatMap((group) => [group >>> 8, group & 0xff]),
  );
}

function groups(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}
