// What must hold for every packet that the router sends, and for everybody at the end: each by a name.

import type { OutgoingRtp } from "../../../src/core/sfu/media-packet.ts";
import { parsePicture } from "../../../src/core/sfu/rtp/picture.ts";
import { isFragment, readTruth, type Truth } from "./coded-frame.ts";
import { isPicture, isRtx } from "./negotiated.ts";
import type { Person, Witness, World } from "./world.ts";

export type Checker = Witness & {
  readonly name: string;
  readonly complaints: readonly string[];
  /** After the last packet. */
  finish?(world: World): void;
};

export abstract class Complaining {
  readonly complaints: string[] = [];

  protected complain(now: number, what: string): void {
    if (this.complaints.length < 5)
      this.complaints.push(`at ${(now / 1000).toFixed(2)} s: ${what}`);
  }
}

function placeOf({ browser }: Person, { ssrc }: OutgoingRtp): string {
  return `${browser.digit}:${ssrc}`;
}

/** SSRC and index make SRTP's nonce: no two packets to one receiver may share both. */
export class NoNumberTwice extends Complaining implements Checker {
  readonly name = "no number is used twice";
  readonly #seen = new Map<string, Set<number>>();

  handleSent(to: Person, packet: OutgoingRtp, _heldMs: number, now: number): void {
    const place = placeOf(to, packet);
    const seen = this.#seen.get(place) ?? new Set();
    this.#seen.set(place, seen);
    if (seen.has(packet.index)) this.complain(now, `${place} sends ${packet.index} again`);
    seen.add(packet.index);
  }
}

type Stream = { readonly truth: Truth; readonly highest: number };

/** Of what a slot sends for the first time. */
abstract class OfSlots extends Complaining {
  readonly #streams = new Map<string, Stream>();

  handleSent(to: Person, packet: OutgoingRtp, _heldMs: number, now: number): void {
    if (!isPicture(packet.payloadType) || !isFragment(packet.payload)) return;
    const place = placeOf(to, packet);
    const before = this.#streams.get(place);
    const truth = readTruth(packet.payload);
    this.look(place, before?.truth ?? null, truth, packet, now);
    if (before !== undefined && packet.index < before.highest) return;
    this.#streams.set(place, { truth, highest: packet.index });
  }

  protected abstract look(
    place: string,
    before: Truth | null,
    truth: Truth,
    packet: OutgoingRtp,
    now: number,
  ): void;
}

function isSameStream(a: Truth, b: Truth): boolean {
  return a.publisher === b.publisher && a.spatial === b.spatial;
}

export class SwitchesBeginOnKeyFrames extends OfSlots implements Checker {
  readonly name = "a switch begins on a key frame";

  protected look(
    place: string,
    before: Truth | null,
    truth: Truth,
    packet: OutgoingRtp,
    now: number,
  ): void {
    if (before !== null && isSameStream(before, truth)) return;
    const isStart = parsePicture(truth.codec, packet.payload)?.startsKeyFrame === true;
    if (!truth.isKey || !isStart) {
      this.complain(now, `${place} begins ${truth.publisher}/${truth.spatial} in the middle`);
    }
  }
}

/** Where nothing is lost on the way to the router, nothing is missing on the way from it. */
export class NumbersGoOn extends Complaining implements Checker {
  readonly name = "numbers go on by one";
  readonly #highest = new Map<string, number>();

  handleSent(to: Person, packet: OutgoingRtp, _heldMs: number, now: number): void {
    if (!isPicture(packet.payloadType)) return;
    const place = placeOf(to, packet);
    const highest = this.#highest.get(place) ?? 0;
    if (packet.index !== highest + 1)
      this.complain(now, `${place}: ${packet.index} after ${highest}`);
    this.#highest.set(place, Math.max(highest, packet.index));
  }
}

/** Picture ids as the receiver sees them: of VP8 each one more than the one before, of VP9 as far apart as filmed. */
export class PicturesGoOn extends OfSlots implements Checker {
  readonly name = "picture ids go on";
  readonly #pictures = new Map<string, { readonly id: number; readonly truth: Truth }>();

  protected look(
    place: string,
    _before: Truth | null,
    truth: Truth,
    packet: OutgoingRtp,
    now: number,
  ): void {
    const id = parsePicture(truth.codec, packet.payload)?.pictureId ?? null;
    if (id === null) return;
    const before = this.#pictures.get(place);
    this.#pictures.set(place, { id, truth });
    if (before === undefined || id === before.id) return;
    const apart = (id - before.id) & 0x7fff;
    const keepsGaps = before.truth.codec === "vp9";
    // What was left out before a key frame has had its ids.
    if (keepsGaps && truth.isKey) return;
    const filmed = (truth.number - before.truth.number) & 0x7fff;
    if (apart !== (keepsGaps ? filmed : 1))
      this.complain(now, `${place}: picture ${id} after ${before.id}`);
  }
}

/** Longer than the pacer may hold anything. */
const HELD_MS_MAX = 300;

export class NothingIsHeldLong extends Complaining implements Checker {
  readonly name = "the router holds no packet for long";
  heldMsMax = 0;

  handleSent(to: Person, packet: OutgoingRtp, heldMs: number, now: number): void {
    this.heldMsMax = Math.max(this.heldMsMax, heldMs);
    if (heldMs > HELD_MS_MAX) this.complain(now, `${placeOf(to, packet)} waited ${heldMs} ms`);
  }
}

export class AudioNeverWaits extends Complaining implements Checker {
  readonly name = "audio leaves when it comes";

  handleSent(to: Person, packet: OutgoingRtp, heldMs: number, now: number): void {
    if (isPicture(packet.payloadType) || isRtx(packet.payloadType) || heldMs === 0) return;
    this.complain(now, `${placeOf(to, packet)} waited ${heldMs} ms`);
  }
}

/** Of each slot in a minute, beside those for which the network or a view changed. */
const SWITCHES_A_MINUTE_MAX = 12;

export class NoFlapping extends OfSlots implements Checker {
  readonly name = "layers don't flap";
  readonly #switches = new Map<string, number[]>();
  readonly #allowed: (now: number) => number;

  /** @param allowed switches until now that have a reason. */
  constructor(allowed: (now: number) => number) {
    super();
    this.#allowed = allowed;
  }

  protected look(
    place: string,
    before: Truth | null,
    truth: Truth,
    _packet: OutgoingRtp,
    now: number,
  ): void {
    if (before === null || before.publisher !== truth.publisher) return;
    if (before.spatial === truth.spatial) return;
    const switches = this.#switches.get(place) ?? [];
    this.#switches.set(place, switches);
    switches.push(now);
    const max = (SWITCHES_A_MINUTE_MAX * now) / 60_000 + this.#allowed(now);
    if (switches.length > max) this.complain(now, `${place} switched ${switches.length} times`);
  }
}

export class NobodyDecodesAMixture extends Complaining implements Checker {
  readonly name = "nobody decodes a picture without those that it needs";

  handleSent(): void {}

  finish({ people, events }: World): void {
    for (const { browser } of people.values()) {
      for (const { broken, ssrc } of browser.video) {
        if (broken > 0) this.complain(events.now, `${broken} pictures of ${ssrc} were broken`);
      }
    }
  }
}
