// Names as they are shown: initials, colours, and cut to what the protocol carries.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { utf8 } from "../../../../src/base/bytes.ts";
import { fitName, hueOf, initialsOf } from "../../../../src/client/pages/person.ts";
import { parsePreferences } from "../../../../src/client/pages/preferences.ts";

describe("initials", () => {
  const table = [
    ["Ada Lovelace", "AL"],
    ["ada", "A"],
    ["José Álvarez de la Fuente", "JF"],
    ["👩‍👩‍👧 Family", "👩‍👩‍👧F"],
    ["  ", ""],
    ["", ""],
  ] as const;
  for (const [name, initials] of table) {
    test(`of “${name}” are “${initials}”`, () => expect(initialsOf(name)).toBe(initials));
  }
});

test("a name that fits is only tidied", () => {
  expect(fitName("  Ada   Lovelace ", 128)).toBe("Ada Lovelace");
});

test("a name never exceeds its bytes and is never cut inside a character", () => {
  expect(fitName("👩‍👩‍👧👩‍👩‍👧", 20)).toBe("👩‍👩‍👧");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (name) => {
      const fitted = fitName(name, 32);
      expect(utf8(fitted).length).toBeLessThanOrEqual(32);
      expect(name.trim().replace(/\s+/gu, " ").startsWith(fitted)).toBe(true);
    }),
  );
});

test("a colour is one of eight, whatever the ID", () => {
  fc.assert(fc.property(fc.string(), (id) => expect(hueOf(id)).toMatch(/^hue-[0-7]$/)));
});

describe("preferences", () => {
  test("come back as they were kept", () => {
    expect(parsePreferences('{"name":"Ada","isMicWanted":false}')).toMatchObject({
      name: "Ada",
      isMicWanted: false,
      isCameraWanted: true,
    });
  });

  test("of another type or name are left out", () => {
    expect(parsePreferences('{"name":7,"hasShortcuts":"no","evil":1}')).toEqual(
      parsePreferences(null),
    );
  });

  test("never throw on any text", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parsePreferences(text)));
  });
});
