// What members say and hear, with the test as their server.

import type { Bytes } from "../../../src/base/bytes.ts";
import type { Member } from "../../../src/core/mls/member.ts";
import type { MemberEffect } from "../../../src/core/mls/member-effect.ts";
import type { ClientMessage, ServerMessage } from "../../../src/protocol/socket-messages.ts";
import { at, effectsOf, idOf } from "./fixtures.ts";

export type Sent<T extends ClientMessage["type"]> = Extract<ClientMessage, { type: T }>;

/** The messages of one type among the effects. */
export function sent<T extends ClientMessage["type"]>(effects: MemberEffect[], type: T): Sent<T>[] {
  return effects.flatMap((effect) =>
    effect.type === "send" && effect.message.type === type ? [effect.message as Sent<T>] : [],
  );
}

export function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`${items.length} items`);
  return item;
}

export const told = (effects: MemberEffect[]) =>
  effects.map((effect) => (effect.type === "send" ? effect.message.type : effect.type));
export const alarms = (effects: MemberEffect[]) =>
  effects.flatMap((effect) => (effect.type === "alarm" ? [effect.alarm] : []));
export const epochs = (effects: MemberEffect[]) =>
  effects.flatMap((effect) => (effect.type === "epoch" ? [effect] : []));
export const left = (effects: MemberEffect[]) =>
  effects.flatMap((effect) => (effect.type === "left" ? [effect.reason] : []));

export const hear = (member: Member, message: ServerMessage, time = 0) =>
  effectsOf((out) => member.handleServer(message, at(time), out));
export const tick = (member: Member, time: number) =>
  effectsOf((out) => member.handleTick(at(time), out));

export async function knockOf(member: Member): Promise<Bytes> {
  return only(sent(await effectsOf((out) => member.start(at(0), out)), "knock")).sealed;
}

export async function knocking(member: Member, number: number): Promise<ServerMessage> {
  return { type: "knocking", participantId: idOf(number), sealed: await knockOf(member) };
}

export const welcomeOf = ({ welcome }: Sent<"commit">): ServerMessage => ({
  type: "welcome",
  sender: idOf(1),
  message: welcome,
});
export const commitOf = (
  { message, added, removed }: Sent<"commit">,
  sender = 1,
): ServerMessage => ({
  type: "commit",
  sender: idOf(sender),
  message,
  added,
  removed,
});

/** What `member` commits when it hears `messages`, in its turn or out of it. */
export async function commitOn(
  member: Member,
  messages: ServerMessage[],
  time: number,
): Promise<Sent<"commit">> {
  const effects: MemberEffect[] = [];
  for (const message of messages) effects.push(...(await hear(member, message, time)));
  effects.push(...(await tick(member, time + 500)));
  return only(sent(effects, "commit"));
}

export const departed = (number: number): ServerMessage => ({
  type: "departed",
  participantId: idOf(number),
});

/** Ada, Bob and Eve: persons 1, 2 and 3. */
export type Trio = readonly [Member, Member, Member];

/** Ada founds; Bob and Eve are in with her, in epoch 1. */
export async function bringTogether([ada, bob, eve]: Trio): Promise<void> {
  await hear(ada, { type: "found" });
  await hear(ada, departed(9));
  const first = only(sent(await hear(ada, await knocking(bob, 2)), "commit"));
  await hear(ada, await knocking(eve, 3));
  const second = await hear(ada, { type: "commit-accepted", epoch: 0n });
  await hear(bob, welcomeOf(first));
  const due = await tick(ada, 1_000);
  const commit = only([...sent(second, "commit"), ...sent(due, "commit")]);
  await hear(ada, { type: "commit-accepted", epoch: 1n });
  await hear(bob, commitOf(commit));
  await hear(eve, welcomeOf(commit));
}
