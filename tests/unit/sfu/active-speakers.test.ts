// Who is heard: a table of who speaks when, and what comes of it. People are letters, 20 ms a packet.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ActiveSpeakers, type Hearing } from "../../../src/core/sfu/active-speakers.ts";
import { at } from "./media-fixture.ts";

const PACKET_MS = 20;
const SHOUT = 5;
const SPEECH = 25;
const MURMUR = 45;
const FAN = 60;
const SILENCE = 127;

class Conversation {
  readonly speakers: ActiveSpeakers<string>;
  readonly people: readonly string[];
  now = 0;

  constructor(places: number, count: number) {
    this.speakers = new ActiveSpeakers(places);
    this.people = Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index));
    this.speakers.setPublications(new Set(this.people));
  }

  /** Everybody sends for `durationMs`: those in `levels` so loud, the others silence. */
  go(durationMs: number, levels: Readonly<Record<string, number>> = {}): Hearing[] {
    const first = Object.keys(levels)[0] ?? "";
    const heard: Hearing[] = [];
    for (const end = this.now + durationMs; this.now < end; this.now += PACKET_MS) {
      for (const person of this.people) {
        const level = levels[person] ?? SILENCE;
        const hearing = this.speakers.handleLevel(person, level, at(this.now));
        if (person === first) heard.push(hearing);
      }
      this.speakers.handleTick(at(this.now));
    }
    return heard;
  }

  get placed(): string {
    return [...this.speakers.placed].sort().join("");
  }

  spoke(): string {
    return this.people
      .filter((person) => this.speakers.spokeAt(person, at(this.now)) !== null)
      .join("");
  }
}

describe("while there is a place for everybody", () => {
  test("everybody is heard, the silent too, and nothing ever changes hands", () => {
    const talk = new Conversation(4, 4);
    expect(talk.placed).toBe("abcd");
    expect(talk.go(200, { a: SILENCE })).not.toContain("inaudible");
    talk.go(3_000, { b: SHOUT, c: SPEECH });
    expect(talk.placed).toBe("abcd");
    expect(talk.go(60, { d: FAN })).toEqual(["audible", "audible", "audible"]);
  });
});

describe("when places are too few", () => {
  test("they are of the first who came, and silence isn't forwarded", () => {
    const talk = new Conversation(3, 5);
    expect(talk.placed).toBe("abc");
    expect(talk.go(200, { a: SILENCE })).not.toContain("audible");
  });

  test.each([
    ["a shout", SHOUT, 40],
    ["speech", SPEECH, 60],
    ["a murmur", MURMUR, 100],
  ])("%s is heard within 100 ms, at the place of who came last", (_, level, withinMs) => {
    const talk = new Conversation(3, 5);
    talk.go(withinMs, { e: level });
    expect(talk.placed).toBe("abe");
    expect(talk.go(20, { e: level })).toEqual(["audible"]);
  });

  test.each([
    ["a fan", { e: FAN }],
    ["who sends no level", { e: SILENCE }],
  ])("%s gets no place", (_, levels) => {
    const talk = new Conversation(3, 5);
    talk.go(5_000, levels);
    expect(talk.placed).toBe("abc");
  });

  test("one packet isn't speech, however loud: a click of a key", () => {
    const talk = new Conversation(3, 5);
    for (let click = 0; click < 20; click++) {
      talk.go(PACKET_MS, { e: 40 });
      talk.go(300);
    }
    expect(talk.placed).toBe("abc");
  });

  test("nor is the first after a pause in the packets, whatever was before", () => {
    const talk = new Conversation(3, 5);
    talk.go(500, { e: SHOUT });
    talk.now += 5_000;
    talk.speakers.handleTick(at(talk.now));
    expect(talk.speakers.handleLevel("e", 40, at(talk.now))).toBe("inaudible");
  });

  test("a place is taken from who was loud the longest time ago", () => {
    const talk = new Conversation(3, 6);
    for (const person of ["a", "b", "c", "a"]) talk.go(3_000, { [person]: SPEECH });
    talk.go(3_000, { d: SPEECH });
    expect(talk.placed).toBe("acd");
    talk.go(3_000, { e: SPEECH });
    expect(talk.placed).toBe("ade");
  });

  test("a speaker is heard for two seconds more, keeps its place, and is back with its first words", () => {
    const talk = new Conversation(3, 5);
    talk.go(1_000, { e: SPEECH });
    const heard = talk.go(4_000, { e: SILENCE });
    expect(heard.filter((hearing) => hearing === "audible").length * PACKET_MS).toBeWithin(
      1_900,
      2_200,
    );
    expect(talk.placed).toBe("abe");
    expect(talk.go(80, { e: SPEECH })).toEqual(["inaudible", "inaudible", "resumed", "audible"]);
  });

  test("no more than eight are heard at once; one much louder is, and not before 500 ms", () => {
    const talk = new Conversation(16, 20);
    const eight = Object.fromEntries([..."abcdefgh"].map((person) => [person, MURMUR]));
    talk.go(200, eight);
    expect(talk.go(200, { i: MURMUR, ...eight })).not.toContain("audible");
    expect(talk.go(60, { i: SHOUT, ...eight })).not.toContain("audible");
    expect(talk.go(500, { i: SHOUT, ...eight })).toContain("resumed");
    const loud = talk.people.filter((person) => talk.speakers.isLoud(person));
    expect(loud).toHaveLength(8);
  });

  test("two who are about as loud don't take turns", () => {
    const talk = new Conversation(8, 9);
    const [changes, all] = [
      () => talk.speakers.changes,
      Object.fromEntries(talk.people.map((person, index) => [person, SPEECH + (index % 4)])),
    ];
    talk.go(1_000, all);
    const before = changes();
    talk.go(20_000, all);
    expect(changes()).toBe(before);
  });
});

