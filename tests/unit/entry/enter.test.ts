// Coming in by the link, and not coming in without it: browser and server in one process, over the real routes.
// Seen to fail, each by itself: without the server's check of M1 and the second look at the verifier,
// with exchanges left in place by `take`, and with a random false record in place of a stable one.

import { describe, expect, test } from "bun:test";
import type { Day } from "../../../src/base/time.ts";
import { deriveLinkKeys } from "../../../src/core/link/link-keys.ts";
import { GROUP_3072 } from "../../../src/core/srp/group.ts";
import { srpChallenge, srpHello } from "../../../src/protocol/entry-messages.ts";
import type { MeetingId } from "../../../src/protocol/ids.ts";
import { exchangeIdFrom } from "../../../src/protocol/ids.ts";
import { decode, encode } from "../../../src/protocol/schema.ts";
import { EXCHANGE_MS } from "../../../src/server/entry/srp-exchanges.ts";
import { ByHand, enter, withOtherSecret } from "./by-hand.ts";
import { random, srpNumber, unknownId, World } from "./entry-world.ts";

/** Everything about a response that an attacker sees. */
async function seen(response: Response) {
  const headers = [...response.headers].filter(([name]) => name !== "date").sort();
  return { status: response.status, headers, body: new Uint8Array(await response.arrayBuffer()) };
}

describe("with the link", () => {
  test("a browser comes in, and both ends hold one session key", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const entered = await enter(world, meetingId, fragment);
    if (!entered.ok) throw new Error(entered.reason);
    const { sessionId, sessionKey, linkGeneration, hostKey, linkKeys } = entered.value;
    const session = world.entry.sessions.find(sessionId);
    expect(session?.meetingId).toBe(meetingId);
    expect(session?.key.bytes).toEqual(sessionKey.bytes);
    expect(session?.linkGeneration).toBe(1);
    expect(linkGeneration).toBe(1);
    const stored = world.meetings.find(meetingId, world.day as Day);
    expect(stored.ok && stored.value?.hostKey).toEqual(hostKey);
    const keys = deriveLinkKeys(meetingId, fragment);
    expect(linkKeys.linkPsk.bytes).toEqual(keys.linkPsk.bytes);
    expect(world.rejects).toEqual([]);
  });

  test("each entry has a session and a key of its own", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const one = await enter(world, meetingId, fragment);
    const other = await enter(world, meetingId, fragment);
    if (!one.ok || !other.ok) throw new Error("not entered");
    expect(one.value.sessionId).not.toBe(other.value.sessionId);
    expect(one.value.sessionKey.bytes).not.toEqual(other.value.sessionKey.bytes);
  });

  test("entering puts off the day on which the meeting is deleted", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    world.day += 90;
    world.entry.handleTick();
    expect((await enter(world, meetingId, fragment)).ok).toBe(true);
    world.day += 90;
    world.entry.handleTick();
    expect((await enter(world, meetingId, fragment)).ok).toBe(true);
    world.day += 91;
    world.entry.handleTick();
    expect(await enter(world, meetingId, fragment)).toEqual({ ok: false, reason: "wrong-link" });
  });
});

