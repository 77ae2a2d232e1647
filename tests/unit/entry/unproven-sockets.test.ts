// Sockets of strangers: how many there may be, and that they shut nobody out.
// Seen to fail, each by itself: without each bound, without the places kept for those who have few, with sockets
// counted for as long as they are open, without the second look at the opening, and with nobody expected.

import { describe, expect, test } from "bun:test";
import type { Millis } from "../../../src/base/time.ts";
import {
  EXPECTED_MS,
  FEW,
  KEPT_FOR_FEW,
  UNPROVEN_MAX,
  UnprovenSockets,
} from "../../../src/server/entry/unproven-sockets.ts";
import { socketRoutes } from "../../../src/server/routes/socket.ts";
import type { SocketEvents, SocketPort } from "../../../src/server/runtime/runtime.ts";

let now = 0 as Millis;
const newSockets = () => new UnprovenSockets(() => now);
const ipv4 = (number: number) => `198.51.${number >> 8}.${number & 255}`;

/** Until one is refused. @returns how many there were. */
function fill(sockets: UnprovenSockets, addressOf: (number: number) => string): number {
  for (let count = 0; ; count++) {
    if (!sockets.hasRoom(addressOf(count))) return count;
    sockets.add(addressOf(count));
  }
}

describe("unproven sockets", () => {
  test("one address has room for an office of 100, and an end; IPv6 is counted by its blocks", () => {
    expect(fill(newSockets(), () => "192.0.2.7")).toBe(128);
    const host = (number: number) => `2001:db8:1:2::${number.toString(16)}`;
    expect(fill(newSockets(), host)).toBe(128);
    const subnet = (number: number) => `2001:db8:1:${number.toString(16)}::1`;
    expect(fill(newSockets(), subnet)).toBe(160);
    const site = (number: number) => `2001:db8:1:${(number * 256).toString(16)}::1`;
    expect(fill(newSockets(), site)).toBe(192);
  });

  test("there is an end for all, and before it room for those who have few", () => {
    const sockets = newSockets();
    expect(fill(sockets, (number) => (number < 128 ? "192.0.2.7" : "192.0.2.8"))).toBe(
      UNPROVEN_MAX,
    );
    expect(sockets.hasRoom("192.0.2.7")).toBe(false);
    expect(sockets.hasRoom("192.0.2.9")).toBe(true);
    expect(fill(sockets, () => "192.0.2.9")).toBe(FEW);
    expect(fill(sockets, ipv4)).toBe(KEPT_FOR_FEW - FEW);
    expect(sockets.hasRoom("203.0.113.1")).toBe(false);
  });

  test("who has just proved to hold a link has room among any number of strangers, once", () => {
    const sockets = newSockets();
    fill(sockets, ipv4);
    for (let person = 0; person < 3; person++) sockets.expect("203.0.113.1");
    // Among the strangers, too.
    sockets.expect(ipv4(1));
    for (const address of ["203.0.113.1", "203.0.113.1", "203.0.113.1", ipv4(1)]) {
      expect(sockets.hasRoom(address)).toBe(true);
      sockets.add(address);
      expect(sockets.size).toBe(UNPROVEN_MAX + KEPT_FOR_FEW);
    }
    expect(sockets.hasRoom("203.0.113.1")).toBe(false);
    sockets.expect("203.0.113.1");
    now = (now + EXPECTED_MS) as Millis;
    expect(sockets.hasRoom("203.0.113.1")).toBe(false);
  });

  test("who proved itself or left is counted no more, once", () => {
    const sockets = newSockets();
    const leave = sockets.add("2001:db8::1");
    sockets.add("2001:db8::2");
    for (let again = 0; again < 3; again++) leave();
    expect(sockets.size).toBe(1);
  });
});

/** The route, with sockets that are proven by any message. */
class SocketWorld {
  readonly opened: SocketEvents[] = [];
  readonly closed: number[] = [];
  address = "192.0.2.7";
  /** Those that the runtime is still to open. */
  readonly pending: (() => void)[] = [];
  readonly #routes = socketRoutes(
    () => {
      let isProven = false;
      return {
        get isProven() {
          return isProven;
        },
        handleMessage: () => {
          isProven = true;
        },
        handleClose: () => {},
      };
    },
    newSockets(),
    () => this.address,
  );

  async upgrade(): Promise<number> {
    const port: SocketPort = {
      send: () => {},
      close: (code) => this.closed.push(code),
      bufferedBytes: () => 0,
    };
    const headers = {
      Upgrade: "websocket",
      Host: "meet.example",
      Origin: "https://meet.example",
    };
    const response = await this.#routes.request(
      "http://meet.example/",
      { headers },
      {
        peerAddress: "127.0.0.1",
        upgrade: (open: (port: SocketPort) => SocketEvents) => {
          this.pending.push(() => this.opened.push(open(port)));
          return new Response(null, { status: 101 });
        },
      },
    );
    return response.status;
  }

  open(): void {
    for (const open of this.pending.splice(0)) open();
  }
}

describe("the socket's address", () => {
  test("refuses the upgrade to a stranger with too many, and to nobody else", async () => {
    const world = new SocketWorld();
    for (let count = 0; count < 128; count++) {
      expect(await world.upgrade()).toBe(101);
      world.open();
    }
    expect(await world.upgrade()).toBe(503);
    world.address = "192.0.2.8";
    expect(await world.upgrade()).toBe(101);
    world.address = "192.0.2.7";
    world.opened[0]?.handleClose();
    world.opened[1]?.handleMessage(new Uint8Array(1));
    for (const expected of [101, 101, 503]) {
      expect(await world.upgrade()).toBe(expected);
      world.open();
    }
  });

  test("500 people behind one address come in, one after another", async () => {
    const world = new SocketWorld();
    for (let count = 0; count < 500; count++) {
      expect(await world.upgrade()).toBe(101);
      world.open();
      world.opened[count]?.handleMessage(new Uint8Array(1));
    }
  });

  test("turns off what was let through at the same moment and is too many", async () => {
    const world = new SocketWorld();
    for (let count = 0; count < 130; count++) expect(await world.upgrade()).toBe(101);
    world.open();
    expect(world.closed).toEqual([1013, 1013]);
  });
});
