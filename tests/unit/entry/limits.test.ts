// That entry asks admission, over the real routes; what admission answers is in admission.test.ts.
// Seen to fail, each by itself: with A looked at after the tries are taken, without giving a rightful try back, and
// without asking at all.

import { describe, expect, test } from "bun:test";
import { GROUP_3072 } from "../../../src/core/srp/group.ts";
import { srpHello } from "../../../src/protocol/entry-messages.ts";
import { encode } from "../../../src/protocol/schema.ts";
import { TRIES_BY_ADDRESS, TRIES_OF_ALL } from "../../../src/server/entry/admission.ts";
import { enter, withOtherSecret } from "./by-hand.ts";
import { srpNumber, World } from "./entry-world.ts";

describe("limits", () => {
  test("an address that only begins exchanges is stopped, and another isn't", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const hello = encode(srpHello, { meetingId, clientPublic: srpNumber(5n), work: null });
    for (let attempt = 0; attempt < TRIES_BY_ADDRESS.burst; attempt++) {
      expect((await world.post("/api/srp", hello)).status).toBe(200);
    }
    expect((await world.post("/api/srp", hello)).status).toBe(429);
    world.address = "192.0.2.2";
    expect((await enter(world, meetingId, fragment)).ok).toBe(true);
    world.address = "192.0.2.1";
    world.now += TRIES_BY_ADDRESS.refillMs;
    // It gives its one try back each time.
    for (let again = 0; again < 2; again++) {
      expect((await enter(world, meetingId, fragment)).ok).toBe(true);
    }
  });

  test("a right proof, and no wrong one, makes room for its socket among any number of others", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const { unproven } = world.entry;
    for (let number = 0; unproven.hasRoom(`198.51.100.${number}`); number++) {
      unproven.add(`198.51.100.${number}`);
      if (number === 255) break;
    }
    for (const address of ["192.0.2.7", "192.0.2.8"]) {
      while (unproven.hasRoom(address)) unproven.add(address);
    }
    world.address = "192.0.2.7";
    await enter(world, meetingId, withOtherSecret(fragment));
    expect(unproven.hasRoom("192.0.2.7")).toBe(false);
    expect((await enter(world, meetingId, fragment)).ok).toBe(true);
    expect(unproven.hasRoom("192.0.2.7")).toBe(true);
  });

  test("an A that costs no arithmetic costs nobody a try", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    for (const value of [0n, GROUP_3072.N]) {
      const hello = encode(srpHello, { meetingId, clientPublic: srpNumber(value), work: null });
      for (let attempt = 0; attempt < 2 * TRIES_OF_ALL.burst; attempt++) {
        expect((await world.post("/api/srp", hello)).status).toBe(400);
      }
    }
    expect((await enter(world, meetingId, fragment)).ok).toBe(true);
  });
});
