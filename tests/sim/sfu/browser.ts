// A modelled browser in a meeting: what it sends, what it receives in its slots, and the reports between.

import type { Millis } from "../../../src/base/time.ts";
import { TwccReceiver } from "../../../src/core/sfu/twcc-receiver.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { participantIdFrom } from "../../../src/protocol/ids.ts";
import { AudioReceiver } from "./audio-receiver.ts";
import { slotSsrc } from "./negotiated.ts";
import type { Delivered } from "./network.ts";
import { Publisher } from "./publisher.ts";
import { VideoReceiver } from "./video-receiver.ts";

const SLOTS = 4;

export class Browser {
  readonly digit: number;
  readonly id: ParticipantId;
  readonly publisher: Publisher;
  readonly video: readonly VideoReceiver[];
  readonly audio: readonly AudioReceiver[];
  readonly #twcc = new TwccReceiver();
  /** Of the path, as its own estimator would know. */
  rttMs = 100;

  constructor(digit: number, random: () => number) {
    this.digit = digit;
    this.id = participantIdFrom(new Uint8Array(16).fill(digit));
    this.publisher = new Publisher(digit, random);
    const numbers = Array.from({ length: SLOTS }, (_, number) => number);
    this.video = numbers.map((number) => new VideoReceiver(slotSsrc(digit, "video", number)));
    this.audio = numbers.map(() => new AudioReceiver());
  }

  handleRtp(packet: Delivered, now: Millis): void {
    this.#twcc.handlePacket(packet.transportSequence, packet.ssrc, now);
    for (const [number, video] of this.video.entries()) {
      if (packet.ssrc === video.ssrc) video.handleRtp(packet, now);
      if (packet.ssrc === video.ssrc + 1) video.handleRtx(packet, now);
      if (packet.ssrc !== slotSsrc(this.digit, "audio", number)) continue;
      this.audio[number]?.handleRtp(packet.index, now);
    }
  }

  /** @returns feedback on arrivals: browsers give it each 50 to 100 ms. */
  takeFeedback(): Uint8Array[] {
    const all: Uint8Array[] = [];
    for (let one = this.#twcc.takeFeedback(); one !== null; one = this.#twcc.takeFeedback()) {
      all.push(one);
    }
    return all;
  }

  /** @returns what it asks for again. */
  poll(now: Millis): Uint8Array[] {
    return this.video.flatMap((video) => video.poll(this.rttMs, now));
  }
}
