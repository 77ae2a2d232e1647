// What members tell each other, and who hears it.

import { beforeEach, describe, expect, test } from "bun:test";
import type { Member } from "../../../src/core/mls/member.ts";
import type { ServerMessage } from "../../../src/protocol/socket-messages.ts";
import { chatOf } from "../../support/chat-line.ts";
import { at, effectsOf, idOf, memberOf } from "./fixtures.ts";
import {
  alarms,
  bringTogether,
  commitOf,
  commitOn,
  departed,
  hear,
  knocking,
  only,
  type Sent,
  sent,
  tick,
  told,
  welcomeOf,
} from "./member-play.ts";

let ada: Member;
let bob: Member;
let eve: Member;
const threeTogether = () => bringTogether([ada, bob, eve]);

beforeEach(async () => {
  [ada, bob, eve] = await Promise.all([memberOf(1), memberOf(2), memberOf(3)]);
});

describe("a signal", () => {
  const on = { type: "status", isMicOn: true, isCameraOn: false, isSharing: false } as const;
  const say = (member: Member, time = 0) =>
    effectsOf((out) => member.handleSignal(on, at(time), out));
  const pass = ({ message }: Sent<"application">): ServerMessage => ({
    type: "application",
    // Whatever the server says: the label comes from the key.
    sender: idOf(99),
    message,
  });

  test("reaches members, and bears its sender's name by the key", async () => {
    await threeTogether();
    const message = only(sent(await say(ada), "application"));
    expect(message.message.length).toBeGreaterThan(256);
    expect(await hear(bob, pass(message))).toEqual([{ type: "signal", from: idOf(1), signal: on }]);
  });

  test("after a signal reaches members too", async () => {
    await threeTogether();
    for (const effects of [await say(ada), await say(ada), await say(ada)]) {
      const message = only(sent(effects, "application"));
      expect(told(await hear(bob, pass(message)))).toEqual(["signal"]);
    }
  });

  test("isn't taken twice", async () => {
    await threeTogether();
    const message = only(sent(await say(ada), "application"));
    await hear(bob, pass(message));
    expect(alarms(await hear(bob, pass(message)))).toEqual([{ reason: "bad-message", name: null }]);
  });

  test("said before one is in is sent on joining", async () => {
    await say(bob);
    await hear(ada, { type: "found" });
    const commit = only(sent(await hear(ada, await knocking(bob, 2)), "commit"));
    await hear(ada, { type: "commit-accepted", epoch: 0n });
    await hear(bob, welcomeOf(commit));
    const message = only(sent(await tick(bob, 100), "application"));
    expect(await hear(ada, pass(message))).toEqual([{ type: "signal", from: idOf(2), signal: on }]);
  });

  test("is told again to whoever comes in", async () => {
    await hear(ada, { type: "found" });
    await say(ada);
    const commit = only(sent(await hear(ada, await knocking(bob, 2)), "commit"));
    await hear(ada, { type: "commit-accepted", epoch: 0n });
    await hear(bob, welcomeOf(commit));
    expect(ada.nextWakeup()).toBe(at(100));
    const message = only(sent(await tick(ada, 100), "application"));
    expect(await hear(bob, pass(message))).toEqual([{ type: "signal", from: idOf(1), signal: on }]);
  });

  test("of an open poll and of one's vote is told to whoever comes in, and of one that is over not", async () => {
    const [open, over] = [1, 2].map((id) => ({ author: idOf(1), id }));
    if (!open || !over) throw new Error("a poll is missing");
    const pollOf = (id: number) =>
      ({ type: "poll", id, question: "When?", options: ["a", "b"], isMultiple: false }) as const;
    await hear(ada, { type: "found" });
    for (const signal of [
      pollOf(1),
      { ...pollOf(2), options: ["c", "d"] },
      { type: "vote", poll: open, choices: 1 },
      { type: "vote", poll: over, choices: 1 },
      { type: "poll-end", poll: over },
      chatOf(3, "not for newcomers"),
    ] as const) {
      const heard = signal.type === "poll" ? { ...signal, options: [...signal.options] } : signal;
      await effectsOf((out) => ada.handleSignal(heard, at(0), out));
    }
    const commit = only(sent(await hear(ada, await knocking(bob, 2)), "commit"));
    await hear(ada, { type: "commit-accepted", epoch: 0n });
    await hear(bob, welcomeOf(commit));
    const heard = [];
    for (const message of sent(await tick(ada, 100), "application")) {
      for (const effect of await hear(bob, pass(message))) {
        if (effect.type === "signal") heard.push(effect.signal);
      }
    }
    expect(heard).toEqual([
      { ...pollOf(1), options: ["a", "b"] },
      { type: "vote", poll: open, choices: 1 },
    ]);
  });

  test("of a recording is told to whoever comes in, and the answer to it as well", async () => {
    await hear(ada, { type: "found" });
    const said = [
      { type: "recording", id: 1, isOn: true },
      { type: "recording-answer", target: idOf(1), id: 7, isAgreed: true },
      { type: "recording-answer", target: idOf(9), id: 7, isAgreed: true },
    ] as const;
    for (const signal of said) await effectsOf((out) => ada.handleSignal(signal, at(0), out));
    const commit = only(sent(await hear(ada, await knocking(bob, 2)), "commit"));
    await hear(ada, { type: "commit-accepted", epoch: 0n });
    await hear(bob, welcomeOf(commit));
    const heard = [];
    for (const message of sent(await tick(ada, 100), "application")) {
      heard.push(...(await hear(bob, pass(message))));
    }
    // Not the one to somebody who isn't in.
    expect(heard).toEqual(
      said.slice(0, 2).map((signal) => ({ type: "signal", from: idOf(1), signal })),
    );
  });

  test("is told again in a new epoch, while the others may have missed it", async () => {
    await threeTogether();
    await tick(bob, 5_000);
    await say(bob, 10_000);
    await hear(bob, departed(3), 49_000);
    await tick(bob, 49_300);
    await hear(bob, { type: "commit-accepted", epoch: 2n }, 49_500);
    expect(sent(await tick(bob, 49_600), "application")).toHaveLength(1);
    // It was said long ago, and again in an epoch that lasted.
    await hear(bob, departed(1), 99_000);
    await tick(bob, 99_300);
    await hear(bob, { type: "commit-accepted", epoch: 3n }, 99_500);
    expect(sent(await tick(bob, 99_600), "application")).toEqual([]);
  });

  test("of the epoch before is taken for ten seconds, and no longer", async () => {
    await threeTogether();
    const [early, late] = [
      only(sent(await say(eve), "application")),
      only(sent(await say(eve), "application")),
    ];
    await hear(bob, departed(9), 20_000);
    await hear(bob, await knocking(await memberOf(4), 4), 20_000);
    await tick(bob, 20_300);
    await hear(bob, { type: "commit-accepted", epoch: 2n }, 20_300);
    expect(await hear(bob, pass(early), 30_299)).toEqual([
      { type: "signal", from: idOf(3), signal: on },
    ]);
    expect(bob.nextWakeup()).toBe(at(30_300));
    await tick(bob, 30_300);
    expect(await hear(bob, pass(late), 30_301)).toEqual([]);
  });
});

