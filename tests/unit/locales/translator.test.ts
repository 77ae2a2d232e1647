// Messages filled in: placeholders, plural forms, numbers, and names of another direction.

import { describe, expect, test } from "bun:test";
import { languageCookie } from "../../../src/client/pages/language-menu.ts";
import { translator } from "../../../views/locales/translator.ts";
import { quote, wordsOf } from "../../../views/words.ts";

const MESSAGES = {
  hello: "Hello {name}, meet {other}.",
  people: { one: "{count} person", other: "{count} people" },
  plain: "Leave",
} as const;

const english = translator<typeof MESSAGES>("en", MESSAGES);

describe("a message", () => {
  test("is filled in, whatever the values hold", () => {
    expect(english("hello", { name: "{other}", other: "$&" })).toBe("Hello {other}, meet $&.");
    expect(english("plain")).toBe("Leave");
  });

  test("has the plural form of its language", () => {
    expect(english("people", { count: 1 })).toBe("1 person");
    expect(english("people", { count: 1200 })).toBe("1,200 people");
    const forms = { one: "{count} osoba", few: "{count} osoby", many: "{count} osób", other: "?" };
    const polish = translator<typeof MESSAGES>("pl", { ...MESSAGES, people: forms });
    expect([1, 3, 5, 22].map((count) => polish("people", { count }))).toEqual([
      "1 osoba",
      "3 osoby",
      "5 osób",
      "22 osoby",
    ]);
  });

  test("keeps a name apart from the direction around it where one reads from the right", () => {
    const arabic = translator<typeof MESSAGES>("ar", { ...MESSAGES, hello: "أهلا {name}" });
    expect(arabic.direction).toBe("rtl");
    expect(arabic("hello", { name: "Ada", other: "" })).toBe("أهلا \u2068Ada\u2069");
  });
});

test("a text in an expression of Alpine’s stays one string", () => {
  expect(quote("it's a \\ b")).toBe("'it\\'s a \\\\ b'");
});

test("a message with expressions in it is joined from strings", () => {
  const catalogue = { "people.admit.name": "Let {name} in" };
  const t = translator("en", new Proxy(catalogue, { get: () => "Let {name} in" }) as never);
  const expression = wordsOf(t).expression("people.admit.name", { name: "knock.name" });
  expect(expression).toBe("'Let ' + knock.name + ' in'");
});

test("the cookie holds the tag and nothing else, for this site alone", () => {
  expect(languageCookie("de", true)).toBe(
    "language=de; Path=/; Max-Age=31536000; SameSite=Strict; Secure",
  );
  expect(languageCookie("ar", false)).not.toContain("Secure");
});
