// Somebody reads the media of epochs that they weren't in: who was removed the later ones, who came later the
// earlier ones; and who is out sends on. MLS and SFrame together. Seen to fail with the look at who is still
// a member taken out of SFrame, with a base key that isn't the epoch's, and with what is said again said to anybody.

import { beforeEach, describe, expect, test } from "bun:test";
import type { Bytes } from "../../src/base/bytes.ts";
import { fromHex, utf8 } from "../../src/base/bytes.ts";
import { webCryptoAead } from "../../src/client/web-crypto.ts";
import { MlsContext } from "../../src/core/sframe/mls-context.ts";
import { chatOf } from "../support/chat-line.ts";
import type { EpochSeen, Person } from "../support/meeting-person.ts";
import { MeetingWorld } from "../support/meeting-world.ts";

let world: MeetingWorld;
let host: Person;
let bob: Person;

const FRAME = utf8("what is said");

beforeEach(async () => {
  world = await MeetingWorld.open();
  host = await world.join("Host", { host: world.host });
  await world.run(1_000);
  const [second] = await world.joinAll("Bob");
  if (!second) throw new Error("Bob");
  bob = second;
});

function give(context: MlsContext, seen: EpochSeen | undefined, isUrgent: boolean): void {
  const baseKey = seen && fromHex(seen.baseKey);
  if (!seen || !baseKey) throw new Error("an epoch");
  const { epoch, ownLeafIndex, roster } = seen;
  const members = roster.map((entry) => ({ ...entry, mayShare: true }));
  const keys = { epoch: Number(epoch), baseKey, ownLeafIndex, members };
  context.addEpoch(keys, isUrgent, world.schedule.now);
}

/** A frame worker with every epoch that this person ever had. */
function frameWorkerOf(person: Person): MlsContext {
  const context = new MlsContext(webCryptoAead);
  for (const seen of person.epochs) give(context, seen, true);
  return context;
}

async function sentBy(person: Person, frame = FRAME): Promise<Bytes> {
  const sent = await frameWorkerOf(person).protect("microphone", "opus", frame, world.schedule.now);
  if (!sent.ok) throw new Error(sent.reason);
  return sent.value;
}

async function heardBy(person: Person, frame: Bytes): Promise<string> {
  const context = frameWorkerOf(person);
  const heard = await context.unprotect("audio", "opus", frame, world.schedule.now);
  if (!heard.ok) return heard.reason;
  return `${person.nameOf(heard.value.participantId)}: ${Buffer.from(heard.value.frame)}`;
}

test("members hear each other, by name", async () => {
  expect(await heardBy(bob, await sentBy(host))).toBe("Host: what is said");
  expect(await heardBy(host, await sentBy(bob))).toBe("Bob: what is said");
});

describe("who was removed", () => {
  let eve: Person;

  beforeEach(async () => {
    const [third] = await world.joinAll("Eve");
    if (!third) throw new Error("Eve");
    eve = third;
    expect(await heardBy(eve, await sentBy(host))).toBe("Host: what is said");
    await world.act(host, { type: "remove", participantId: eve.id });
    await world.run(1_000);
  });

  test("hears nothing from then on, with all the commits that the server gives them", async () => {
    expect(await heardBy(eve, await sentBy(host))).toBe("no-epoch");
    await world.joinAll("Dan");
    await world.act(host, { type: "set-door", door: { mayChat: false } });
    await world.run(1_000);
    expect(await heardBy(eve, await sentBy(bob))).toBe("no-epoch");
  });

  test("hears nothing though the epoch's number is made to look like theirs", async () => {
    const frame = await sentBy(host);
    const last = eve.epochs.at(-1);
    const seen = host.last;
    if (!last || !seen) throw new Error("two epochs");
    // Their last key, under the number of the newest epoch.
    const context = new MlsContext(webCryptoAead);
    give(context, { ...last, epoch: seen.epoch, roster: seen.roster }, true);
    const heard = await context.unprotect("audio", "opus", frame, world.schedule.now);
    expect(heard).toEqual({ ok: false, reason: "bad-tag" });
  });

  test("isn't heard any more, though their old key is still kept for others' late frames", async () => {
    expect(await heardBy(bob, await sentBy(eve))).toBe("unknown-member");
  });
});

describe("who comes later", () => {
  test("hears nothing of before, recorded and played again by the server", async () => {
    const recorded = [await sentBy(host), await sentBy(bob)];
    const [late] = await world.joinAll("Late");
    if (!late) throw new Error("Late");
    for (const frame of recorded) expect(await heardBy(late, frame)).toBe("no-epoch");
    expect(await heardBy(late, await sentBy(host))).toBe("Host: what is said");
    const earlier = host.epochs.slice(0, -1).map(({ baseKey }) => baseKey);
    expect(late.epochs.some(({ baseKey }) => earlier.includes(baseKey))).toBe(false);
  });

  test("reads no chat of before", async () => {
    await world.say(host, chatOf(1, "before"));
    await world.run(100);
    const [late] = await world.joinAll("Late");
    const said = host
      .all("send")
      .flatMap(({ message }) => (message.type === "application" ? [message.message] : []));
    for (const message of said) {
      if (late) world.pass(late, { type: "application", sender: host.id, message });
    }
    await world.run(1_000);
    expect([bob.chat, late?.chat]).toEqual([["Host: before"], []]);
  });
});

test("a member's frame isn't taken for another's, by changing whose key it names", async () => {
  const [eve] = await world.joinAll("Eve");
  if (!eve) throw new Error("Eve");
  const frame = await sentBy(eve);
  const heard = new Set<string>();
  for (let index = 0; index < 6; index++) {
    for (let bit = 0; bit < 8; bit++) {
      const changed = frame.with(index, (frame[index] ?? 0) ^ (1 << bit));
      heard.add(await heardBy(bob, new Uint8Array(changed)));
    }
  }
  expect([...heard].filter((what) => what.includes(":"))).toEqual([]);
});
