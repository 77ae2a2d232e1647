// The lines of a chat, what answers them, and polls: any order of whatever members may say.
// Seen to fail: an author's second line of one number took the first one's place in replies without #add's check.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { CallChat } from "../../../src/client/call-chat.ts";
import type { Named } from "../../../src/client/chat-model.ts";
import { REACTIONS } from "../../../src/core/mls/chat-fields.ts";
import { idOf } from "./pages/call-fixture.ts";

const named = (name: string): Named => ({ id: idOf(name), name, isSelf: name === "Me" });
const ana = named("Ana");
const ben = named("Ben");
const me = named("Me");
const ids = (id: string) => named(id === ana.id ? "Ana" : "Me");

function say(chat: CallChat, by: Named, id: number, text: string, reply = null) {
  chat.handleChat(by, { id, text, reply, mentions: [] }, ids, id);
}

function ask(chat: CallChat, isMultiple = false, id = 1) {
  const options = ["a", "b", "c"];
  chat.handlePoll(ana, { id, question: "Which?", options, isMultiple }, 0);
  return { author: ana.id, id };
}

const votesOf = (chat: CallChat) =>
  chat.lines[0]?.poll?.votes.map(({ by, choices }) => [by.name, choices]);

describe("the chat of a call", () => {
  test("keeps lines in order, with their author's name of that time", () => {
    const chat = new CallChat();
    say(chat, me, 0, "hello");
    say(chat, ben, 0, "hi");
    expect(chat.lines.map(({ id, name, text, isOwn }) => [id, name, text, isOwn])).toEqual([
      [0, "Me", "hello", true],
      [1, "Ben", "hi", false],
    ]);
  });

  test("forgets the oldest lines of a flood", () => {
    const chat = new CallChat();
    for (let id = 0; id < 1_200; id++) say(chat, ben, id, String(id));
    expect([chat.lines.length, chat.lines.at(-1)?.text]).toEqual([1_000, "1199"]);
    expect(chat.find({ author: ben.id, id: 0 })).toBeNull();
  });

  test("hears an author's number once, so that a reply to it means one line", () => {
    const chat = new CallChat();
    say(chat, ben, 4, "I agree");
    say(chat, ben, 4, "I never said that");
    say(chat, ana, 4, "mine");
    expect(chat.lines.map(({ text }) => text)).toEqual(["I agree", "mine"]);
    expect(chat.find({ author: ben.id, id: 4 })?.text).toBe("I agree");
  });

  test("counts each person once for each reaction, and forgets who took it back", () => {
    const chat = new CallChat();
    say(chat, ana, 0, "lunch?");
    const line = { author: ana.id, id: 0 };
    for (const by of [ben, me, ben]) chat.handleReaction(by, { line, emoji: "👍", isSet: true });
    chat.handleReaction(ben, { line, emoji: "🎉", isSet: true });
    const seen = () => chat.lines[0]?.reactions.map(({ emoji, by }) => [emoji, by.length]);
    expect(seen()).toEqual([
      ["👍", 2],
      ["🎉", 1],
    ]);
    chat.handleReaction(ben, { line, emoji: "🎉", isSet: false });
    expect(seen()).toEqual([["👍", 2]]);
    expect(
      chat.handleReaction(ben, { line: { ...line, id: 9 }, emoji: "👍", isSet: true }),
    ).toBeNull();
  });
});

describe("a poll", () => {
  test("counts the latest vote of each, and none that isn't one", () => {
    const chat = new CallChat();
    const poll = ask(chat);
    chat.handleVote(ben, { poll, choices: 1 });
    chat.handleVote(ben, { poll, choices: 2 });
    chat.handleVote(me, { poll, choices: 3 });
    chat.handleVote(me, { poll, choices: 8 });
    expect(votesOf(chat)).toEqual([["Ben", 2]]);
    chat.handleVote(ben, { poll, choices: 0 });
    expect(votesOf(chat)).toEqual([]);
  });

  test("of several answers takes them together", () => {
    const chat = new CallChat();
    chat.handleVote(ben, { poll: ask(chat, true), choices: 5 });
    expect(votesOf(chat)).toEqual([["Ben", 5]]);
  });

  test("has the votes that a newcomer heard before it, and is told again without loss", () => {
    const chat = new CallChat();
    chat.handleVote(ben, { poll: { author: ana.id, id: 1 }, choices: 4 });
    ask(chat);
    ask(chat);
    expect([chat.lines.length, votesOf(chat)]).toEqual([1, [["Ben", 4]]]);
  });

  test("takes no vote once it is over", () => {
    const chat = new CallChat();
    const poll = ask(chat);
    chat.handlePollEnd({ poll });
    chat.handleVote(ben, { poll, choices: 1 });
    expect([chat.lines[0]?.poll?.isOpen, votesOf(chat)]).toEqual([false, []]);
  });
});

test("whatever is said in whatever order, nobody counts twice and nothing throws", () => {
  const by = fc.constantFrom(ana, ben, me);
  const ref = fc.record({ author: by.map(({ id }) => id), id: fc.nat({ max: 3 }) });
  const said = fc.oneof(
    fc.tuple(fc.constant("chat" as const), by, ref),
    fc.tuple(fc.constant("poll" as const), by, ref),
    fc.tuple(fc.constant("vote" as const), by, ref),
    fc.tuple(fc.constant("react" as const), by, ref),
    fc.tuple(fc.constant("end" as const), by, ref),
  );
  fc.assert(
    fc.property(fc.array(said, { maxLength: 60 }), fc.nat({ max: 63 }), (all, choices) => {
      const chat = new CallChat();
      for (const [what, who, line] of all) {
        if (what === "chat") say(chat, who, line.id, "x");
        if (what === "poll") {
          const options = ["a", "b"];
          chat.handlePoll(who, { id: line.id, question: "?", options, isMultiple: true }, 0);
        }
        if (what === "vote") chat.handleVote(who, { poll: line, choices });
        if (what === "react") chat.handleReaction(who, { line, emoji: REACTIONS[0], isSet: true });
        if (what === "end") chat.handlePollEnd({ poll: line });
      }
      for (const { poll, reactions } of chat.lines) {
        const voters = poll?.votes.map((vote) => vote.by.id) ?? [];
        expect(new Set(voters).size).toBe(voters.length);
        for (const { by: who } of reactions) expect(new Set(who).size).toBe(who.length);
      }
    }),
  );
});
