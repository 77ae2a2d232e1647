// A member with a client of its own posts chat as another, or says what it may not. Seen to fail with the
// check of signatures taken out, with `maySay` left to the sender, and with lines said again as often as asked for.

import { beforeEach, describe, expect, test } from "bun:test";
import type { Bytes } from "../../src/base/bytes.ts";
import { policyExtensions } from "../../src/core/mls/group-policy.ts";
import { ASKS_MAX } from "../../src/core/mls/sayings.ts";
import type { Signal } from "../../src/core/mls/signal.ts";
import type { ParticipantId } from "../../src/protocol/ids.ts";
import { chatOf } from "../support/chat-line.ts";
import { applicationMessage, commitMessage, HostileInsider } from "../support/hostile-insider.ts";
import { at, effectsOf, host, idOf, signedPolicyWith } from "../unit/mls/fixtures.ts";
import { alarms, hear, sent, told } from "../unit/mls/member-play.ts";

let insider: HostileInsider;
const chat: Signal = chatOf(1, "I resign");
const ALARM = [{ reason: "bad-message", name: null }] as ReturnType<typeof alarms>;

beforeEach(async () => {
  insider = await HostileInsider.among(2, [3], host);
});

const FILE: Signal = {
  type: "file",
  id: 2,
  name: "invoice.pdf",
  size: 10,
  key: new Uint8Array(16),
  digest: new Uint8Array(32),
};
const POLL: Signal = {
  type: "poll",
  id: 3,
  question: "Resign?",
  options: ["yes", "no"],
  isMultiple: false,
};

describe("an insider", () => {
  test("ends no poll but its own, unless it is a host", async () => {
    const rogue = await HostileInsider.among(2, [2]);
    const end = (author: ParticipantId): Signal => ({ type: "poll-end", poll: { author, id: 1 } });
    const { member } = rogue.victim;
    expect(told(await hear(member, applicationMessage(await rogue.say(end(idOf(3))))))).toEqual([]);
    expect(told(await hear(member, applicationMessage(await rogue.say(end(idOf(1))))))).toEqual([
      "signal",
    ]);
  });

  test("makes no poll of one answer, and no vote for a seventh", async () => {
    const vote: Signal = { type: "vote", poll: { author: idOf(2), id: 1 }, choices: 64 };
    const single: Signal = { ...POLL, options: ["yes"] };
    for (const signal of [single, vote]) {
      const effects = await hear(
        insider.victim.member,
        applicationMessage(await insider.say(signal)),
      );
      expect(alarms(effects)).toEqual(ALARM);
    }
  });

  test("is heard as itself, whatever name the server gives", async () => {
    for (const sender of [idOf(1), idOf(3), idOf(99)]) {
      const message = applicationMessage(await insider.say(chat), sender);
      const effects = await hear(insider.victim.member, message);
      expect(effects).toEqual([{ type: "signal", from: idOf(1), signal: chat } as never]);
    }
  });

  test("can't speak from another's leaf, whose message keys it knows", async () => {
    for (const signal of [
      chat,
      { type: "status", isMicOn: false, isCameraOn: false, isSharing: false } as const,
    ]) {
      const message = applicationMessage(await insider.say(signal, 2), idOf(3));
      const effects = await hear(insider.victim.member, message);
      expect([told(effects), alarms(effects)]).toEqual([["alarm"], ALARM]);
    }
  });

  test("can't say it from the victim's own leaf, nor from one that is empty", async () => {
    for (const leafIndex of [1, 3, 500]) {
      const made = await insider.say(chat, leafIndex).catch(() => null);
      if (made === null) continue;
      const effects = await hear(insider.victim.member, applicationMessage(made));
      expect(told(effects)).toEqual(["alarm"]);
    }
  });

  test("can't say another's words again: each message is taken once", async () => {
    const message = applicationMessage(await insider.say(chat));
    expect(told(await hear(insider.victim.member, message))).toEqual(["signal"]);
    expect(told(await hear(insider.victim.member, message))).toEqual(["alarm"]);
  });

  test("can't chat when only hosts may, and asks nobody for anything", async () => {
    const quiet = await HostileInsider.among(2, [2]);
    const { member } = quiet.victim;
    const ask: Signal = { type: "ask", target: idOf(2), what: "mute" };
    expect(told(await hear(member, applicationMessage(await quiet.say(ask))))).toEqual([]);
    // The insider of the others is a host itself: it may forbid, and it may ask.
    const extensions = policyExtensions(await signedPolicyWith({ mayChat: false }));
    const { message, next } = await insider.make({ adds: [], removes: [], extensions });
    await hear(insider.victim.member, commitMessage(message));
    insider.state = next;
    const allowed = await hear(insider.victim.member, applicationMessage(await insider.say(chat)));
    expect(told(allowed)).toEqual(["signal"]);
    const asked = await hear(insider.victim.member, applicationMessage(await insider.say(ask)));
    expect(told(asked)).toEqual(["asked"]);
  });

  test("can't have a member say its lines over and over, until the server puts it out", async () => {
    const { member } = insider.victim;
    const lines = 5;
    for (let id = 0; id < lines; id++) {
      const line = chatOf(id, "x".repeat(4_000));
      await effectsOf((out) => member.handleSignal(line, at(0), out));
    }
    let again = 0;
    for (let ask = 0; ask < 50; ask++) {
      const missed: Signal = { type: "missed", author: insider.victim.id, epoch: 1n };
      const effects = await hear(member, applicationMessage(await insider.say(missed)), ask);
      again += sent(effects, "application").length;
    }
    expect(again).toBe(lines * ASKS_MAX);
  });

  test("sends no signal that is none, or longer than any", async () => {
    const { victim } = insider;
    const over = chatOf(1, "x".repeat(4097));
    await expect(insider.say(over)).rejects.toThrow();
    const effects = await hear(victim.member, applicationMessage(new Uint8Array(65_537)));
    expect(alarms(effects)).toEqual(ALARM);
  });
});

test("a member who may not chat is silenced by every receiver, not by its own client alone", async () => {
  const rogue = await HostileInsider.among(2, [2]);
  const { member } = rogue.victim;
  const act = { type: "set-door", door: { mayChat: false } } as const;
  const out: Parameters<typeof member.handleAct>[2] = [];
  await member.handleAct(act, 0 as never, out);
  const sent = out.flatMap((effect) =>
    effect.type === "send" && effect.message.type === "commit" ? [effect.message] : [],
  );
  expect(sent).toHaveLength(1);
  // Said in the epoch before, and read in the one that forbids it.
  const late: Bytes[] = [];
  for (const signal of [chat, FILE, POLL]) late.push(await rogue.say(signal));
  await hear(member, { type: "commit-accepted", epoch: 1n });
  expect(member.policy?.mayChat).toBe(false);
  for (const message of late) {
    expect(told(await hear(member, applicationMessage(message)))).toEqual([]);
  }
});