describe("a line that comes late", () => {
  const line = chatOf(0, "hello");
  const heard = [{ type: "signal" as const, from: idOf(3), signal: line }];
  const pass = ({ message }: Sent<"application">, number = 3): ServerMessage => ({
    type: "application",
    sender: idOf(number),
    message,
  });
  const said = async () =>
    only(sent(await effectsOf((out) => eve.handleSignal(line, at(0), out)), "application"));

  /** Bob adds person `number` in `epoch`, and Eve follows when she is to. */
  async function nextEpoch(number: number, epoch: bigint, time: number, isEveThere = false) {
    const knock = await knocking(await memberOf(number), number);
    const commit = await commitOn(bob, [knock], time);
    await hear(bob, { type: "commit-accepted", epoch }, time);
    if (isEveThere) await hear(eve, commitOf(commit, 2), time);
  }

  test("of two epochs ago is heard while the epoch it was said in ended less than ten seconds ago", async () => {
    await threeTogether();
    const late = await said();
    await nextEpoch(4, 2n, 20_000);
    await nextEpoch(5, 3n, 25_000);
    expect(await hear(bob, pass(late), 29_999)).toEqual(heard);
    const later = await said();
    await tick(bob, 30_000);
    expect(await hear(bob, pass(later), 30_001)).toEqual([]);
  });

  test("of an epoch that is forgotten is asked for, said again as of now, and heard once", async () => {
    await threeTogether();
    const late = await said();
    await nextEpoch(4, 2n, 20_000, true);
    await tick(bob, 30_000);
    await tick(eve, 30_000);
    expect(await hear(bob, pass(late), 40_000)).toEqual([]);
    expect(bob.nextWakeup()).toBe(at(40_200));
    const question = only(sent(await tick(bob, 40_200), "application"));
    const again = only(sent(await hear(eve, pass(question, 2), 40_300), "application"));
    expect(await hear(bob, pass(again), 40_400)).toEqual(heard);
    // Whoever heard it the first time, or asks as well, makes no second line of it.
    expect(sent(await hear(eve, pass(question, 2), 40_500), "application")).toEqual([]);
    await nextEpoch(5, 3n, 41_000, true);
    const twice = only(
      sent(await effectsOf((out) => eve.handleSignal(line, at(41_000), out)), "application"),
    );
    expect(await hear(bob, pass(twice), 41_100)).toEqual(heard);
  });

  test("is asked for once, however often the server brings it", async () => {
    await threeTogether();
    const late = await said();
    await nextEpoch(4, 2n, 20_000);
    await tick(bob, 30_000);
    await hear(bob, pass(late), 40_000);
    expect(sent(await tick(bob, 40_200), "application")).toHaveLength(1);
    await hear(bob, pass(late), 41_000);
    expect(sent(await tick(bob, 50_000), "application")).toEqual([]);
  });

  test("isn't asked for on behalf of nobody, or by oneself", async () => {
    await threeTogether();
    const late = await said();
    await nextEpoch(4, 2n, 20_000);
    await tick(bob, 30_000);
    for (const number of [2, 77]) await hear(bob, pass(late, number), 40_000);
    expect(sent(await tick(bob, 50_000), "application")).toEqual([]);
  });
});