describe("without the link", () => {
  test("a wrong secret and an unknown ID get the same answer", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const wrong = { ok: false, reason: "wrong-link" } as const;
    expect(await enter(world, meetingId, withOtherSecret(fragment))).toEqual(wrong);
    expect(await enter(world, unknownId(), fragment)).toEqual(wrong);
    expect(world.rejects).toEqual(["wrong-link", "wrong-link"]);
    expect(world.entry.sessions.size).toBe(0);
  });

  test("an unknown ID is in no byte, header or size unlike a wrong secret", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const answers = [];
    for (const id of [meetingId, unknownId()]) {
      const attempt = new ByHand(world, id, withOtherSecret(fragment));
      const hello = await attempt.hello();
      const challenge = decode(srpChallenge, new Uint8Array(await hello.clone().arrayBuffer()));
      if (challenge === null) throw new Error("no challenge");
      const { body, ...shape } = await seen(hello);
      const proof = await attempt.prove(challenge.exchangeId, attempt.proofFor(challenge));
      answers.push({ hello: { ...shape, length: body.length }, proof: await seen(proof) });
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]?.hello.status).toBe(200);
    expect(answers[0]?.proof.status).toBe(403);
  });

  test("the salt of an unknown ID stays, also when the server starts again", async () => {
    const world = new World();
    const { fragment } = await world.meeting();
    const [id, other] = [unknownId(), unknownId()];
    const saltOf = async (meetingId: MeetingId) =>
      (await new ByHand(world, meetingId, fragment).challenge()).salt;
    const salt = await saltOf(id);
    expect(await saltOf(id)).toEqual(salt);
    expect(await saltOf(other)).not.toEqual(salt);
    world.boot();
    expect(await saltOf(id)).toEqual(salt);
  });

  test("A = 0, A = N and an A over N are refused for known and unknown IDs alike", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    for (const value of [0n, GROUP_3072.N, GROUP_3072.N + 1n, 2n ** 3072n - 1n]) {
      for (const id of [meetingId, unknownId()]) {
        const response = await new ByHand(world, id, fragment).hello(srpNumber(value));
        expect([response.status, await response.text()]).toEqual([400, "malformed"]);
      }
    }
    // 2N has a byte more than the field.
    const message = encode(srpHello, { meetingId, clientPublic: srpNumber(1n), work: null });
    const longer = new Uint8Array([...message.subarray(0, 23), ...new Uint8Array(385).fill(1)]);
    expect((await world.post("/api/srp", longer)).status).toBe(400);
  });

  test("a proof is good once", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const attempt = new ByHand(world, meetingId, fragment);
    const challenge = await attempt.challenge();
    const proof = attempt.proofFor(challenge);
    expect((await attempt.prove(challenge.exchangeId, proof)).status).toBe(200);
    const replay = await attempt.prove(challenge.exchangeId, proof);
    expect([replay.status, await replay.text()]).toEqual([401, "unknown-session"]);
    expect(world.entry.sessions.size).toBe(1);
  });

  test("one exchange is one guess: after a wrong proof the right one comes too late", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const attempt = new ByHand(world, meetingId, fragment);
    const challenge = await attempt.challenge();
    expect((await attempt.prove(challenge.exchangeId, random(32))).status).toBe(403);
    const late = await attempt.prove(challenge.exchangeId, attempt.proofFor(challenge));
    expect(await late.text()).toBe("unknown-session");
  });

  test("a proof opens no other exchange, and none that was never begun", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const attempt = new ByHand(world, meetingId, fragment);
    const [one, other] = [await attempt.challenge(), await attempt.challenge()];
    const crossed = await attempt.prove(other.exchangeId, attempt.proofFor(one));
    expect(await crossed.text()).toBe("wrong-link");
    const never = await attempt.prove(exchangeIdFrom(random(16)), attempt.proofFor(one));
    expect(await never.text()).toBe("unknown-session");
  });

  test("an exchange that waited too long is gone", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const attempt = new ByHand(world, meetingId, fragment);
    const challenge = await attempt.challenge();
    world.now += EXCHANGE_MS;
    const late = await attempt.prove(challenge.exchangeId, attempt.proofFor(challenge));
    expect(await late.text()).toBe("unknown-session");
  });

  test("a meeting deleted or re-keyed during the exchange lets nobody in by the old link", async () => {
    for (const replacement of ["none", "another verifier"] as const) {
      const world = new World();
      const { meetingId, fragment } = await world.meeting();
      const attempt = new ByHand(world, meetingId, fragment);
      const challenge = await attempt.challenge();
      const found = world.meetings.find(meetingId, world.day as Day);
      world.meetings.remove(meetingId);
      if (replacement !== "none" && found.ok && found.value !== null) {
        world.meetings.create({ ...found.value, verifier: srpNumber(7n) });
      }
      const response = await attempt.prove(challenge.exchangeId, attempt.proofFor(challenge));
      expect([replacement, await response.text()]).toEqual([replacement, "wrong-link"]);
      expect(world.entry.sessions.size).toBe(0);
    }
  });
});
