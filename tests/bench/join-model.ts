// A join storm of people with a device each, which no one machine has: real members and the real delivery
// service on a virtual clock, where each device is busy for as long as its own work took the CPU.

import { randomBytes } from "node:crypto";
import { Secret } from "../../src/base/secret.ts";
import type { Millis } from "../../src/base/time.ts";
import type { DeliveryEffect } from "../../src/core/delivery/delivery-effect.ts";
import { DeliveryService } from "../../src/core/delivery/delivery-service.ts";
import { Member } from "../../src/core/mls/member.ts";
import type { MemberEffect } from "../../src/core/mls/member-effect.ts";
import type { MeetingId, ParticipantId } from "../../src/protocol/ids.ts";
import { encode } from "../../src/protocol/schema.ts";
import type { ClientMessage, ServerMessage } from "../../src/protocol/socket-messages.ts";
import { clientMessage, serverMessage } from "../../src/protocol/socket-messages.ts";

export type ModelOptions = {
  readonly size: number;
  /** How many times slower than this machine's core a device is: a phone of some years is 3. */
  readonly slowness: number;
  /** One way. */
  readonly latencyMs: number;
};

/** The server's part of one SRP entry, on this machine. One after another: it has one thread for it. */
const SRP_MS = 20;

/** What it costs the server to put one message into one socket. */
const SEND_MS = 0.02;

/** A storm that takes longer has failed. */
const PATIENCE_MS = 120_000;

const MEETING = "2222-2222-2222-2222" as MeetingId;
const LINK_KEYS = [1, 2, 3].map((fill) => new Uint8Array(32).fill(fill));

type Work = (now: Millis) => Promise<(() => void)[]>;
type Event = { readonly at: number; readonly run: () => Promise<void> };
type Numbered = Event & { readonly number: number };

function isBefore(a: Numbered, b: Numbered): boolean {
  return a.at === b.at ? a.number < b.number : a.at < b.at;
}

/** Events in the order of their time; those of the same time as they came: streams keep their order. */
class Agenda {
  readonly #heap: Numbered[] = [];
  #count = 0;

  add({ at, run }: Event): void {
    const heap = this.#heap;
    const event = { at, run, number: this.#count++ };
    let place = heap.push(event) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, event)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = event;
  }

  take(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) child += 1;
      const below = heap[child];
      if (below === undefined || isBefore(last, below)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}

/** One thread somewhere: takes one piece of work after another, and each takes its time. */
class Device {
  readonly #world: Agenda;
  readonly #slowness: number;
  readonly #queue: Work[] = [];
  #isBusy = false;
  cpuMs = 0;

  constructor(world: Agenda, slowness: number) {
    this.#world = world;
    this.#slowness = slowness;
  }

  feed(at: number, work: Work): void {
    this.#queue.push(work);
    if (!this.#isBusy) this.#next(at);
  }

  #next(at: number): void {
    const work = this.#queue.shift();
    this.#isBusy = work !== undefined;
    if (work === undefined) return;
    this.#world.add({
      at,
      run: async () => {
        const before = process.cpuUsage();
        const effects = await work(at as Millis);
        const { user, system } = process.cpuUsage(before);
        const ms = (user + system) / 1000;
        this.cpuMs += ms;
        const doneAt = at + ms * this.#slowness;
        this.#world.add({
          at: doneAt,
          run: async () => {
            for (const effect of effects) effect();
            this.#next(doneAt);
          },
        });
      },
    });
  }
}

class Person {
  readonly id: ParticipantId;
  readonly device: Device;
  member: Member | null = null;
  /** Of the epoch: how many it sees. */
  members = 0;
  joinedAt: number | null = null;
  /** When the last message reaches it: none overtakes another. */
  lastArrivalAt = 0;
  readonly troubles: string[] = [];
  readonly traffic = { sent: 0, received: 0, largest: 0 };

  constructor(number: number, device: Device) {
    this.id = number.toString(16).padStart(32, "0") as ParticipantId;
    this.device = device;
  }
}

