// The links that a call may enter with, through every turn of a link that is being replaced.
// The promise: at no moment is the one that opens the meeting given up. Seen to fail with the link
// before dropped as soon as the next is in force, and with the next one not kept.

import { beforeEach, describe, expect, test } from "bun:test";
import type { Bytes } from "../../../src/base/bytes.ts";
import { copy, hex } from "../../../src/base/bytes.ts";
import { CallLinks } from "../../../src/client/call-links.ts";
import { parseFragment, parseFragmentText } from "../../../src/core/link/fragment.ts";

/** A link as everybody has it, of one host; the letter fills its secret. */
function link(letter: string): Bytes {
  const bytes = new Uint8Array(34).fill(0x5a);
  bytes.set([1, 0]);
  bytes.fill(letter.charCodeAt(0), 2, 18);
  return bytes;
}

function hostLink(letter: string): Bytes {
  const bytes = new Uint8Array(66).fill(0x77);
  bytes.set(link(letter));
  return bytes;
}

const letterOf = (fragment: Bytes) => String.fromCharCode(fragment[2] ?? 0);
const lettersOf = (links: CallLinks) => [links.current, ...links.others].map(letterOf).join(" ");

let links: CallLinks;

beforeEach(() => {
  links = new CallLinks(hostLink("a"), []);
});

describe("while a host replaces the link", () => {
  test("the next is kept beside the one in use, with the host's seed", () => {
    links.handleNext(link("b"));
    expect(lettersOf(links)).toBe("a b");
    expect(parseFragment(links.others[0] ?? link("-"))?.hostSeed).not.toBeNull();
    expect(parseFragmentText(links.invitation)?.hostSeed).toBeNull();
  });

  test("one that didn't come to be is forgotten for the next, and zeroed", () => {
    links.handleNext(link("b"));
    const [given] = links.others;
    links.handleNext(link("c"));
    expect(lettersOf(links)).toBe("a c");
    expect(hex(given ?? link("-"))).toBe("00".repeat(66));
  });

  test("in force, the one before is kept until the server has it", () => {
    links.handleNext(link("b"));
    links.handleReplaced(link("b"));
    expect(lettersOf(links)).toBe("b a");
    links.handleRotationDone(true);
    expect(lettersOf(links)).toBe("b");
  });

  test("refused before it was in force, it is forgotten", () => {
    links.handleNext(link("b"));
    links.handleRotationDone(false);
    expect(lettersOf(links)).toBe("a");
  });

  test("refused by the server alone, the one that the server has is kept", () => {
    links.handleNext(link("b"));
    links.handleReplaced(link("b"));
    links.handleRotationDone(false);
    expect(lettersOf(links)).toBe("b a");
    links.handleNext(link("c"));
    expect(lettersOf(links)).toBe("b c a");
  });

  test("a member without the host's seed gets none", () => {
    const member = new CallLinks(link("a"), []);
    member.handleReplaced(link("b"));
    expect(member.current).toHaveLength(34);
    expect(lettersOf(member)).toBe("b a");
  });
});

test("who is made host has the host's seed from then on, in the next links too", () => {
  const member = new CallLinks(link("a"), []);
  member.handleHostLink(hostLink("a"));
  expect(member.current).toEqual(hostLink("a"));
  expect(parseFragmentText(member.invitation)?.hostSeed).toBeNull();
  member.handleReplaced(link("b"));
  expect(member.current).toEqual(hostLink("b"));
});

describe("a link that doesn't open", () => {
  test("gives way to each other once", () => {
    links = new CallLinks(hostLink("a"), [hostLink("a"), hostLink("b"), hostLink("c")]);
    const tried = [letterOf(links.current)];
    while (links.handleWrongLink()) tried.push(letterOf(links.current));
    expect(tried).toEqual(["a", "b", "c"]);
  });

  test("is tried once more when another opened and then was replaced", () => {
    links = new CallLinks(hostLink("a"), [hostLink("b")]);
    const tried = [letterOf(links.current)];
    while (links.handleWrongLink()) {
      tried.push(letterOf(links.current));
      // A server that takes each and drops it again doesn't keep us busy for ever.
      links.handleOpened();
    }
    expect(tried).toEqual(["a", "b", "a"]);
  });

  test("is forgotten once another brought us in", () => {
    links = new CallLinks(hostLink("a"), [hostLink("b")]);
    links.handleWrongLink();
    expect(lettersOf(links)).toBe("b a");
    links.handleJoined();
    expect(lettersOf(links)).toBe("b");
    expect(links.handleWrongLink()).toBe(false);
  });
});

test("what was given isn't touched, and what was kept is zeroed at the end", () => {
  const given = hostLink("a");
  const closing = new CallLinks(given, [hostLink("b")]);
  const kept = [closing.current, ...closing.others];
  closing.close();
  expect(given).toEqual(copy(hostLink("a")));
  for (const fragment of kept) expect(hex(fragment)).toBe("00".repeat(66));
});