describe("a place that becomes free", () => {
  test("goes to who spoke last of those without, or else came first", () => {
    const talk = new Conversation(2, 4);
    for (const person of ["d", "a", "b"]) talk.go(3_000, { [person]: SPEECH });
    expect(talk.placed).toBe("ab");
    talk.speakers.setPublications(new Set(["b", "c", "d"]));
    expect(talk.placed).toBe("bd");
    talk.speakers.setPublications(new Set(["b", "c"]));
    expect(talk.placed).toBe("bc");
  });
});

describe("a speaker", () => {
  test("is one after 600 ms of speech, and for ten seconds after", () => {
    const talk = new Conversation(3, 5);
    talk.go(580, { b: SPEECH });
    expect(talk.spoke()).toBe("");
    talk.go(100, { b: SPEECH });
    expect(talk.spoke()).toBe("b");
    talk.go(9_500);
    expect(talk.spoke()).toBe("b");
    talk.go(1_000);
    expect(talk.spoke()).toBe("");
  });

  test("isn't who says yes now and then", () => {
    const talk = new Conversation(3, 5);
    for (let yes = 0; yes < 10; yes++) {
      talk.go(300, { c: SPEECH });
      talk.go(1_000);
    }
    expect(talk.spoke()).toBe("");
  });
});

test("whatever levels come, of anybody in any order: at most so many places, eight loud, and none for a stranger", () => {
  const packet = fc.tuple(fc.nat(39), fc.nat(127), fc.nat(60));
  const sizes = fc.tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 0, max: 30 }));
  fc.assert(
    fc.property(sizes, fc.array(packet, { maxLength: 300 }), ([places, count], packets) => {
      const speakers = new ActiveSpeakers<number>(places);
      const people = new Set(Array.from({ length: count }, (_, index) => index));
      speakers.setPublications(people);
      let now = 0;
      for (const [person, level, elapsedMs] of packets) {
        now += elapsedMs;
        const hearing = speakers.handleLevel(person, level, at(now));
        if (elapsedMs > 50) speakers.handleTick(at(now));
        if (!people.has(person)) expect(hearing).toBe("inaudible");
        expect(speakers.placed).toHaveLength(Math.min(places, count));
        expect(new Set(speakers.placed).size).toBe(speakers.placed.length);
        const loud = [...people].filter((one) => speakers.isLoud(one));
        expect(loud.length).toBeLessThanOrEqual(8);
        for (const one of loud) expect(speakers.placed).toContain(one);
      }
    }),
  );
});

test("a liar who shouts all the time has one place, and takes no second", () => {
  const talk = new Conversation(16, 100);
  const lies = Object.fromEntries(["h"].map((person) => [person, 0]));
  talk.go(5_000, lies);
  for (const person of [..."qrstuvw"]) {
    expect(talk.go(200, { [person]: SPEECH, ...lies })).toContain("audible");
  }
});
