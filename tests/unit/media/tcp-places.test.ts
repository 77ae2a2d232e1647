// Strangers who would hold every ICE-TCP connection. Each test was seen to fail without its defence:
// counting by whole address, no eviction, no time for the proof, and places kept by what is received.

import { describe, expect, test } from "bun:test";
import { once } from "node:events";
import { connect } from "node:net";
import type { Millis } from "../../../src/base/time.ts";
import { openPortPair } from "../../../src/server/media/port-pair.ts";
import { TcpPlaces } from "../../../src/server/media/tcp-places.ts";

function at(time: number): Millis {
  return time as Millis;
}

/** Fills `count` places from `block`, numbered from 0. */
function fill(places: TcpPlaces<string>, block: string, count: number, isProven: boolean): void {
  for (let number = 0; number < count; number++) {
    const holder = `${block} ${number}`;
    places.take(holder, `2001:db8:${block}::${number.toString(16)}`, at(number));
    if (isProven) places.handleSent(holder);
  }
}

const STRANGERS = ["a", "b", "c", "d", "e", "f", "10", "11"];

describe("when all places are taken", () => {
  test("an address block has 64, however many addresses it has", () => {
    const places = new TcpPlaces<string>();
    fill(places, "a", 64, true);
    expect(places.take("one more", "2001:db8:a:0:ffff::1", at(0))).toBe("refused");
    expect(places.take("neighbour", "2001:db8:a:1::1", at(0))).toBeNull();
    places.leave("a 7");
    expect(places.take("one more", "2001:db8:a:0:ffff::1", at(0))).toBeNull();
  });

  test("a /48 has 256, however many blocks it has", () => {
    const places = new TcpPlaces<string>();
    for (let block = 0; block < 256; block++) {
      const address = `2001:db8:0:${(block * 256).toString(16)}::1`;
      expect(places.take(`${block}`, address, at(0))).toBeNull();
      places.handleSent(`${block}`);
    }
    expect(places.take("one more", "2001:db8:0:1::1", at(0))).toBe("refused");
    expect(places.take("another", "2001:db8:1::1", at(0))).toBeNull();
  });

  test("a newcomer is given that of the oldest of its block who proved nothing", () => {
    const places = new TcpPlaces<string>();
    fill(places, "a", 64, false);
    places.handleSent("a 0");
    expect(places.take("newcomer", "2001:db8:a::ffff", at(100))).toBe("a 1");
    expect(places.take("another", "2001:db8:a::fffe", at(100))).toBe("a 2");
  });

  test("of all blocks, a newcomer is given one of the block with most", () => {
    const places = new TcpPlaces<string>();
    places.take("slow", "192.0.2.1", at(0));
    for (const block of STRANGERS) fill(places, block, 63, false);
    fill(places, "12", 7, true);
    expect(places.take("newcomer", "192.0.2.2", at(100))).toBe("a 0");
    expect(places.take("another", "192.0.2.3", at(100))).toBe("b 0");
  });

  test("nobody who proved themselves gives theirs up", () => {
    const places = new TcpPlaces<string>();
    for (const block of STRANGERS) fill(places, block, 64, true);
    expect(places.take("newcomer", "192.0.2.1", at(100))).toBe("refused");
  });
});

describe("a place ends", () => {
  test("after 10 s without proof", () => {
    const places = new TcpPlaces<string>();
    places.take("stranger", "192.0.2.1", at(0));
    places.take("browser", "192.0.2.1", at(0));
    places.handleSent("browser");
    expect(places.takeExpired(at(9_999))).toEqual([]);
    expect(places.takeExpired(at(10_000))).toEqual(["stranger"]);
  });

  test("30 s after something was last sent there, whatever is received", () => {
    const places = new TcpPlaces<string>();
    places.take("browser", "192.0.2.1", at(0));
    places.handleSent("browser");
    expect(places.takeExpired(at(1_000))).toEqual([]);
    places.handleSent("browser");
    expect(places.takeExpired(at(20_000))).toEqual([]);
    expect(places.takeExpired(at(49_999))).toEqual([]);
    expect(places.takeExpired(at(50_000))).toEqual(["browser"]);
  });
});

test("65 connections that prove nothing leave a browser its place", async () => {
  const counts: string[] = [];
  const server = await openPortPair({
    host: "127.0.0.1",
    port: 0,
    handlePacket: (packet, remote) => remote.send(packet),
    count: (what) => counts.push(what),
  });
  const strangers = Array.from({ length: 65 }, () => connect(server.port, "127.0.0.1"));
  const [first] = strangers;
  if (first === undefined) throw new Error("no stranger");
  await once(first, "close");
  const browser = connect(server.port, "127.0.0.1");
  browser.write(new Uint8Array([0, 1, 7]));
  const [answer] = await once(browser, "data");
  expect([...answer]).toEqual([0, 1, 7]);
  expect(counts).toEqual(["drop-tcp-refused", "drop-tcp-refused"]);
  for (const socket of [...strangers, browser]) socket.destroy();
  server.close();
});
