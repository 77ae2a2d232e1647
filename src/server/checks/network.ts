// Whether the world finds this server where it looks: the domain's addresses, the clock, free ports.

import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { requestHttps } from "../acme/https-request.ts";
import type { Endpoint } from "../endpoint.ts";
import { endpointText } from "../endpoint.ts";
import type { Check } from "./check.ts";
import { bad, ok, warn } from "./check.ts";

/** Beyond it certificates look expired, or not yet good. */
const CLOCK_OFF_SECONDS = 60;

/** RFC 1918, RFC 6598, RFC 4193 and loopback: what a router translates. */
const PRIVATE =
  /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe[89ab])/i;

/** @param announced the operator's word for our addresses; our own interfaces' when empty. */
export async function checkDomain(domain: string, announced: readonly string[]): Promise<Check> {
  const name = "domain";
  const found = await lookup(domain, { all: true }).catch(() => []);
  const addresses = found.map(({ address }) => address);
  const fix = `Let an A or AAAA record of ${domain} point to this machine.`;
  if (addresses.length === 0) return bad(name, `${domain} has no address`, fix);
  const interfaces = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const own = announced.length > 0 ? announced : interfaces.map(({ address }) => address);
  const told = `${domain} is ${addresses.join(", ")}`;
  const strange = addresses.filter((address) => !own.includes(address));
  if (strange.length === 0) return ok(name, told);
  if (own.every((address) => PRIVATE.test(address))) {
    return warn(
      name,
      `${told}; this machine has private addresses only`,
      "If the router hands its ports on to this machine all is well.",
    );
  }
  if (strange.length === addresses.length) return bad(name, `${told}, which isn't here`, fix);
  return warn(name, `${strange.join(", ")} isn't here`, `Visitors may be sent there. ${fix}`);
}

/** By the Date of a server whose clock is right: the certificate authority's. */
export async function checkClock(url: string, roots: string | null, now: Date): Promise<Check> {
  const name = "clock";
  try {
    const { headers } = await requestHttps("GET", url, null, roots);
    const there = Date.parse(String(headers["date"]));
    const off = Math.round(Math.abs(now.getTime() - there) / 1000);
    if (Number.isNaN(off)) return ok(name, "the certificate authority doesn't tell the time");
    const found = `${off} s off the certificate authority's`;
    if (off <= CLOCK_OFF_SECONDS) return ok(name, found);
    return bad(name, found, "Switch time synchronisation on: timedatectl set-ntp true");
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return bad(name, `${url}: ${said}`, "The certificate authority must be reachable by HTTPS.");
  }
}

/** Binds, and lets go. */
export async function checkPort(
  what: string,
  endpoint: Endpoint,
  kind: "TCP" | "UDP",
  flag: string,
): Promise<Check> {
  const name = `${what}, ${kind}`;
  const { host, port } = endpoint;
  try {
    await (kind === "TCP" ? bindTcp(host, port) : bindUdp(host, port));
    return ok(name, `${endpointText(endpoint)} is free`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "EACCES") {
      const fix = "Start it as root, which it gives up, or with the right CAP_NET_BIND_SERVICE.";
      return bad(name, `this user may not open ${endpointText(endpoint)}`, fix);
    }
    const fix = `Stop what holds it, or choose another with ${flag}.`;
    return bad(name, `${endpointText(endpoint)} can't be opened (${code})`, fix);
  }
}

function bindTcp(host: string, port: number): Promise<void> {
  return new Promise((resolve, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(port, host, () => server.close(() => resolve()));
  });
}

function bindUdp(host: string, port: number): Promise<void> {
  return new Promise((resolve, fail) => {
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    socket.once("error", fail);
    socket.bind(port, host, () => socket.close(() => resolve()));
  });
}
