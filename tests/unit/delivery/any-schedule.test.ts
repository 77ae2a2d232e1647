// Whatever participants do, in any order: one commit an epoch, nothing of the group to who is outside, no busy timer.

import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Millis } from "../../../src/base/time.ts";
import type { DeliveryEffect } from "../../../src/core/delivery/delivery-effect.ts";
import { DeliveryService } from "../../../src/core/delivery/delivery-service.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { participantIdFrom } from "../../../src/protocol/ids.ts";
import type { ServerMessage } from "../../../src/protocol/socket-messages.ts";
import { privateMessage } from "./messages.ts";

const PEOPLE = 5;
const GROUP = new Uint8Array(16).fill(9);
const idOf = (person: number) => participantIdFrom(new Uint8Array(16).fill(person + 1));

const person = fc.nat(PEOPLE - 1);
const people = fc.uniqueArray(person, { maxLength: 2 });
const step = fc.oneof(
  fc.record({ do: fc.constant("join" as const), who: person }),
  fc.record({ do: fc.constant("founded" as const), who: person }),
  fc.record({ do: fc.constant("knock" as const), who: person, key: fc.nat(1) }),
  fc.record({ do: fc.constant("presence" as const), who: person, isConnected: fc.boolean() }),
  fc.record({ do: fc.constant("gone" as const), who: person }),
  fc.record({
    do: fc.constant("commit" as const),
    who: person,
    lag: fc.integer({ min: -1, max: 1 }),
    added: people,
    removed: people,
  }),
  fc.record({ do: fc.constant("say" as const), who: person, lag: fc.integer({ min: -1, max: 1 }) }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.nat(12_000) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Only members may have these. */
const GROUP_MESSAGES: ReadonlySet<ServerMessage["type"]> = new Set<ServerMessage["type"]>([
  "knocking",
  "connections",
  "departed",
  "commit",
  "commit-accepted",
  "application",
]);

/** Follows the effects as clients would, and checks each one. */
class Checker {
  readonly #service = new DeliveryService();
  readonly #joined = new Set<number>();
  readonly #admitted = new Set<ParticipantId>();
  #epoch = 0n;
  #now = 0 as Millis;

  run(step: Step): void {
    const out: DeliveryEffect[] = [];
    this.#perform(step, out);
    for (const effect of out) this.#check(effect);
    const wakeup = this.#service.nextWakeup();
    if (wakeup !== null) expect(wakeup).toBeGreaterThan(this.#now);
  }

  #perform(step: Step, out: DeliveryEffect[]): void {
    const service = this.#service;
    if (step.do === "wait") {
      const wakeup = service.nextWakeup() ?? Number.POSITIVE_INFINITY;
      this.#now = Math.min(this.#now + step.ms, wakeup) as Millis;
      service.handleTick(this.#now, out);
      return;
    }
    const id = idOf(step.who);
    if (step.do === "join") {
      if (!this.#joined.has(step.who)) service.handleJoin(id, this.#now, out);
      this.#joined.add(step.who);
      return;
    }
    if (!this.#joined.has(step.who)) return;
    if (step.do === "founded") service.handleFounded(id, GROUP, this.#now, out);
    else if (step.do === "knock") {
      service.handleKnock(id, new Uint8Array([step.key]), this.#now, out);
    } else if (step.do === "presence") {
      service.handlePresence(id, step.isConnected, this.#now, out);
    } else if (step.do === "gone") service.handleGone(id, this.#now, out);
    else this.#speak(step, id, out);
  }

  #speak(
    step: Extract<Step, { do: "commit" | "say" }>,
    id: ParticipantId,
    out: DeliveryEffect[],
  ): void {
    const epoch = this.#epoch + BigInt(step.lag);
    if (epoch < 0n) return;
    if (step.do === "say") {
      const message = privateMessage(GROUP, epoch, "application");
      this.#service.handleApplication(id, message, this.#now, out);
      return;
    }
    const [added, removed] = [step.added.map(idOf), step.removed.map(idOf)];
    const message = privateMessage(GROUP, epoch, "commit");
    const welcome = new Uint8Array(added.length > 0 ? 1 : 0);
    const commit = { type: "commit", message, welcome, added, removed } as const;
    this.#service.handleCommit(id, commit, this.#now, out);
  }

  #check(effect: DeliveryEffect): void {
    if (effect.type === "founded") this.#admitted.clear();
    else if (effect.type === "admitted") this.#admitted.add(effect.participantId);
    else if (effect.type === "removed") this.#admitted.delete(effect.participantId);
    else {
      const { type } = effect.message;
      if (type === "found") this.#epoch = 0n;
      if (type === "welcome") this.#admitted.add(effect.to);
      if (GROUP_MESSAGES.has(type)) expect(this.#admitted.has(effect.to)).toBe(true);
      if (effect.message.type !== "commit-accepted") return;
      expect(effect.message.epoch).toBe(this.#epoch);
      this.#epoch++;
    }
  }
}

test("any schedule of any people keeps the group's order and its secrets", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const checker = new Checker();
      checker.run({ do: "join", who: 0 });
      checker.run({ do: "founded", who: 0 });
      for (const each of steps) checker.run(each);
    }),
    { numRuns: 300 },
  );
});
