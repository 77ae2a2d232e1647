// Which rows of a list stay the objects that they were, and which are new.

import { expect, test } from "bun:test";
import { KeptRows } from "../../../../src/client/pages/kept-rows.ts";

/** Stands for a MediaStream: the same only as itself. */
class Stream {}

function row(id: string, isSpeaking: boolean, video = stream) {
  return { id, isSpeaking, video, place: { x: 1, y: 2 }, reactions: [{ id: 7, emoji: "👏" }] };
}

const stream = new Stream();

test("rows that say the same stay the objects that they were, and the list too when all do", () => {
  const kept = new KeptRows<ReturnType<typeof row>>();
  const first = kept.next([row("ana", false), row("ben", false)]);
  expect(kept.next([row("ana", false), row("ben", false)])).toBe(first);

  const second = kept.next([row("ana", false), row("ben", true)]);
  expect(second).not.toBe(first);
  expect(second[0]).toBe(first[0] as never);
  expect(second[1]).toEqual(row("ben", true));
});

test("another order, another stream, and another value deep inside are new", () => {
  const kept = new KeptRows<ReturnType<typeof row>>();
  const [ana, ben] = kept.next([row("ana", false), row("ben", false)]);
  const turned = kept.next([row("ben", false), row("ana", false)]);
  expect([turned[0] === ben, turned[1] === ana]).toEqual([true, true]);

  const streamed = kept.next([row("ben", false, new Stream()), row("ana", false)]);
  expect([streamed[0] === ben, streamed[1] === ana]).toEqual([false, true]);

  const moved = kept.next([{ ...row("ana", false), place: { x: 1, y: 3 } }]);
  expect(moved).toEqual([{ ...row("ana", false), place: { x: 1, y: 3 } }]);
  expect(kept.next([{ ...row("ana", false), reactions: [] }])[0]?.reactions).toEqual([]);
});
