// The parts of an IP address that one subscriber may hold: what attempts are counted by.

/** An IPv6 subscriber has a /64 or more: 2^64 addresses that must not be 2^64 subscribers. */
const BLOCK_GROUPS = 4;

/**
 * Some proxies write the client's port after its address: a block for each port would be no limit.
 * IPv6 with a port stands in brackets; without them a last group can't be told from one.
 *
 * @returns the address without port, brackets and zone; other text as it is, in small letters.
 */
export function bareAddress(address: string): string {
  const inBrackets = /^\[([^\]]*)\](?::\d+)?$/.exec(address)?.[1];
  const withoutPort = inBrackets ?? address.replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1");
  return withoutPort.replace(/%.*$/, "").toLowerCase();
}

/**
 * @param address IPv4 or IPv6 as the socket or a trusted proxy gave it; other text is its own block.
 * @returns the IPv4 address (also when mapped into IPv6), or the first 64 bits of the IPv6 address.
 */
export function addressBlock(address: string): string {
  const bare = bareAddress(address);
  const mapped = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/.test(bare)) return bare;
  // An IPv4 address at the end is two groups, which are beyond the block.
  const [head = "", tail = ""] = bare.replace(/[\d.]+\.\d+$/, "0:0").split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const zeros = bare.includes("::") ? Math.max(0, 8 - left.length - right.length) : 0;
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right];
  return groups
    .slice(0, BLOCK_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

/**
 * Who rents a server has a /64, a /56 or a /48 of its own: 65,536 blocks of 64 bits that must not be
 * as many subscribers. On other networks a /48 is shared by many, who must not be counted as one.
 *
 * @returns from narrow to wide: of IPv6 the /64, the /56 and the /48; of anything else its one block.
 */
export function addressBlocks(address: string): readonly string[] {
  const block = addressBlock(address);
  const [first, second, third, fourth] = block.split(":");
  if (third === undefined || fourth === undefined) return [block];
  const site = `${first}:${second}:${third}`;
  return [block, `${site}:${fourth.padStart(4, "0").slice(0, 2)}/56`, `${site}/48`];
}
