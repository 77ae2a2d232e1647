// What is asked for again, and who is told: bounded whatever a server or an insider sends. Seen to fail without the
// count of asks on either side, with what a new key left unopened not asked for, and with questions kept for ever.

import { describe, expect, test } from "bun:test";
import { Hearing } from "../../../src/core/mls/hearing.ts";
import { ASKS_MAX, Sayings } from "../../../src/core/mls/sayings.ts";
import type { RosterEntry } from "../../../src/core/mls/tree.ts";
import { chatOf } from "../../support/chat-line.ts";
import { at, idOf } from "./fixtures.ts";

const ANA = idOf(1);
const BEN = idOf(2);
const LATE = idOf(3);
const everybody = () => true;

describe("a listener", () => {
  test("asks once in an epoch, however much of it can't be opened, and in its turn", () => {
    const hearing = new Hearing();
    for (let count = 0; count < 5; count++) hearing.handleMissed(ANA, 3n, 2, at(0));
    expect(hearing.take(at(399))).toEqual([]);
    expect(hearing.nextWakeup()).toBe(at(400));
    expect(hearing.take(at(400))).toEqual([{ type: "missed", author: ANA, epoch: 3n }]);
    hearing.handleMissed(ANA, 3n, 0, at(500));
    expect(hearing.take(at(1_000))).toEqual([]);
  });

  test("asks again for what came sealed to a key that it has no more, and not for ever", () => {
    const hearing = new Hearing();
    hearing.handleMissed(ANA, 3n, 0, at(0));
    let asked = hearing.take(at(0)).length;
    for (let time = 1; time < 10; time++) {
      hearing.handleEpoch(everybody);
      hearing.handleUnopened(ANA, at(time));
      hearing.handleMissed(ANA, 3n, 0, at(time));
      asked += hearing.take(at(time)).length;
    }
    expect(asked).toBe(ASKS_MAX);
    hearing.handleUnopened(BEN, at(20));
    expect(hearing.nextWakeup()).toBeNull();
  });

  test("keeps as many questions as it can answer for, and has room for new ones when they are old", () => {
    const hearing = new Hearing();
    for (let epoch = 0n; epoch < 1_000n; epoch++) hearing.handleMissed(ANA, epoch, 0, at(0));
    expect(hearing.take(at(0))).toHaveLength(64);
    hearing.handleMissed(ANA, 2_000n, 0, at(0));
    expect(hearing.take(at(0))).toEqual([]);
    hearing.handleEpoch(everybody);
    hearing.handleMissed(ANA, 2_000n, 0, at(0));
    expect(hearing.take(at(0))).toHaveLength(1);
  });

  test("asks nothing of who left", () => {
    const hearing = new Hearing();
    hearing.handleMissed(ANA, 3n, 0, at(0));
    hearing.handleEpoch((id) => id === BEN);
    expect(hearing.take(at(0))).toEqual([]);
  });
});

describe("an author", () => {
  const roster = [ANA, BEN].map((participantId) => ({ participantId }) as RosterEntry);

  test("says a line again to who was in, as often as keys may change, and to nobody else", () => {
    const sayings = new Sayings();
    const said = { id: 7, signal: chatOf(1, "hello") };
    sayings.add(said, { epoch: 3n, roster }, at(0));
    const told = (asker: typeof ANA) =>
      Array.from({ length: 10 }, () => sayings.take(3n, asker, at(1)).length).filter(Boolean);
    expect([told(BEN).length, told(LATE).length]).toEqual([ASKS_MAX, 0]);
    expect(sayings.take(4n, BEN, at(1))).toEqual([]);
  });
});
