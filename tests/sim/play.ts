// Random people in a random meeting: they come, leave, chat, lose their connection; hosts use all their powers; the server restarts.

import type { Past } from "../../src/core/mls/return-proof.ts";
import type { Suite } from "../../src/protocol/entry-messages.ts";
import { chatOf } from "../support/chat-line.ts";
import type { KnownLink, Person } from "../support/meeting-person.ts";
import { MeetingWorld } from "../support/meeting-world.ts";
import { seeded } from "../support/schedule.ts";
import { FrameWorkers } from "./frame-workers.ts";
import { LyingServer } from "./lying-server.ts";

/** People in the meeting at once. */
const CROWD = 8;

/** A tab that sleeps for longer has lost its connection: the server hears it no more. */
const ASLEEP_MS_MAX = 14_000;

/** When everything under way is over, a member's grace included. */
const HEALING_MS = 60_000;

export type Setting = { readonly suite: Suite; readonly isServerLying: boolean };

export class Play {
  readonly world: MeetingWorld;
  readonly #random: () => number;
  readonly #setting: Setting;
  readonly #links: KnownLink[] = [];
  /** Whether the last that each said of its microphone. */
  readonly isMicOn = new Map<Person, boolean>();
  readonly frames = new FrameWorkers();
  #names = 0;
  #lines = 0;

  private constructor(world: MeetingWorld, random: () => number, setting: Setting) {
    this.world = world;
    this.#random = random;
    this.#setting = setting;
  }

  /** One run. The same seed gives the same acts at the same times. */
  static async run(seed: number, steps: number, setting: Setting): Promise<Play> {
    const random = seeded(seed);
    const latencyMs = () => 5 + random() * 120;
    const world = await MeetingWorld.open({ latencyMs, tamper: (_, message) => [message] });
    if (setting.isServerLying) {
      const server = new LyingServer(world, random);
      world.network = { latencyMs, tamper: (to, message) => server.tamper(to, message) };
    }
    const play = new Play(world, random, setting);
    await play.#join(true);
    for (let step = 0; step < steps; step++) {
      await play.#step();
      // Often while the last act is still under way.
      await world.run(random() < 0.5 ? random() * 60 : random() * 700);
      await play.frames.handle(world);
    }
    await play.#heal();
    await play.frames.handle(world);
    return play;
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }

  async #step(): Promise<void> {
    const { world } = this;
    const present = world.present();
    const someone = this.pick(present);
    const roll = this.#random();
    if (roll < 0.28 && present.length < CROWD) await this.#join(this.#random() < 0.15);
    else if (roll < 0.38 && present.length > 1 && someone) world.cut(someone);
    else if (roll < 0.42 && someone) world.pause(someone, this.#random() * 20_000);
    else if (roll < 0.43) await this.#restart();
    else if (roll < 0.47 && someone) world.sleep(someone, this.#random() * ASLEEP_MS_MAX);
    else if (roll < 0.57 && someone) await this.#speak(someone);
    else await this.#actAsHost();
  }

  async #join(
    isHost: boolean,
    name = `person ${++this.#names}`,
    past: Past | null = null,
  ): Promise<void> {
    const { world } = this;
    const { suite, isServerLying } = this.#setting;
    if (!this.#links.includes(world.link)) this.#links.push(world.link);
    // A server that lies gives sessions to links of the past.
    const old = isServerLying && this.#random() < 0.3 ? this.pick(this.#links) : undefined;
    const host = isHost ? world.host : null;
    const person = await world.join(name, { host, suite, link: old ?? world.link, past });
    await this.#speak(person);
  }

  /** Everybody in the meeting comes back, by the link that each knows, with what they remember. */
  async #restart(): Promise<void> {
    const { world } = this;
    const before = world.present().map((person) => ({ person, past: person.member.takePast() }));
    world.restart();
    for (const { person, past } of before) {
      const { name, isHost, links } = person;
      world.schedule.at(world.schedule.now + 500 + this.#random() * 1_000, async () => {
        // The server may not have heard of the newest.
        if (!links.some(({ generation }) => generation === world.link.generation)) return;
        await this.#join(isHost, name, past);
      });
    }
  }

  async #speak(person: Person): Promise<void> {
    const isMicOn = !(this.isMicOn.get(person) ?? false);
    this.isMicOn.set(person, isMicOn);
    await this.world.say(person, { type: "status", isMicOn, isCameraOn: false, isSharing: false });
    if (this.#random() > 0.3) return;
    const text = `line ${++this.#lines}`;
    await this.world.say(person, chatOf(1, text));
  }

  async #actAsHost(): Promise<void> {
    const { world } = this;
    const inside = world.present().filter(({ isIn }) => isIn);
    // Members try as well: their own clients refuse.
    const hosts = inside.filter(({ isHost }) => isHost);
    const actor = this.pick(this.#random() < 0.8 && hosts.length > 0 ? hosts : inside);
    const target = this.pick(world.present());
    if (!actor || !target) return;
    const { id: participantId } = target;
    const chance = this.#random();
    const roll = this.#random();
    if (roll < 0.25) await world.act(actor, { type: "set-door", door: { isLocked: chance < 0.4 } });
    else if (roll < 0.45) {
      await world.act(actor, { type: "set-door", door: { hasWaitingRoom: chance < 0.5 } });
    } else if (roll < 0.6) await world.act(actor, { type: "admit", participantId });
    else if (roll < 0.66) await world.act(actor, { type: "admit-all" });
    else if (roll < 0.7) await world.act(actor, { type: "deny", participantId });
    else if (roll < 0.78) await world.act(actor, { type: "remove", participantId });
    else if (roll < 0.86) await world.act(actor, { type: "grant", participantId });
    else if (roll < 0.9) await world.act(actor, { type: "revoke", participantId });
    else if (actor.isHost) await world.act(actor, { type: "rotate-link" });
  }

  /** A host opens the door, and everybody has time. */
  async #heal(): Promise<void> {
    const { world } = this;
    if (this.#setting.isServerLying) world.network = { ...world.network, tamper: (_, m) => [m] };
    await world.run(HEALING_MS);
    if (!world.present().some(({ isHost }) => isHost)) await this.#join(true);
    await world.run(HEALING_MS);
    const host = world.present().find(({ isHost, isIn }) => isHost && isIn);
    const door = { isLocked: false, hasWaitingRoom: false };
    if (host) await world.act(host, { type: "set-door", door });
    await world.run(HEALING_MS);
  }
}
