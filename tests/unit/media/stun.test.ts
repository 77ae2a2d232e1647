// STUN as ICE-lite needs it, against RFC 5769 §2.1. Without `hasIntegrity` in the demux, the last
// tests of packet-demux.test.ts fail: a stranger would take over a participant's path.

import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { fromHex, hex } from "../../../src/base/bytes.ts";
import { parseIp } from "../../../src/server/media/ip-address.ts";
import {
  bindingSuccess,
  hasIntegrity,
  parseBindingRequest,
} from "../../../src/server/media/stun.ts";

const PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";
const REQUEST =
  fromHex(
    [
      "000100582112a442b7e7a701bc34d686fa87dfae",
      "802200105354554e207465737420636c69656e74",
      "002400046e0001ff80290008932ff9b151263b36",
      "000600096576746a3a68367659202020",
      "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2",
      "80280004e57a3bcf",
    ].join(""),
  ) ?? new Uint8Array(0);

function parsed(packet: Uint8Array) {
  const request = parseBindingRequest(packet);
  if (request === null) throw new Error("not a binding request");
  return request;
}

describe("a binding request", () => {
  test("is read as RFC 5769 wrote it", () => {
    const request = parsed(REQUEST);
    expect(request.username).toBe("evtj:h6vY");
    expect(request.isNominating).toBe(false);
    expect(hasIntegrity(REQUEST, request, PASSWORD)).toBe(true);
  });

  test("has no integrity under another password", () => {
    expect(hasIntegrity(REQUEST, parsed(REQUEST), "VOkJxbRl1RmTxUk/WvJxBT")).toBe(false);
  });

  test("has no integrity when any covered bit was changed", () => {
    for (let bit = 64; bit < 100 * 8; bit++) {
      const forged = REQUEST.slice();
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const request = parseBindingRequest(forged);
      if (request !== null) expect(hasIntegrity(forged, request, PASSWORD)).toBe(false);
    }
  });

  test("isn't nominating by an attribute after the integrity, which anyone could add", () => {
    const appended = new Uint8Array(REQUEST.length + 4);
    appended.set(REQUEST);
    appended.set([0, 0x25, 0, 0], REQUEST.length);
    appended[3] = 0x5c;
    const request = parsed(appended);
    expect(request.isNominating).toBe(false);
    expect(hasIntegrity(appended, request, PASSWORD)).toBe(true);
  });

  test("is refused without user name or integrity, and with any other type", () => {
    expect(parseBindingRequest(REQUEST.slice(0, 20))).toBeNull();
    const success = REQUEST.slice();
    success[0] = 1;
    expect(parseBindingRequest(success)).toBeNull();
  });

  test("never throws on any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (packet) => void parse(packet)));
    const body = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(body, (rest) => void parse(new Uint8Array([...REQUEST.slice(0, 60), ...rest]))),
    );
  });
});

function parse(packet: Uint8Array) {
  const request = parseBindingRequest(packet);
  return request !== null && hasIntegrity(packet, request, PASSWORD);
}

describe("the answer", () => {
  test.each([
    ["192.0.2.1", "0001a147e112a643"],
    ["::ffff:192.0.2.1", "0001a147e112a643"],
    ["2001:db8:1234:5678:11:2233:4455:6677", "0002a1470113a9faa5d3f179bc25f4b5bed2b9d9"],
  ])("tells %s in the form of RFC 5769 §2.2 and §2.3", (address, expected) => {
    const answer = bindingSuccess(parsed(REQUEST), address, 32_853, PASSWORD);
    if (answer === null) throw new Error("no answer");
    const length = expected.length / 2;
    expect(hex(answer.subarray(0, 2))).toBe("0101");
    expect(hex(answer.subarray(24, 24 + length))).toBe(expected);
    const covered = answer.slice(0, 24 + length);
    covered[3] = 24 + length + 24 - 20;
    const mac = createHmac("sha1", PASSWORD).update(covered).digest();
    expect(hex(answer.subarray(28 + length, 48 + length))).toBe(hex(mac));
  });

  test("isn't given to what is no address", () => {
    expect(bindingSuccess(parsed(REQUEST), "nowhere", 1, PASSWORD)).toBeNull();
  });
});

test.each([
  ["127.0.0.1", "7f000001"],
  ["::", "0".repeat(32)],
  ["fe80::1%eth0", `fe80${"0".repeat(27)}1`],
])("the address %s is %s", (text, expected) => {
  expect(hex(parseIp(text) ?? new Uint8Array(0))).toBe(expected);
});

test("reading an address never throws", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseIp(text)));
  const ipV6 = fc.ipV6().filter((text) => !text.includes("."));
  fc.assert(fc.property(ipV6, (text) => expect(parseIp(text)?.length).toBe(16)));
});
