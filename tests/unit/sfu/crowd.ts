// A hundred in one meeting, by number: who talks, shows and looks at whom, and what their slots carry.

import { expect } from "bun:test";
import { Router, type RouterEffect } from "../../../src/core/sfu/router.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { AUDIO_SLOTS } from "../../../src/protocol/limits.ts";
import type { Kind, Source } from "../../../src/protocol/socket-messages.ts";
import { at, incoming, KEY, mediaOf, OPUS, participant, ssrcOf, VP8 } from "./media-fixture.ts";

const SPEECH = 25;
const SILENCE = 127;
const PACKET_MS = 20;

type Carried = { readonly from: string; readonly since: number };
type Switch = { readonly kind: Kind; readonly heldMs: number };

export function numberOf(id: ParticipantId): number {
  return Number.parseInt(id.slice(0, 2), 16);
}

export class Crowd {
  readonly router = new Router();
  readonly admitted = new Set<number>();
  readonly talking = new Set<number>();
  readonly filming = new Set<number>();
  readonly sharing = new Set<number>();
  now = 0;
  /** Of packets sent on, by publisher. */
  readonly sent = new Map<number, number>();
  /** From one that is still there to another. */
  readonly switches: Switch[] = [];
  /** Numbers left out in the sound of a slot: to its receiver they are lost packets. */
  soundGaps = 0;
  readonly keyFramesAsked = new Set<number>();
  readonly #slots = new Map<number, Map<string, Carried>>();
  readonly #offered = new Set<number>();
  /** The last index of each slot's sound. */
  readonly #indexes = new Map<string, number>();
  #index = 0;
  /** Whose packet is being handled. */
  #publisher = 0;
  /** Whose media begins anew: what was carried of it is gone. */
  #renewed = 0;

  offer(number: number): void {
    this.#offered.add(number);
    this.#slots.set(number, new Map());
    this.#renewed = number;
    for (const slot of this.#indexes.keys()) {
      if (slot.startsWith(`${number} `)) this.#indexes.delete(slot);
    }
    this.#do((router, out) =>
      router.handleOffer(participant(number), mediaOf(number, AUDIO_SLOTS), at(this.now), out),
    );
    this.#renewed = 0;
    this.router.handleConnected(participant(number));
  }

  admit(number: number): void {
    this.admitted.add(number);
    this.#do((router, out) => router.handleAdmitted(participant(number), at(this.now), out));
  }

  join(number: number): void {
    this.offer(number);
    this.admit(number);
  }

  leave(number: number): void {
    for (const set of [this.admitted, this.talking, this.filming, this.sharing, this.#offered]) {
      set.delete(number);
    }
    this.#do((router, out) => router.handleRemoved(participant(number), at(this.now), out));
    this.#slots.delete(number);
  }

  view(number: number, shown: readonly number[], source: Source = "camera"): void {
    const wanted = shown.map((one) => ({ participantId: participant(one), source, height: 180 }));
    this.#do((router, out) => router.handleView(participant(number), wanted, at(this.now), out));
  }

  /** Everybody with an offer sends sound, and pictures if it films, for so long. */
  go(durationMs: number): void {
    for (const end = this.now + durationMs; this.now < end; this.now += PACKET_MS) {
      this.#index += 1;
      for (const number of this.#offered) {
        const level = this.talking.has(number) ? SPEECH : SILENCE;
        this.rtp(number, 0, OPUS, level);
        if (this.#index % 10 !== number % 10) continue;
        if (this.filming.has(number)) this.rtp(number, 1, VP8);
        if (this.sharing.has(number)) this.rtp(number, 2, VP8);
      }
      this.#do((router, out) => router.handleTick(at(this.now), out));
    }
  }

  rtp(number: number, source: 0 | 1 | 2 | 3, payloadType: number, level?: number): void {
    const rtp = { ssrc: ssrcOf(number, source), payloadType, index: this.#index, payload: KEY };
    const packet = incoming(level === undefined ? rtp : { ...rtp, level });
    this.#publisher = number;
    this.#do((router, out) => router.handleRtp(participant(number), packet, at(this.now), out));
    this.#publisher = 0;
  }

  rtcp(number: number, packet: Uint8Array): void {
    this.#do((router, out) => router.handleRtcp(participant(number), packet, at(this.now), out));
  }

  /** Admitted, and with media. */
  isThere(number: number): boolean {
    return this.admitted.has(number) && this.#offered.has(number);
  }

  /** The next packets are new ones. */
  nextPacket(): void {
    this.#index += 1;
  }

  /** What a receiver's slots carry: `7 camera`, … */
  carried(number: number, kind: Kind): string[] {
    const slots = [...(this.#slots.get(number) ?? [])];
    return slots.filter(([slot]) => slot.startsWith(kind)).map(([, { from }]) => from);
  }

  #do(event: (router: Router, out: RouterEffect[]) => void): void {
    const out: RouterEffect[] = [];
    event(this.router, out);
    for (const effect of out) this.#check(effect);
  }

  #check(effect: RouterEffect): void {
    if (effect.type === "slots") this.#handleSlots(effect);
    if (effect.type === "send-rtcp" && effect.packet[1] === 206) {
      this.keyFramesAsked.add(numberOf(effect.to));
    }
    if (effect.type !== "send-rtp") return;
    const to = numberOf(effect.to);
    if (!this.admitted.has(to) || !this.admitted.has(this.#publisher)) {
      throw new Error(`a packet from ${this.#publisher} to ${to}: not admitted`);
    }
    this.sent.set(this.#publisher, (this.sent.get(this.#publisher) ?? 0) + 1);
    const { payloadType, ssrc, index } = effect.packet;
    if (payloadType !== OPUS) return;
    const slot = `${to} ${ssrc}`;
    if (index !== (this.#indexes.get(slot) ?? 0) + 1) this.soundGaps += 1;
    this.#indexes.set(slot, index);
  }

  #handleSlots(effect: Extract<RouterEffect, { type: "slots" }>): void {
    const to = numberOf(effect.to);
    const slots = this.#slots.get(to) ?? new Map<string, Carried>();
    for (const { kind, slot, from } of effect.assignments) {
      const key = `${kind} ${slot}`;
      const before = slots.get(key);
      slots.delete(key);
      if (from === null) continue;
      const publisher = numberOf(from.participantId);
      expect(this.admitted.has(to) && this.admitted.has(publisher)).toBe(true);
      expect(publisher).not.toBe(to);
      const displaced = Number.parseInt(before?.from ?? "", 10);
      if (before !== undefined && displaced !== this.#renewed && this.admitted.has(displaced)) {
        this.switches.push({ kind, heldMs: this.now - before.since });
      }
      slots.set(key, { from: `${publisher} ${from.source}`, since: this.now });
    }
    const all = [...slots.values()].map(({ from }) => from);
    expect(new Set(all).size).toBe(all.length);
    this.#slots.set(to, slots);
  }
}

export function crowdOf(count: number): Crowd {
  const crowd = new Crowd();
  for (let number = 1; number <= count; number++) crowd.join(number);
  return crowd;
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
