// One meeting's delivery service as a story: each step answers with its effects, one short line each.

import type { Millis } from "../../../src/base/time.ts";
import type { DeliveryEffect } from "../../../src/core/delivery/delivery-effect.ts";
import { DeliveryService } from "../../../src/core/delivery/delivery-service.ts";
import type { Commit } from "../../../src/core/delivery/group.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { participantIdFrom } from "../../../src/protocol/ids.ts";
import type { ServerMessage } from "../../../src/protocol/socket-messages.ts";
import { payloadOf, privateMessage } from "./messages.ts";

export const GROUP = new Uint8Array(16).fill(7);
const NAMES = [
  "ana",
  "ben",
  "cleo",
  "dan",
  "eva",
  "finn",
  "gil",
  "hal",
  "ida",
  "joe",
  "kim",
] as const;
export type Name = (typeof NAMES)[number];

const idOf = (name: Name) => participantIdFrom(new Uint8Array(16).fill(NAMES.indexOf(name) + 1));
const nameOf = (id: ParticipantId) => NAMES.find((name) => idOf(name) === id) ?? "nobody";
const sealedBy = (name: Name) => new Uint8Array([NAMES.indexOf(name)]);

export type CommitParts = { epoch?: bigint; added?: Name[]; removed?: Name[]; welcome?: string };

/** A message as one word or two: "knocking ben", "commit by ana", "connections ana ben". */
function brief(message: ServerMessage): string {
  switch (message.type) {
    case "knocking":
    case "departed":
      return `${message.type} ${nameOf(message.participantId)}`;
    case "connections":
      return ["connections", ...message.present.map(nameOf)].join(" ");
    case "commit":
    case "welcome":
      return `${message.type} by ${nameOf(message.sender)}`;
    case "application":
      return `application by ${nameOf(message.sender)}: ${payloadOf(message.message)}`;
    case "all-ready":
    case "commit-accepted":
    case "commit-refused":
      return `${message.type} ${message.epoch}`;
    default:
      return message.type;
  }
}

/** One meeting; each step answers with what it made the service do, one line an effect. */
export class Story {
  readonly service = new DeliveryService();
  now = 1000 as Millis;

  #do(step: (out: DeliveryEffect[]) => void): string[] {
    const out: DeliveryEffect[] = [];
    step(out);
    return out.flatMap((effect) => {
      if (effect.type === "founded") return [];
      if (effect.type === "send") return `${nameOf(effect.to)} < ${brief(effect.message)}`;
      const name = nameOf(effect.participantId);
      return effect.type === "admitted" ? `admitted ${name}` : `removed ${name}: ${effect.reason}`;
    });
  }

  join = (name: Name) => this.#do((out) => this.service.handleJoin(idOf(name), this.now, out));
  gone = (name: Name) => this.#do((out) => this.service.handleGone(idOf(name), this.now, out));
  founded = (name: Name) =>
    this.#do((out) => this.service.handleFounded(idOf(name), GROUP, this.now, out));
  knock = (name: Name, sealed = sealedBy(name)) =>
    this.#do((out) => this.service.handleKnock(idOf(name), sealed, this.now, out));
  presence = (name: Name, isConnected: boolean) =>
    this.#do((out) => this.service.handlePresence(idOf(name), isConnected, this.now, out));
  commit = (name: Name, parts: CommitParts = {}, message?: Uint8Array<ArrayBuffer>) => {
    const { epoch = 0n, added = [], removed = [], welcome = added.length > 0 ? "w" : "" } = parts;
    const commit: Commit = {
      type: "commit",
      message: message ?? privateMessage(GROUP, epoch, "commit"),
      welcome: new TextEncoder().encode(welcome),
      added: added.map(idOf),
      removed: removed.map(idOf),
    };
    return this.#do((out) => this.service.handleCommit(idOf(name), commit, this.now, out));
  };
  say = (name: Name, epoch: bigint, text: string, group = GROUP) =>
    this.#do((out) =>
      this.service.handleApplication(
        idOf(name),
        privateMessage(group, epoch, "application", text),
        this.now,
        out,
      ),
    );
  /** @returns what is sent, and then who is to get key frames. */
  ready = (name: Name, epoch: bigint) => {
    let watching: readonly ParticipantId[] = [];
    const sent = this.#do((out) => {
      watching = this.service.handleReady(idOf(name), epoch, out);
    });
    return [...sent, ...watching.map((id) => `key frames for ${nameOf(id)}`)];
  };
  wait = (ms: number) => {
    this.now = (this.now + ms) as Millis;
    return this.#do((out) => this.service.handleTick(this.now, out));
  };
  get msToWakeup(): number | null {
    const wakeup = this.service.nextWakeup();
    return wakeup === null ? null : wakeup - this.now;
  }
}

/** Nine of them: the first size at which knocks are held back. */
export function largeGroup(): Story {
  const story = groupOf("ana", "ben", "cleo", "dan", "eva", "finn", "gil", "hal", "ida");
  story.wait(1_000);
  return story;
}

/** A group of these, at the epoch that adding all but the first in one commit makes. */
export function groupOf(first: Name, ...others: Name[]): Story {
  const story = new Story();
  story.join(first);
  story.founded(first);
  for (const name of others) {
    story.join(name);
    story.knock(name);
  }
  if (others.length > 0) story.commit(first, { added: others });
  return story;
}

/** Ben knocked on a group of Ana's. */
export function waitingBen(): Story {
  const story = groupOf("ana");
  story.join("ben");
  story.knock("ben");
  return story;
}
