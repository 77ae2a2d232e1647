// A thread with a real member in it, fed with hostile messages: a hang ends this thread, and fails the test.

import type { Member } from "../../src/core/mls/member.ts";
import type { MemberEffect } from "../../src/core/mls/member-effect.ts";
import type { ServerMessage } from "../../src/protocol/socket-messages.ts";
import { at, memberOf } from "../unit/mls/fixtures.ts";

declare const self: Worker;

/** What the test asks of the thread, one after the other. */
export type ToHostileWorker =
  | { readonly type: "start"; readonly number: number }
  | { readonly type: "hear"; readonly message: ServerMessage };

/** The member's effects, as far as a test compares them. */
export type FromHostileWorker = {
  readonly told: readonly string[];
  /** Of its own, if it made one. */
  readonly sealed: Uint8Array<ArrayBuffer> | null;
};

let member: Member | null = null;

async function handle(message: ToHostileWorker, out: MemberEffect[]): Promise<void> {
  if (message.type === "start") {
    member = await memberOf(message.number);
    await member.start(at(0), out);
  } else {
    await member?.handleServer(message.message, at(0), out);
  }
}

self.onmessage = async (event: MessageEvent<ToHostileWorker>) => {
  const out: MemberEffect[] = [];
  await handle(event.data, out);
  const told = out.map((effect) => (effect.type === "send" ? effect.message.type : effect.type));
  const [knock] = out.flatMap((effect) =>
    effect.type === "send" && effect.message.type === "knock" ? [effect.message.sealed] : [],
  );
  const answer: FromHostileWorker = { told, sealed: knock ?? null };
  self.postMessage(answer);
};
