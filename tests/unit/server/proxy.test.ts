// Whose word counts about where a request came from.
// Seen to fail: with the first instead of the last entry believed, with headers believed without a proxy, and with
// the last entry believed of whoever connects.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { provenance } from "../../../src/server/proxy.ts";
import { parseTrustedProxies } from "../../../src/server/trusted-proxies.ts";

const PROXY = "198.51.100.1";

function trusting(text: string, isTls = false) {
  const proxies = parseTrustedProxies(text);
  if (proxies === null) throw new Error(text);
  return provenance(proxies, isTls);
}

function from(peerAddress: string) {
  return { peerAddress, upgrade: () => null };
}

function requestWith(headers: Record<string, string>): Request {
  return new Request("http://localhost/", { headers });
}

function addressIn(value: string, text: string = PROXY): string {
  return trusting(text).clientAddress(requestWith({ "X-Forwarded-For": value }), from(PROXY));
}

const forged = requestWith({
  "X-Forwarded-For": "203.0.113.66, 192.0.2.7",
  "X-Forwarded-Proto": "https",
});

test("without a proxy, a client's own headers count for nothing", () => {
  const direct = trusting("");
  expect(direct.clientAddress(forged, from(PROXY))).toBe(PROXY);
  expect(direct.isHttps(forged, from(PROXY))).toBe(false);
});

test("whoever reaches us past the proxy is counted by the own address", () => {
  const behind = trusting(PROXY);
  expect(behind.clientAddress(forged, from("203.0.113.9"))).toBe("203.0.113.9");
  expect(behind.isHttps(forged, from("203.0.113.9"))).toBe(false);
});

test("behind a proxy, only the entry that the proxy added counts", () => {
  const behind = trusting(PROXY);
  expect(behind.clientAddress(forged, from(PROXY))).toBe("192.0.2.7");
  expect(behind.isHttps(forged, from(PROXY))).toBe(true);
});

test("behind a chain of proxies, the first that isn't one of them counts", () => {
  expect(addressIn("203.0.113.66, 192.0.2.7, 10.0.0.3", `${PROXY},private`)).toBe("192.0.2.7");
  expect(addressIn("203.0.113.66, 192.0.2.7, 10.0.0.3")).toBe("10.0.0.3");
});

// Seen to fail: with the port left on, each connection was an address of its own.
test("behind a proxy, the port beside an address isn't part of it", () => {
  expect(addressIn("203.0.113.66, 192.0.2.7:5678")).toBe("192.0.2.7");
  expect(addressIn("[2001:db8::1]:123")).toBe("2001:db8::1");
  expect(addressIn("2001:db8::1")).toBe("2001:db8::1");
});

test("a proxy that adds nothing leaves its own address", () => {
  const behind = trusting(PROXY);
  expect(behind.clientAddress(requestWith({}), from(PROXY))).toBe(PROXY);
  expect(addressIn("")).toBe(PROXY);
  expect(behind.isHttps(requestWith({ "X-Forwarded-Proto": "http" }), from(PROXY))).toBe(false);
});

test("who speaks TLS itself needs nobody to say so", () => {
  expect(trusting("", true).isHttps(requestWith({}), from(PROXY))).toBe(true);
});

test("a list of proxies holds words, addresses and blocks, and nothing else", () => {
  const isTrusted = (text: string, address: string) => parseTrustedProxies(text)?.has(address);
  expect(isTrusted("loopback", "::ffff:127.0.0.1")).toBe(true);
  expect(isTrusted("loopback", "::1")).toBe(true);
  expect(isTrusted("private", "172.17.0.1")).toBe(true);
  expect(isTrusted("private", "172.32.0.1")).toBe(false);
  expect(isTrusted("2001:db8::/32", "2001:db8:1::9")).toBe(true);
  expect(isTrusted("", "127.0.0.1")).toBe(false);
  for (const text of ["yes", "toString", "10.0.0.0/33", "::/129", "1.2.3", "a.b", "/8"]) {
    expect(parseTrustedProxies(text)).toBeNull();
  }
});

test("no list and no header makes it throw", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, address) => {
      parseTrustedProxies(text)?.has(address);
      parseTrustedProxies("private,loopback")?.has(address);
    }),
  );
});
