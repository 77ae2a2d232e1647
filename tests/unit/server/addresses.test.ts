// Which addresses browsers are told to send their media to.

import { describe, expect, test } from "bun:test";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import { mediaAddresses, mediaHost } from "../../../src/server/addresses.ts";

test("those that the operator announces win", () => {
  expect(mediaAddresses("0.0.0.0", ["203.0.113.7"])).toEqual(["203.0.113.7"]);
});

test("a single host is its own address", () => {
  expect(mediaAddresses("192.0.2.1", [])).toEqual(["192.0.2.1"]);
});

test("a wildcard stands for this machine's own addresses, other machines' first", () => {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const internal = new Set(all.filter((entry) => entry.internal).map(({ address }) => address));
  const addresses = mediaAddresses("0.0.0.0", []);
  const firstInternal = addresses.findIndex((address) => internal.has(address));
  expect(addresses).toContain("127.0.0.1");
  expect(addresses.slice(firstInternal).every((address) => internal.has(address))).toBe(true);
  expect(addresses.some((address) => address.includes(":"))).toBe(false);
});

describe("of several addresses", () => {
  const entry = (address: string, internal = false) =>
    ({
      address,
      internal,
      family: address.includes(":") ? "IPv6" : "IPv4",
    }) as NetworkInterfaceInfo;
  const INTERFACES = {
    lo: [entry("127.0.0.1", true), entry("::1", true)],
    bridge: [entry("172.17.0.1"), entry("fd00::1")],
    card: [entry("192.168.0.7"), entry("203.0.113.7"), entry("fe80::7"), entry("2001:db8::7")],
    provider: [entry("100.64.0.7"), entry("169.254.0.7")],
  };

  test("public ones come first, then private ones, then loopback; link-local ones never", () => {
    expect(mediaAddresses("::", [], INTERFACES)).toEqual([
      "203.0.113.7",
      "2001:db8::7",
      "172.17.0.1",
      "fd00::1",
      "192.168.0.7",
      "100.64.0.7",
      "127.0.0.1",
      "::1",
    ]);
  });

  test("a wildcard of IPv4 has no other", () => {
    const addresses = mediaAddresses("0.0.0.0", [], INTERFACES);
    expect(addresses.filter((address) => address.includes(":"))).toEqual([]);
  });

  test("beside pages on loopback media is bound to both families where there are both", () => {
    expect(mediaHost("127.0.0.1", INTERFACES)).toBe("::");
    expect(mediaHost("127.0.0.1", { lo: [entry("127.0.0.1", true)] })).toBe("0.0.0.0");
    expect(mediaHost("203.0.113.7", INTERFACES)).toBe("203.0.113.7");
    expect(mediaHost("0.0.0.0", INTERFACES)).toBe("0.0.0.0");
  });
});
