// Chat, links in it, and the queue of hands.
// Seen to fail: an address with another one before its @ became a link without the check of hrefOf.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { chatGroups, unreadIn } from "../../../../src/client/pages/chat-view.ts";
import { handQueue, placeIn } from "../../../../src/client/pages/hand-queue.ts";
import { textParts } from "../../../../src/client/pages/text-parts.ts";
import { CHAT_BYTES_MAX, REACTIONS } from "../../../../src/core/mls/chat-fields.ts";
import { REACTION_NAMES } from "../../../../views/reaction-names.ts";
import { chatLine, idOf } from "./call-fixture.ts";

const line = (id: number, name: string, at: number) => chatLine(id, name, { at });

const linksIn = (text: string) => textParts(text).flatMap(({ href }) => href ?? []);

describe("a chat", () => {
  test("groups what one person wrote within one minute", () => {
    const lines = [
      line(0, "Ada", 60_000),
      line(1, "Ada", 119_999),
      line(2, "Ada", 120_000),
      line(3, "Me", 120_001),
      line(4, "Ada", 120_002),
    ];
    const groups = chatGroups(lines, (at) => `t${at}`);
    expect(groups.map((group) => group.lines.map(({ id }) => id))).toEqual([[0, 1], [2], [3], [4]]);
    expect(groups.map(({ name, isOwn, time }) => [name, isOwn, time])).toEqual([
      ["Ada", false, "t60000"],
      ["Ada", false, "t120000"],
      ["You", true, "t120001"],
      ["Ada", false, "t120002"],
    ]);
  });

  test("keeps two people of one name apart", () => {
    const other = { ...line(1, "Ada", 0), from: idOf("another Ada") };
    expect(chatGroups([line(0, "Ada", 0), other], String)).toHaveLength(2);
  });

  test("counts as unread what others wrote after the last shown line", () => {
    const lines = [line(4, "Ada", 0), line(5, "Ada", 0), line(6, "Me", 0), line(7, "Bo", 0)];
    expect(unreadIn(lines, 4).map(({ id }) => id)).toEqual([5, 7]);
    expect(unreadIn(lines, -1)).toHaveLength(3);
  });
});

describe("a link in a text", () => {
  test("ends where the sentence goes on", () => {
    const table = [
      ["see https://a.example/x.", "https://a.example/x"],
      ["(https://a.example/x)", "https://a.example/x"],
      ["https://a.example/Wiki_(film), then", "https://a.example/Wiki_(film)"],
      ["“https://a.example/?q=1&r=2”!", "https://a.example/?q=1&r=2"],
      ["HTTP://A.example", "http://a.example/"],
      ["<https://a.example/>", "https://a.example/"],
    ] as const;
    for (const [text, href] of table) expect(linksIn(text)).toEqual([href]);
  });

  test("is one for http and https alone, and never when it hides where it leads", () => {
    for (const text of [
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "https://bank.example@evil.example/login",
      "https://:x@evil.example/",
      "https://",
      "a.example",
    ]) {
      expect(linksIn(text)).toEqual([]);
    }
  });

  test("loses no letter of any text, and throws at none", () => {
    const texts = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(fc.constantFrom("https://", "http://", "a.b", "@", "(", ")", ".", " ", "\n", "[")),
    );
    fc.assert(
      fc.property(texts, (made) => {
        const text = typeof made === "string" ? made : made.join("");
        const parts = textParts(text);
        expect(parts.map((part) => part.text).join("")).toBe(text);
        for (const { href } of parts) expect(href ?? "https://").toMatch(/^https?:\/\//);
      }),
    );
  });
});

describe("the queue of hands", () => {
  const hand = (id: string, place: number | null) => ({ id, hand: place });

  test("is in the order of the places that were taken, and closes up when a hand goes down", () => {
    const queue = handQueue([hand("a", 9), hand("b", null), hand("c", 2)]);
    expect(queue).toEqual(["c", "a"]);
    expect([placeIn(queue, "c"), placeIn(queue, "a"), placeIn(queue, "b")]).toEqual([1, 2, 0]);
  });

  test("is the same wherever it is made, also of hands that went up at once", () => {
    const hands = fc.uniqueArray(fc.tuple(fc.string(), fc.nat({ max: 3 })), {
      selector: ([id]) => id,
    });
    fc.assert(
      fc.property(hands, (raised) => {
        const one = raised.map(([id, place]) => hand(id, place));
        expect(handQueue(one.toReversed())).toEqual(handQueue(one));
      }),
    );
  });
});

test("every reaction that can be sent has words, and no other", () => {
  expect(Object.keys(REACTION_NAMES).toSorted()).toEqual([...REACTIONS].toSorted());
});

test("the field takes no more letters than a message may have bytes", () => {
  expect(CHAT_BYTES_MAX).toBeGreaterThanOrEqual(4_000);
});
