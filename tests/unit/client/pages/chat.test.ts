// What one writes and how it is shown: mentions, replies, links that ask first, searching, saving, polls.
// Seen to fail: a mention by its text alone meant the wrong one of two people with one name.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { lineParts, mentionsSelf, plainText } from "../../../../src/client/pages/chat-text.ts";
import { chatGroups } from "../../../../src/client/pages/chat-view.ts";
import {
  begunMention,
  completed,
  mentionables,
  mentionMatches,
  withMentions,
} from "../../../../src/client/pages/mention-search.ts";
import { outsideLink } from "../../../../src/client/pages/outside-link.ts";
import { pollView, pressed } from "../../../../src/client/pages/poll-view.ts";
import { savedChat } from "../../../../src/client/pages/saved-chat.ts";
import { MENTION, MENTIONS_MAX } from "../../../../src/core/mls/chat-fields.ts";
import { chatLine, idOf } from "./call-fixture.ts";
import { inCall, said } from "./page-fixture.ts";

const named = (name: string) => ({ id: idOf(name), name, isSelf: name === "Me" });

describe("a mention", () => {
  const people = mentionables([
    { id: idOf("one"), name: "Ann" },
    { id: idOf("two"), name: "Ann" },
    { id: idOf("three"), name: "Ann Lee" },
    { id: idOf("four"), name: "Élodie" },
  ]);
  const [ann, otherAnn, lee] = people;
  if (!ann || !otherAnn || !lee) throw new Error("somebody is missing");

  test("is found by the letters after an @, whatever their case and accents", () => {
    const labels = (text: string) => mentionMatches(people, text).map(({ label }) => label);
    expect(labels("an")).toEqual(["Ann", "Ann (2)", "Ann Lee"]);
    expect(labels("lee")).toEqual(["Ann Lee"]);
    expect(labels("elo")).toEqual(["Élodie"]);
    expect(begunMention("hi @an", 6)).toBe("an");
    expect(begunMention("me@example", 10)).toBeNull();
    expect(completed("hi @an, you", 6, "Ann")).toEqual({ draft: "hi @Ann , you", cursor: 8 });
  });

  test("means the leaf that was chosen, also of two with one name", () => {
    expect(withMentions("@Ann (2) and @Ann Lee, not @Annabel", [ann, otherAnn, lee])).toEqual({
      text: `${MENTION} and ${MENTION}, not @Annabel`,
      mentions: [idOf("two"), idOf("three")],
    });
  });

  test("of somebody who wasn't chosen is text", () => {
    expect(withMentions("@Ann", [])).toEqual({ text: "@Ann", mentions: [] });
  });

  test("shows the name in the tree, and nothing that the writer calls somebody", () => {
    const line = { text: `${MENTION} owes @Bo 5`, mentions: [named("Me")] };
    expect(plainText(line)).toBe("@Me owes @Bo 5");
    expect(lineParts(line)[0]?.mention).toBe("self");
    expect(mentionsSelf(line)).toBe(true);
  });

  test("without a mark in the text is nobody's, and a mark without one is nothing", () => {
    expect(mentionsSelf({ text: "hello", mentions: [named("Me")] })).toBe(false);
    expect(plainText({ text: `a${MENTION}b`, mentions: [] })).toBe("ab");
  });

  test("of any text and any people throws never, and says what was written", () => {
    const drafts = fc.array(
      fc.constantFrom("@Ann", "@Ann (2)", "@", " ", "x", "\n", MENTION, "@Ann Lee", "🎉"),
    );
    fc.assert(
      fc.property(drafts, (pieces) => {
        const draft = pieces.join("");
        const { text, mentions } = withMentions(draft, people);
        expect(mentions.length).toBeLessThanOrEqual(MENTIONS_MAX);
        const byId = new Map(people.map((person) => [person.id, person]));
        const shown = mentions.map((id) => ({
          id,
          name: byId.get(id)?.label ?? "",
          isSelf: false,
        }));
        expect(plainText({ text, mentions: shown })).toBe(draft.replaceAll(MENTION, ""));
      }),
    );
  });
});

describe("a reply", () => {
  const line = chatLine(0, "Ada", { text: "Seven\no’clock" });
  const answer = (id: number) =>
    chatLine(1, "Me", { reply: { author: idOf("Ada"), id }, text: "Fine" });
  const quotes = (id: number) =>
    chatGroups([line, answer(id)], String).flatMap((group) =>
      group.lines.map(({ quote }) => quote),
    );

  test("quotes the line as this browser has it", () => {
    expect(quotes(0)[1]).toEqual({ id: 0, name: "Ada", text: "Seven o’clock" });
  });

  test("to a line that isn't here says so, and quotes nobody", () => {
    expect(quotes(7)[1]).toEqual({ id: null, name: "", text: "Written before you came" });
  });

  test("is sent with the line that it answers", () => {
    const { meeting, show, done } = inCall();
    show({ chat: [line] });
    const shown = meeting.chat[0]?.lines[0];
    if (shown === undefined) throw new Error("no line");
    meeting.reply(shown);
    meeting.draft = "Fine";
    meeting.sendDraft();
    expect([done, meeting.replyTo, meeting.draft]).toEqual([["chat Fine reply"], null, ""]);
  });
});

