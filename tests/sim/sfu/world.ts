// A meeting on a modelled network: the real router, modelled browsers and links, a virtual clock, a seed.

import type { OutgoingRtp } from "../../../src/core/sfu/media-packet.ts";
import { Router, type RouterEffect } from "../../../src/core/sfu/router.ts";
import { writePictureNumbers } from "../../../src/core/sfu/rtp/picture.ts";
import type { Source } from "../../../src/protocol/socket-messages.ts";
import { seeded } from "../../support/schedule.ts";
import { Browser } from "./browser.ts";
import { FRAME_MS } from "./encoder.ts";
import { EventQueue } from "./event-queue.ts";
import { CLEAR, Link, type LinkConditions } from "./link.ts";
import { incoming, isRtx, mediaOf, type Published } from "./negotiated.ts";
import { type Delivered, PACKET_BYTES, WIRE_BYTES } from "./network.ts";

const FEEDBACK_MS = 60;
const NACK_MS = 20;
const TICK_MS = 50;

export type Person = { readonly browser: Browser; readonly up: Link; readonly down: Link };

/** Sees every packet that the router sends. */
export type Witness = {
  handleSent(to: Person, packet: OutgoingRtp, heldMs: number, now: number): void;
  handleSecond?(world: World): void;
};

export class World {
  readonly events = new EventQueue();
  readonly router = new Router();
  readonly people = new Map<number, Person>();
  readonly random: () => number;
  readonly #witnesses: readonly Witness[];
  /** When the router got what a payload is of. */
  readonly #arrivals = new WeakMap<Uint8Array, number>();
  #wakeAt = Number.POSITIVE_INFINITY;

