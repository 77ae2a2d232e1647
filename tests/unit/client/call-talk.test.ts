// Chat, reactions, hands and requests of a call, bounded against a member who sends without end.

import { describe, expect, test } from "bun:test";
import { CallTalk, REACTION_MS } from "../../../src/client/call-talk.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";

const ana = { participantId: "a".repeat(32) as ParticipantId, name: "Ana" };
const ben = { participantId: "b".repeat(32) as ParticipantId, name: "Ben" };

describe("the talk of a call", () => {
  test("keeps chat in order, with its author's name of that time", () => {
    const talk = new CallTalk();
    talk.handleChat(ana, "hello", true, 1);
    talk.handleChat(ben, "hi", false, 2);
    expect(talk.chat.map(({ name, text, isOwn, at }) => [name, text, isOwn, at])).toEqual([
      ["Ana", "hello", true, 1],
      ["Ben", "hi", false, 2],
    ]);
  });

  test("gives every line and every reaction an id of its own", () => {
    const talk = new CallTalk();
    talk.handleChat(ana, "one", true, 1);
    talk.handleReaction(ana, "👍", 1);
    talk.handleChat(ana, "one", true, 1);
    const ids = [...talk.chat, ...talk.reactions].map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });

  test("forgets the oldest lines and reactions of a flood", () => {
    const talk = new CallTalk();
    for (let index = 0; index < 5_000; index++) {
      talk.handleChat(ben, String(index), false, index);
      talk.handleReaction(ben, "🎉", index);
    }
    expect(talk.chat.length).toBe(1_000);
    expect(talk.chat.at(-1)?.text).toBe("4999");
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
    talk.handleHand(ben.participantId, true);
    expect(talk.isHandRaised(ben.participantId)).toBe(true);
    talk.handleGone(ben.participantId);
    expect(talk.isHandRaised(ben.participantId)).toBe(false);
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
