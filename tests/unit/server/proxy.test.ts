// Whose word counts about where a request came from.
// Seen to fail: with the first instead of the last entry believed, and with headers believed without a proxy.

import { expect, test } from "bun:test";
import { provenance } from "../../../src/server/proxy.ts";

const connection = { peerAddress: "198.51.100.1", upgrade: () => null };

function requestWith(headers: Record<string, string>): Request {
  return new Request("http://localhost/", { headers });
}

const forged = requestWith({
  "X-Forwarded-For": "203.0.113.66, 192.0.2.7",
  "X-Forwarded-Proto": "https",
});

test("without a proxy, a client's own headers count for nothing", () => {
  const direct = provenance(false);
  expect(direct.clientAddress(forged, connection)).toBe("198.51.100.1");
  expect(direct.isHttps(forged)).toBe(false);
});

test("behind a proxy, only the entry that the proxy added counts", () => {
  const behind = provenance(true);
  expect(behind.clientAddress(forged, connection)).toBe("192.0.2.7");
  expect(behind.isHttps(forged)).toBe(true);
});

// Seen to fail: with the port left on, each connection was an address of its own.
test("behind a proxy, the port beside an address isn't part of it", () => {
  const behind = provenance(true);
  const addressIn = (value: string) =>
    behind.clientAddress(requestWith({ "X-Forwarded-For": value }), connection);
  expect(addressIn("203.0.113.66, 192.0.2.7:5678")).toBe("192.0.2.7");
  expect(addressIn("[2001:db8::1]:123")).toBe("2001:db8::1");
  expect(addressIn("2001:db8::1")).toBe("2001:db8::1");
});

test("a proxy that adds nothing leaves its own address", () => {
  const behind = provenance(true);
  expect(behind.clientAddress(requestWith({}), connection)).toBe("198.51.100.1");
  expect(behind.isHttps(requestWith({ "X-Forwarded-Proto": "http" }))).toBe(false);
});
