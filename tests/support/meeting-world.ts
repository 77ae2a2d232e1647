// A meeting played on a virtual clock: real members, the real delivery service, and a network between them that a test may bend.

import type { Bytes } from "../../src/base/bytes.ts";
import { equal } from "../../src/base/bytes.ts";
import { Secret } from "../../src/base/secret.ts";
import type { Millis } from "../../src/base/time.ts";
import { hostKeyFromSeed } from "../../src/client/host-key.ts";
import type { DeliveryEffect } from "../../src/core/delivery/delivery-effect.ts";
import { DeliveryService } from "../../src/core/delivery/delivery-service.ts";
import { deriveLinkKeys } from "../../src/core/link/link-keys.ts";
import type { HostAct } from "../../src/core/mls/host-act.ts";
import type { HostSigner } from "../../src/core/mls/meeting.ts";
import { Member } from "../../src/core/mls/member.ts";
import type { MemberEffect } from "../../src/core/mls/member-effect.ts";
import type { Past } from "../../src/core/mls/return-proof.ts";
import type { NewLink, OpenSignal } from "../../src/core/mls/signal.ts";
import type { Suite } from "../../src/protocol/entry-messages.ts";
import type { MeetingId, ParticipantId } from "../../src/protocol/ids.ts";
import type { ClientMessage, ServerMessage } from "../../src/protocol/socket-messages.ts";
import type { KnownLink } from "./meeting-person.ts";
import { Person } from "./meeting-person.ts";
import { Schedule } from "./schedule.ts";

export const MEETING_ID = "0000-0000-0000-0001" as MeetingId;

export const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

export type HostPair = HostSigner & {
  readonly publicKey: Bytes;
  /** Every link that it made. */
  readonly links: NewLink[];
};

/** Ed25519, and links whose verifiers are as good as any to a server that does no SRP. */
export async function makeHost(): Promise<HostPair> {
  const seed = random(32);
  const key = await hostKeyFromSeed(crypto.subtle, new Secret(seed.slice()));
  if (key === null) throw new Error("no Ed25519");
  const links: NewLink[] = [];
  return {
    publicKey: key.publicKey,
    links,
    sign: key.sign,
    seed: () => seed.slice(),
    makeLink: async (generation) => {
      const [secret, salt, verifier] = [random(16), random(16), random(384)];
      links.push({ secret: secret.slice(), generation, salt, verifier, signature: random(64) });
      return { secret, generation, salt, verifier, signature: random(64) };
    },
  };
}

/** The keys that a link's secret gives. */
export function linkKeysOf(secret: Uint8Array) {
  return deriveLinkKeys(MEETING_ID, {
    suite: "classical",
    needsPassphrase: false,
    secret: new Secret(secret.slice()),
  });
}

/** How the network and a lying server treat what passes. */
export type Network = {
  /** Milliseconds on the way. */
  readonly latencyMs: () => number;
  /** What arrives in place of a message to `to`, each on its way. */
  readonly tamper: (to: Person, message: ServerMessage) => readonly ServerMessage[];
};

export const HONEST: Network = { latencyMs: () => 0, tamper: (_, message) => [message] };

type Sent<T extends ClientMessage["type"]> = Extract<ClientMessage, { type: T }>;

export type Arrival = {
  readonly host?: HostSigner | null;
  readonly link?: KnownLink;
  readonly suite?: Suite;
  /** Of the group that it was in before. */
  readonly past?: Past | null;
};

export class MeetingWorld {
  readonly schedule = new Schedule();
  readonly people: Person[] = [];
  readonly host: HostPair;
  /** The link whose verifier the server has. */
  link: KnownLink = { secret: random(16), generation: 1 };
  network: Network = HONEST;
  service = new DeliveryService();
  /** Each commit that a delivery service accepted: its group's number and its epoch. */
  readonly accepted: string[] = [];
  /** Whom a host or co-host admitted. */
  readonly admitted = new Set<ParticipantId>();
  #groups = 0;
  /** The server takes nothing more from them. */
  readonly #expelled = new Set<Person>();
  #numbers = 0;
  /** Until when a person's machine does nothing (a tab asleep, or starved by others), and what waits. */
  readonly #asleep = new Map<
    Person,
    { until: number; readonly waiting: (() => Promise<void>)[] }
  >();
  /** When the last message of each stream arrives: streams keep their order. */
  readonly #arrivals = new Map<string, number>();

  private constructor(host: HostPair) {
    this.host = host;
  }

  static async open(network: Network = HONEST): Promise<MeetingWorld> {
    const world = new MeetingWorld(await makeHost());
    world.network = network;
    return world;
  }

  /** Those whose connection and membership last, or who wait. */
  present(): Person[] {
    return this.people.filter(({ isCut, left }) => !isCut && left === null);
  }

