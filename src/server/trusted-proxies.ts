// Whose word about a visitor's address is believed: the operator's list of proxies.

import { BlockList, isIP } from "node:net";
import { bareAddress } from "./entry/address-block.ts";

export type TrustedProxies = { readonly text: string; readonly has: (address: string) => boolean };

const WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["loopback", ["127.0.0.0/8", "::1/128"]],
  ["private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]],
]);

/** @param text words, addresses and blocks with commas between; empty trusts nobody. @returns null for anything else. */
export function parseTrustedProxies(text: string): TrustedProxies | null {
  const blocks = new BlockList();
  for (const word of text.split(",").filter((part) => part !== "")) {
    for (const block of WORDS.get(word) ?? [word]) {
      const [, address = "", bits] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(block) ?? [];
      const width = isIP(address) === 6 ? 128 : 32;
      if (isIP(address) === 0 || Number(bits ?? width) > width) return null;
      blocks.addSubnet(address, Number(bits ?? width), width === 128 ? "ipv6" : "ipv4");
    }
  }
  return { text, has: (address) => isIn(blocks, address) };
}

function isIn(blocks: BlockList, address: string): boolean {
  const bare = bareAddress(address).replace(/^::ffff:(?=\d+\.)/, "");
  const family = isIP(bare);
  return family !== 0 && blocks.check(bare, family === 6 ? "ipv6" : "ipv4");
}
