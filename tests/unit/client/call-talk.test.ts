// Reactions, hands and requests of a call, bounded against a member who sends without end.

import { describe, expect, test } from "bun:test";
import { CallTalk, REACTION_MS } from "../../../src/client/call-talk.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";

const ana = { participantId: "a".repeat(32) as ParticipantId, name: "Ana" };
const ben = { participantId: "b".repeat(32) as ParticipantId, name: "Ben" };

describe("the talk of a call", () => {
  test("forgets the oldest reactions of a flood", () => {
    const talk = new CallTalk();
    for (let index = 0; index < 5_000; index++) {
      talk.handleReaction(ben, "🎉", index);
    }
    expect(talk.reactions.length).toBe(30);
  });

  test("lets reactions fade, and says whether any did", () => {
    const talk = new CallTalk();
    talk.handleReaction(ana, "👍", 1_000);
    expect(talk.handleTick(1_000 + REACTION_MS - 1)).toBe(false);
    expect(talk.handleTick(1_000 + REACTION_MS)).toBe(true);
    expect(talk.reactions).toEqual([]);
  });

  test("takes down the hand of who left", () => {
    const talk = new CallTalk();
    talk.handleHand(ben.participantId, true, 1);
    expect(talk.handOf(ben.participantId)).toBe(1);
    talk.handleGone(ben.participantId);
    expect(talk.handOf(ben.participantId)).toBeNull();
  });

  test("gives the next hand the place behind all that are up, and has an end of places", () => {
    const talk = new CallTalk();
    expect(talk.nextPlace).toBe(1);
    talk.handleHand(ben.participantId, true, 7);
    talk.handleHand(ana.participantId, true, 3);
    expect(talk.nextPlace).toBe(8);
    talk.handleHand(ben.participantId, false, 7);
    expect(talk.nextPlace).toBe(4);
    talk.handleHand(ben.participantId, true, 0xffffffff);
    expect(talk.nextPlace).toBe(0xffffffff);
  });

  test("shows the newest request, each as a new one", () => {
    const talk = new CallTalk();
    talk.handleAsked("Ana", "mute");
    const first = talk.asked;
    talk.handleAsked("Ana", "mute");
    expect(talk.asked).toMatchObject({ by: "Ana", what: "mute" });
    expect(talk.asked?.id).not.toBe(first?.id);
  });
});
