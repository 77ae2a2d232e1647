// A network of its own for the browser tests: nothing outside can be reached, and each browser finds an address.

/**
 * Firefox gathers no loopback address, so there is one more: of RFC 5737, behind a pair of virtual
 * cards. The route makes it the default one, which is the one that browsers offer.
 */
const SETUP = [
  "ip link set lo up",
  "ip link add meet0 type veth peer name meet1",
  "ip address add 192.0.2.1/24 dev meet0",
  "ip link set meet0 up",
  "ip link set meet1 up",
  "ip route add default via 192.0.2.254 dev meet0",
  'exec "$@"',
].join(" && ");

/**
 * @returns what to put before a command's words; nothing where the system doesn't allow it, and
 * then the command has the machine's own network.
 */
export async function privateNetwork(): Promise<readonly string[]> {
  const asRoot = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  const prefix = ["unshare", "--net", ...asRoot, "sh", "-c", SETUP, "sh"];
  try {
    const trial = Bun.spawn([...prefix, "true"], { stdio: ["ignore", "ignore", "ignore"] });
    return (await trial.exited) === 0 ? prefix : [];
  } catch {
    return [];
  }
}