describe("an address outside", () => {
  test("is shown whole, its host apart, and letters that look like others written out", () => {
    expect(outsideLink("https://аррle.example:8443/a?b#c")).toEqual({
      href: "https://xn--le-6kc8da.example:8443/a?b#c",
      before: "https://",
      host: "xn--le-6kc8da.example:8443",
      after: "/a?b#c",
    });
  });

  test("that hides its host, or is none of the web, isn't offered", () => {
    for (const address of ["https://bank.example@evil.example/", "javascript:alert(1)", "x", ""]) {
      expect(outsideLink(address)).toBeNull();
    }
    const { meeting } = inCall();
    meeting.askLink("https://a.example/");
    expect(meeting.link?.host).toBe("a.example");
    meeting.closeLink();
    expect(meeting.link).toBeNull();
  });

  test("of any letters joins to itself again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (rest) => {
        const link = outsideLink(`https://${rest}`);
        if (link === null) return;
        expect(link.before + link.host + link.after).toBe(link.href);
        expect(link.before).toBe("https://");
      }),
    );
  });
});

describe("the chat panel", () => {
  test("tells whom a line mentions, also while the chat is open, and others only when it is not", () => {
    const { meeting, show } = inCall();
    meeting.handlePanel("chat");
    show({ chat: [chatLine(0, "Ada", { text: MENTION, mentions: [named("Me")] })] });
    show({ chat: [...meeting.read.lines, chatLine(1, "Ada")] });
    expect(said(meeting)).toEqual(["Ada mentioned you"]);
  });

  test("finds lines by words and by names, whatever their accents", () => {
    const { meeting, show } = inCall();
    show({ chat: [chatLine(0, "Ada", { text: "Crème brûlée" }), chatLine(1, "Bo")] });
    meeting.toggleChatSearch();
    const found = (query: string) => {
      meeting.chatQuery = query;
      return meeting.shownChat.flatMap(({ lines }) => lines.map(({ id }) => id));
    };
    expect([found("creme"), found("BO"), found("nothing"), found("")]).toEqual([
      [0],
      [1],
      [],
      [0, 1],
    ]);
  });

  test("takes a reaction back that is one's own", () => {
    const { meeting, show, done } = inCall();
    const by = [named("Me"), named("Ada")];
    show({ chat: [chatLine(3, "Ada", { reactions: [{ emoji: "👍", by }] })] });
    const line = meeting.chat[0]?.lines[0];
    if (line === undefined) throw new Error("no line");
    meeting.reactTo(line, "👍");
    meeting.reactTo(line, "🎉");
    expect(done).toEqual(["react 3 👍 false", "react 3 🎉 true"]);
    expect(line.reactions[0]).toEqual({ emoji: "👍", count: 2, isOwn: true, names: "You and Ada" });
  });

  test("saves what is here as plain text, and says what isn't in it", () => {
    const lines = [
      chatLine(0, "Ada", { text: "<b>one</b>\ntwo" }),
      chatLine(1, "Bo", { text: "yes", reply: { author: idOf("Ada"), id: 0 } }),
      chatLine(2, "Bo", { text: "that too", reply: { author: idOf("Ada"), id: 9 } }),
    ];
    const find = ({ author, id }: { author: string; id: number }) =>
      lines.find(({ from, number }) => from === author && number === id) ?? null;
    const text = savedChat({ lines, find, timeOf: () => "noon", now: 0 });
    expect(text).toContain("What was written before you came isn’t in it.");
    expect(text).toContain("[noon] Ada\n    <b>one</b>\n    two\n");
    expect(text).toContain("    > Ada: <b>one</b> two\n    yes\n");
    expect(text).toContain("    > Written before you came\n    that too\n");
  });
});

describe("a poll", () => {
  const poll = (votes: readonly [string, number][], isMultiple = false) =>
    pollView({
      options: ["tea", "coffee"],
      isMultiple,
      isOpen: true,
      votes: votes.map(([name, choices]) => ({ by: named(name), choices })),
    });

  test("shows what each answer has, by whom, and one's own", () => {
    const { options, voters, own } = poll([
      ["Ada", 1],
      ["Me", 2],
      ["Bo", 2],
    ]);
    expect(
      options.map(({ count, percent, isOwn, names }) => [count, percent, isOwn, names]),
    ).toEqual([
      [1, 33, false, "Ada"],
      [2, 67, true, "You and Bo"],
    ]);
    expect([voters, own]).toEqual(["3 have voted", 2]);
  });

  test("of one answer moves the vote and takes it back; of several adds and takes away", () => {
    expect([pressed(poll([["Me", 1]]), 1), pressed(poll([["Me", 1]]), 0)]).toEqual([2, 0]);
    expect([pressed(poll([["Me", 1]], true), 1), pressed(poll([["Me", 3]], true), 0)]).toEqual([
      3, 2,
    ]);
  });

  test("needs a question and two answers that differ", () => {
    const { meeting, done } = inCall();
    const submit = (question: string, options: readonly string[]) => {
      meeting.openPollForm();
      Object.assign(meeting, { question, options });
      meeting.submitPoll(new Event("submit"));
      return meeting.pollProblem === "";
    };
    expect([submit("", ["a", "b"]), submit("?", ["a", ""]), submit("?", ["a", " a "])]).toEqual([
      false,
      false,
      false,
    ]);
    expect([submit(" When? ", ["a", "", "b "]), done]).toEqual([true, ["poll When? a|b"]]);
  });

  test("is ended by who made it, or a host", () => {
    const open = { options: ["a", "b"], isMultiple: false, isOpen: true, votes: [] };
    for (const [name, ownRole, mayEnd] of [
      ["Me", "member", true],
      ["Ada", "member", false],
      ["Ada", "co-host", true],
    ] as const) {
      const { meeting, show } = inCall({ ownRole });
      show({ chat: [chatLine(0, name, { poll: open })] });
      const line = meeting.chat[0]?.lines[0];
      expect(line && meeting.mayEndPoll(line)).toBe(mayEnd);
    }
  });
});