export class JoinModel {
  readonly #options: ModelOptions;
  readonly #world = new Agenda();
  readonly #server = new Device(this.#world, 1);
  readonly #delivery = new DeliveryService();
  readonly #people = new Map<ParticipantId, Person>();
  readonly #sizes = new WeakMap<ServerMessage, number>();
  #now = 0;
  #serverFreeAt = 0;
  #serverDueAt = Number.POSITIVE_INFINITY;
  commits = 0;
  refusals = 0;

  constructor(options: ModelOptions) {
    this.#options = options;
    for (let number = 1; number <= options.size; number++) {
      const person = new Person(number, new Device(this.#world, options.slowness));
      this.#people.set(person.id, person);
      const clickedAt = (number * 1000) / options.size;
      this.#serverFreeAt = Math.max(this.#serverFreeAt, clickedAt) + SRP_MS;
      const enteredAt = this.#serverFreeAt + 6 * options.latencyMs;
      this.#world.add({ at: enteredAt, run: async () => this.#enter(person, enteredAt) });
    }
  }

  get #all(): Person[] {
    return [...this.#people.values()];
  }

  /** Runs until everybody sees everybody. */
  async run() {
    const { size } = this.#options;
    let allInAt: number | null = null;
    for (let event = this.#world.take(); event; event = this.#world.take()) {
      if (event.at > PATIENCE_MS) break;
      this.#now = event.at;
      await event.run();
      if (this.#all.every(({ members }) => members === size)) {
        allInAt = this.#now;
        break;
      }
    }
    return this.#report(allInAt);
  }

  #report(allInAt: number | null) {
    const { size, slowness, latencyMs } = this.#options;
    const joined = this.#all.map(({ joinedAt }) => joinedAt ?? Number.POSITIVE_INFINITY);
    joined.sort((a, b) => a - b);
    const mean = (pick: (person: Person) => number) =>
      this.#all.reduce((sum, person) => sum + pick(person), 0) / size;
    for (const { member } of this.#all) member?.close();
    return {
      size,
      slowness,
      latencyMs,
      allInMs: allInAt === null ? null : Math.round(allInAt),
      medianMs: Math.round(joined[size >> 1] ?? Number.NaN),
      commits: this.commits,
      refusals: this.refusals,
      cpuServerMs: Math.round(this.#server.cpuMs),
      cpuPersonMs: Math.round(mean(({ device }) => device.cpuMs)),
      cpuBusiestMs: Math.round(Math.max(...this.#all.map(({ device }) => device.cpuMs))),
      kbReceivedEach: Math.round(mean(({ traffic }) => traffic.received) / 1000),
      kbSentEach: Math.round(mean(({ traffic }) => traffic.sent) / 1000),
      kbLargest: Math.round(Math.max(...this.#all.map(({ traffic }) => traffic.largest)) / 1000),
      troubles: [...new Set(this.#all.flatMap(({ troubles }) => troubles))],
    };
  }

  #enter(person: Person, at: number): void {
    this.#serve(at, (now, out) => this.#delivery.handleJoin(person.id, now, out));
    person.device.feed(at, async (now) => {
      const [linkPsk, knockKey, credentialKey] = LINK_KEYS.map((key) => new Secret(key.slice()));
      if (!linkPsk || !knockKey || !credentialKey) throw new Error("three keys");
      person.member = await Member.create({
        meetingId: MEETING,
        hostKey: new Uint8Array(32),
        host: null,
        past: null,
        suite: "xwing",
        linkKeys: { linkPsk, knockKey, credentialKey },
        linkGeneration: 1,
        linkKeysOf: () => ({ linkPsk, knockKey, credentialKey }),
        participantId: person.id,
        name: `person ${Number.parseInt(person.id, 16)}`,
        subtle: crypto.subtle,
        random: (length) => new Uint8Array(randomBytes(length)),
      });
      const out: MemberEffect[] = [];
      await person.member.start(now, out);
      const status = { type: "status", isMicOn: true, isCameraOn: true, isSharing: false } as const;
      await person.member.handleSignal(status, now, out);
      return out.map((effect) => () => this.#perform(person, effect));
    });
  }

  #feed(
    person: Person,
    at: number,
    event: (member: Member, now: Millis, out: MemberEffect[]) => Promise<void>,
  ) {
    person.device.feed(at, async (now) => {
      const out: MemberEffect[] = [];
      if (person.member !== null) await event(person.member, now, out);
      return [...out.map((effect) => () => this.#perform(person, effect)), () => this.#arm(person)];
    });
  }

  #arm(person: Person): void {
    const wakeup = person.member?.nextWakeup() ?? null;
    if (wakeup === null) return;
    const at = Math.max(wakeup, this.#now);
    this.#world.add({
      at,
      run: async () => {
        const due = person.member?.nextWakeup() ?? null;
        if (due === null || due > at) return;
        this.#feed(person, at, (member, now, out) => member.handleTick(now, out));
      },
    });
  }

  #perform(person: Person, effect: MemberEffect): void {
    if (effect.type === "send") this.#send(person, effect.message);
    if (effect.type === "epoch") {
      person.members = effect.roster.length;
      person.joinedAt ??= this.#now;
    }
    if (effect.type === "alarm") person.troubles.push(`alarm ${effect.alarm.reason}`);
    if (effect.type === "left") person.troubles.push(`left ${effect.reason}`);
  }

  #send(person: Person, message: ClientMessage): void {
    person.traffic.sent += encode(clientMessage, message).length + 8;
    const at = this.#now + this.#options.latencyMs;
    this.#world.add({
      at,
      run: async () => this.#serve(at, (now, out) => this.#receive(person.id, message, now, out)),
    });
  }

  #receive(from: ParticipantId, message: ClientMessage, now: Millis, out: DeliveryEffect[]): void {
    if (message.type === "knock") this.#delivery.handleKnock(from, message.sealed, now, out);
    if (message.type === "founded") this.#delivery.handleFounded(from, message.groupId, now, out);
    if (message.type === "application") {
      this.#delivery.handleApplication(from, message.message, now, out);
    }
    if (message.type === "commit") {
      this.commits += 1;
      this.#delivery.handleCommit(from, message, now, out);
    }
  }

  #serve(at: number, event: (now: Millis, out: DeliveryEffect[]) => void): void {
    this.#server.feed(at, async (now) => {
      const out: DeliveryEffect[] = [];
      event(now, out);
      const sends = out.flatMap((effect, place) =>
        effect.type === "send" ? [() => this.#deliver(effect.to, effect.message, place)] : [],
      );
      return [...sends, () => this.#armServer()];
    });
  }

  #armServer(): void {
    const wakeup = this.#delivery.nextWakeup();
    if (wakeup === null || wakeup >= this.#serverDueAt) return;
    const at = Math.max(wakeup, this.#now);
    this.#serverDueAt = at;
    this.#world.add({
      at,
      run: async () => {
        this.#serverDueAt = Number.POSITIVE_INFINITY;
        this.#serve(at, (now, out) => this.#delivery.handleTick(now, out));
      },
    });
  }

  #deliver(to: ParticipantId, message: ServerMessage, place: number): void {
    const person = this.#people.get(to);
    if (person === undefined) return;
    if (message.type === "commit-refused") this.refusals += 1;
    const size = this.#sizes.get(message) ?? encode(serverMessage, message).length + 8;
    this.#sizes.set(message, size);
    person.traffic.received += size;
    person.traffic.largest = Math.max(person.traffic.largest, size);
    const sentAt = this.#now + place * SEND_MS;
    const at = Math.max(person.lastArrivalAt, sentAt + this.#options.latencyMs);
    person.lastArrivalAt = at;
    this.#world.add({
      at,
      run: async () =>
        this.#feed(person, at, (member, now, out) => member.handleServer(message, now, out)),
    });
  }
}