  constructor(seed: number, witnesses: readonly Witness[]) {
    this.random = seeded(seed);
    this.#witnesses = witnesses;
    this.#each(
      1_000,
      () => true,
      () => {
        for (const witness of witnesses) witness.handleSecond?.(this);
      },
    );
  }

  join(digit: number, up: Partial<LinkConditions>, down: Partial<LinkConditions>): Person {
    const link = (conditions: Partial<LinkConditions>) =>
      new Link(this.events, this.random, { ...CLEAR, ...conditions });
    const browser = new Browser(digit, this.random);
    const person: Person = { browser, up: link(up), down: link(down) };
    this.people.set(digit, person);
    const { id } = browser;
    this.do((router, out) => router.handleOffer(id, mediaOf(digit), this.events.now, out));
    this.router.handleConnected(id);
    this.do((router, out) => router.handleAdmitted(id, this.events.now, out));
    this.#animate(person);
    return person;
  }

  leave(person: Person): void {
    this.people.delete(person.browser.digit);
    this.do((router, out) => router.handleRemoved(person.browser.id, this.events.now, out));
  }

  /** @param heights in pixels at which it shows the cameras of others, by digit. */
  view({ browser }: Person, heights: ReadonlyMap<number, number>): void {
    const wanted = [...heights].flatMap(([digit, height]) => {
      const shown = this.people.get(digit);
      const source: Source = "camera";
      return shown === undefined ? [] : [{ participantId: shown.browser.id, source, height }];
    });
    this.do((router, out) => router.handleView(browser.id, wanted, this.events.now, out));
  }

  run(durationMs: number): void {
    this.events.runUntil(this.events.now + durationMs);
  }

  /** Feeds the router one event, and performs every effect of it. */
  do(event: (router: Router, out: RouterEffect[]) => void): void {
    const out: RouterEffect[] = [];
    event(this.router, out);
    for (const effect of out) this.#perform(effect);
    const wakeAt = this.router.nextWakeup();
    if (wakeAt === null || wakeAt >= this.#wakeAt) return;
    this.#wakeAt = wakeAt;
    this.events.at(wakeAt, () => {
      if (this.#wakeAt !== wakeAt) return;
      this.#wakeAt = Number.POSITIVE_INFINITY;
      this.do((router, effects) => router.handleTick(this.events.now, effects));
    });
  }

  #perform(effect: RouterEffect): void {
    if (effect.type === "drop") return;
    const person = [...this.people.values()].find(({ browser }) => browser.id === effect.to);
    if (person === undefined) return;
    if (effect.type === "send-rtp") this.#deliver(person, effect.packet);
    if (effect.type === "send-rtcp") {
      const { packet } = effect;
      person.down.send(packet.length + WIRE_BYTES, () => {
        const out: Published[] = [];
        person.browser.publisher.handleRtcp(packet, this.events.now, out);
        this.#publish(person, out);
      });
    }
    if (effect.type === "layers" && effect.wanted.source === "camera") {
      const { active } = effect.wanted;
      this.events.after(50, () => person.browser.publisher.handleLayers(active));
    }
  }

  #deliver(person: Person, packet: OutgoingRtp): void {
    const { now } = this.events;
    const heldMs = now - (this.#arrivals.get(packet.payload) ?? now);
    const payload = packet.payload.slice();
    if (packet.pictureId !== null) writePictureNumbers(packet.codec, payload, packet);
    const sent = { ...packet, payload };
    for (const witness of this.#witnesses) witness.handleSent(person, sent, heldMs, now);
    const delivered: Delivered = sent;
    person.down.send(payload.length + PACKET_BYTES, () =>
      person.browser.handleRtp(delivered, this.events.now),
    );
  }

  #publish(person: Person, all: readonly Published[]): void {
    for (const published of all) {
      const bytes = published.payload.length + PACKET_BYTES;
      person.up.send(bytes, () => {
        // As from the network: a retransmission's payload is another copy.
        const payload = published.payload.slice();
        if (!isRtx(published.payloadType)) this.#arrivals.set(payload, this.events.now);
        const packet = incoming({ ...published, payload });
        const { id } = person.browser;
        this.do((router, out) => router.handleRtp(id, packet, this.events.now, out));
      });
    }
    this.#arm(person);
  }

  /** The uplink's pacer wants to go on. */
  #arm(person: Person): void {
    const { publisher } = person.browser;
    const { wakeAt } = publisher;
    if (wakeAt === Number.POSITIVE_INFINITY) return;
    this.events.at(wakeAt, () => {
      if (publisher.wakeAt > this.events.now) return;
      const out: Published[] = [];
      publisher.handleTick(this.events.now, out);
      this.#publish(person, out);
    });
  }

  #sendRtcp(person: Person, packet: Uint8Array): void {
    person.up.send(packet.length + WIRE_BYTES, () => {
      const { id } = person.browser;
      this.do((router, out) => router.handleRtcp(id, packet, this.events.now, out));
    });
  }

  #animate(person: Person): void {
    const { browser } = person;
    const isThere = () => this.people.get(browser.digit) === person;
    const each = (ms: number, act: () => void) => this.#each(ms, isThere, act);
    const publishing = (act: (out: Published[]) => void) => () => {
      const out: Published[] = [];
      act(out);
      this.#publish(person, out);
    };
    each(
      20,
      publishing((out) => browser.publisher.captureAudio(this.events.now, out)),
    );
    each(
      FRAME_MS,
      publishing((out) => browser.publisher.captureVideo(this.events.now, out)),
    );
    each(
      TICK_MS,
      publishing((out) => browser.publisher.handleTick(this.events.now, out)),
    );
    each(1_000, () => {
      browser.rttMs = person.up.conditions.delayMs + person.down.conditions.delayMs;
      for (const report of browser.publisher.reports(this.events.now))
        this.#sendRtcp(person, report);
    });
    each(FEEDBACK_MS, () => {
      for (const packet of browser.takeFeedback()) this.#sendRtcp(person, packet);
    });
    each(NACK_MS, () => {
      for (const packet of browser.poll(this.events.now)) this.#sendRtcp(person, packet);
    });
  }

  #each(ms: number, isGoingOn: () => boolean, act: () => void): void {
    const next = () => {
      if (!isGoingOn()) return;
      act();
      this.events.after(ms, next);
    };
    this.events.after(ms * this.random(), next);
  }
}