  person(id: ParticipantId): Person | undefined {
    return this.people.find((person) => person.id === id);
  }

  /** Somebody has a session at the server, and knocks. */
  async join(name: string, arrival: Arrival = {}): Promise<Person> {
    const { host = null, link = this.link, suite = "classical", past = null } = arrival;
    const id = (++this.#numbers).toString(16).padStart(32, "0") as ParticipantId;
    const member = await Member.create({
      meetingId: MEETING_ID,
      hostKey: this.host.publicKey,
      host,
      suite,
      linkKeys: linkKeysOf(link.secret),
      linkGeneration: link.generation,
      linkKeysOf,
      participantId: id,
      past,
      name,
      subtle: crypto.subtle,
      random,
    });
    const person = new Person(
      id,
      name,
      { isHost: host !== null, isReturning: past !== null },
      member,
      link,
    );
    this.people.push(person);
    this.serve((now, out) => this.service.handleJoin(id, now, out));
    await this.feed(person, (now, out) => member.start(now, out));
    return person;
  }

  async joinAll(...names: readonly string[]): Promise<Person[]> {
    const people: Person[] = [];
    for (const name of names) {
      people.push(await this.join(name));
      await this.run(2_000);
    }
    return people;
  }

  act(person: Person, act: HostAct): Promise<void> {
    const { member } = person;
    const isHeeded = person.last?.roster.some(
      ({ participantId, role }) => participantId === person.id && role !== "member",
    );
    if (act.type === "admit" && isHeeded) this.admitted.add(act.participantId);
    if (act.type === "admit-all" && isHeeded) {
      for (const { participantId } of person.all("knocks").at(-1)?.waiting ?? []) {
        this.admitted.add(participantId);
      }
    }
    return this.whenAwake(person, async () => {
      person.acts.push({ type: act.type, at: this.schedule.now, doneAt: null });
      await this.feed(person, (now, out) => member.handleAct(act, now, out));
    });
  }

  say(person: Person, signal: OpenSignal): Promise<void> {
    return this.whenAwake(person, async () => {
      if (signal.type === "chat" && person.isIn) {
        const hearers = person.last?.roster.map(({ participantId }) => participantId) ?? [];
        person.said.push({ text: signal.text, hearers });
      }
      await this.feed(person, (now, out) => person.member.handleSignal(signal, now, out));
    });
  }

  /** Its connection is gone for good. It keeps on listening to whatever it can get. */
  cut(person: Person): void {
    if (person.isCut) return;
    person.cut();
    this.serve((now, out) => this.service.handleGone(person.id, now, out));
  }

  /** Its connection is lost, and back before its grace has run out; nothing is lost on the way. */
  pause(person: Person, durationMs: number): void {
    if (person.isCut) return;
    const { service } = this;
    const until = this.schedule.now + durationMs;
    for (const stream of [`from ${person.id}`, `to ${person.id}`]) {
      this.#arrivals.set(stream, Math.max(this.#arrivals.get(stream) ?? 0, until));
    }
    this.serve((now, out) => service.handlePresence(person.id, false, now, out));
    this.schedule.at(until, async () => {
      if (person.isCut || service !== this.service) return;
      this.serve((now, out) => service.handlePresence(person.id, true, now, out));
    });
  }

  /** Its connection stays, and everything that comes is done when it wakes. */
  sleep(person: Person, durationMs: number): void {
    const { until = 0, waiting = [] } = this.#asleep.get(person) ?? {};
    const wakesAt = Math.max(until, this.schedule.now + durationMs);
    this.#asleep.set(person, { until: wakesAt, waiting });
    this.schedule.at(wakesAt, () => this.#wake(person));
  }

  /** Now, or in its turn once the person's machine goes on. */
  async whenAwake(person: Person, run: () => Promise<void>): Promise<void> {
    const asleep = this.#asleep.get(person);
    if (asleep === undefined) await run();
    else asleep.waiting.push(run);
  }

  async #wake(person: Person): Promise<void> {
    const asleep = this.#asleep.get(person);
    if (asleep === undefined || asleep.until > this.schedule.now) return;
    for (let next = asleep.waiting.shift(); next; next = asleep.waiting.shift()) await next();
    this.#asleep.delete(person);
  }

  /** The server forgets everything; sessions and groups are over. */
  restart(): void {
    for (const person of this.present()) person.cut();
    this.service = new DeliveryService();
  }

  run(durationMs: number): Promise<void> {
    return this.schedule.run(durationMs);
  }

  close(): void {
    for (const { member } of this.people) member.close();
  }

  /** What the server says, on its way through the network. */
  deliver(to: ParticipantId, message: ServerMessage): void {
    const person = this.person(to);
    if (person === undefined) return;
    for (const passed of this.network.tamper(person, message)) this.pass(person, passed);
    // Whoever is out taps the wire: removed people must make nothing of the commits they get.
    if (message.type !== "commit") return;
    for (const out of this.people) if (out.isCut && out !== person) this.pass(out, message);
  }

  pass(person: Person, message: ServerMessage): void {
    this.schedule.at(this.#arrivalOf(`to ${person.id}`), () =>
      this.whenAwake(person, () =>
        this.feed(person, (now, out) => person.member.handleServer(message, now, out)),
      ),
    );
  }

  async feed(
    person: Person,
    event: (now: Millis, out: MemberEffect[]) => Promise<void>,
  ): Promise<void> {
    const out: MemberEffect[] = [];
    await event(this.schedule.now, out);
    person.handleEffects(out, this.schedule.now);
    for (const effect of out) if (effect.type === "send") this.#send(person, effect.message);
    if (person.left !== null) this.cut(person);
    const wakeup = person.member.nextWakeup();
    if (wakeup === null) return;
    this.schedule.at(wakeup, () =>
      this.whenAwake(person, async () => {
        const due = person.member.nextWakeup();
        if (due === null || due > this.schedule.now) return;
        await this.feed(person, (now, ticked) => person.member.handleTick(now, ticked));
      }),
    );
  }

  /** An event at the delivery service, and everything that it does on it. */
  serve(event: (now: Millis, out: DeliveryEffect[]) => void): void {
    const out: DeliveryEffect[] = [];
    const { now } = this.schedule;
    event(now, out);
    for (const effect of out) this.#performDelivery(effect);
    const { service } = this;
    const wakeup = service.nextWakeup();
    if (wakeup === null) return;
    this.schedule.at(Math.max(wakeup, now + 1), async () => {
      const due = service.nextWakeup();
      if (service !== this.service || due === null || due > this.schedule.now) return;
      this.serve((later, ticked) => service.handleTick(later, ticked));
    });
  }

  #performDelivery(effect: DeliveryEffect): void {
    if (effect.type === "founded") this.#groups++;
    if (effect.type === "send") {
      if (effect.message.type === "commit-accepted") {
        this.accepted.push(`${this.#groups} ${effect.message.epoch}`);
      }
      this.deliver(effect.to, effect.message);
    }
    if (effect.type !== "removed") return;
    const person = this.person(effect.participantId);
    if (person === undefined || person.isCut) return;
    this.#expelled.add(person);
    // It hears of it after what was sent to it so far.
    this.schedule.at(this.#arrivalOf(`to ${person.id}`), async () => this.cut(person));
  }

  #send(person: Person, message: ClientMessage): void {
    if (person.isCut) return;
    const { service } = this;
    this.schedule.at(this.#arrivalOf(`from ${person.id}`), async () => {
      const isHeard = !person.isCut && !this.#expelled.has(person) && service === this.service;
      if (isHeard) this.handleClient(person, message);
    });
  }

  /** What an honest server does with what it gets. */
  handleClient({ id }: Person, message: ClientMessage): void {
    const { service } = this;
    switch (message.type) {
      case "knock":
        this.serve((now, out) => service.handleKnock(id, message.sealed, now, out));
        break;
      case "founded":
        this.serve((now, out) => service.handleFounded(id, message.groupId, now, out));
        break;
      case "commit":
        this.serve((now, out) => service.handleCommit(id, message, now, out));
        break;
      case "application":
        this.serve((now, out) => service.handleApplication(id, message.message, now, out));
        break;
      case "rotate":
        this.#rotate(id, message);
        break;
      case "deny": {
        const denied = this.person(message.participantId);
        if (denied && service.isWaiting(denied.id)) this.cut(denied);
        break;
      }
      default:
    }
  }

  /** Whoever brings it: the host has signed it. */
  #rotate(by: ParticipantId, { verifier, linkGeneration }: Sent<"rotate">): void {
    const made = this.host.links.find((link) => equal(link.verifier, verifier));
    if (made === undefined) throw new Error("a link that the host didn't make");
    const isDone = made.generation === this.link.generation && equal(made.secret, this.link.secret);
    if (!isDone && linkGeneration !== this.link.generation + 1) {
      this.deliver(by, { type: "act-refused", act: "rotate", reason: "wrong-link" });
      return;
    }
    this.link = { secret: made.secret, generation: linkGeneration };
    for (const other of this.present()) if (this.service.isWaiting(other.id)) this.cut(other);
    this.deliver(by, { type: "rotated", linkGeneration });
  }

  #arrivalOf(stream: string): number {
    const at = this.schedule.now + this.network.latencyMs();
    const ordered = Math.max(this.#arrivals.get(stream) ?? 0, at);
    this.#arrivals.set(stream, ordered);
    return ordered;
  }
}
