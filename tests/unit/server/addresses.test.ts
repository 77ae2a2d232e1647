// Which addresses browsers are told to send their media to.

import { expect, test } from "bun:test";
import { networkInterfaces } from "node:os";
import { mediaAddresses } from "../../../src/server/addresses.ts";

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
