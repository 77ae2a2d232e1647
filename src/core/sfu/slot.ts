// A receive-only transceiver of one participant, and the publication that it carries now.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { Forwarder } from "./forwarder.ts";
import type { MediaPacket, OutgoingRtp, SendRtp } from "./media-packet.ts";
import { CLOCK_RATE, type NegotiatedSlot } from "./negotiated-media.ts";
import type { Publication } from "./publication.ts";
import { writeU16 } from "./rtp/big-endian.ts";
import { senderReport } from "./rtp/rtcp-writer.ts";
import { startsKeyFrame } from "./rtp/vp8.ts";
import { unwrap } from "./seqnum.ts";
import { TokenBucket } from "./token-bucket.ts";

/** More lets a subscriber that asks for everything double its own traffic; less can't heal a burst. */
const RETRANSMISSIONS_PER_SECOND = 200;
const RETRANSMISSIONS_BURST = 100;

/** Of the newest packets, those that a probe repeats: old ones help nobody, few are soon all there. */
const REPEATED = 24;
/** RFC 3550 §5.1: the last byte counts the padding. */
const PADDING = new Uint8Array(240).fill(240, 239);

type Reused<T> = { -readonly [Field in keyof T]: T[Field] };

export class Slot {
  /** Whose it is. */
  readonly to: ParticipantId;
  readonly negotiated: NegotiatedSlot;
  readonly #forwarder: Forwarder;
  readonly #retransmissions = new TokenBucket(RETRANSMISSIONS_PER_SECOND, RETRANSMISSIONS_BURST);
  /** What `forward` returned last, as the effect that sends it. */
  readonly sending: SendRtp;
  /** Made once and filled again for each packet: a meeting forwards 100,000 a second. */
  readonly #outgoing: Reused<OutgoingRtp>;
  #publication: Publication | null = null;
  #rtxIndex = 0;
  #padded = 0;
  #packets = 0;
  #octets = 0;

  constructor(to: ParticipantId, negotiated: NegotiatedSlot) {
    this.to = to;
    this.negotiated = negotiated;
    this.#forwarder = new Forwarder(CLOCK_RATE[negotiated.kind]);
    const { ssrc, payloadType, twccExtension } = negotiated;
    const empty = { index: 0, timestamp: 0, marker: false, hasPadding: false };
    const names = { ssrc, payloadType, twccExtension, transportSequence: 0 };
    this.#outgoing = { ...empty, payload: new Uint8Array(0), ...names };
    this.sending = { type: "send-rtp", to, packet: this.#outgoing };
  }

  get publication(): Publication | null {
    return this.#publication;
  }

  /** Video begins at the next key frame, which it asks for. */
  carry(publication: Publication | null): void {
    this.#publication?.slots.delete(this);
    this.#publication = publication;
    publication?.slots.add(this);
    publication?.requestKeyFrame();
    this.restart();
  }

  /** What it carries is another stream from now on. */
  restart(): void {
    this.#forwarder.switchStream();
  }

  /** Packets of what it carries were left out, and come again from now on. */
  resume(): void {
    this.#forwarder.resumeStream();
  }

  /** @returns null while it waits for a key frame. What it returns holds until the next packet. */
  forward(packet: MediaPacket, now: Millis): OutgoingRtp | null {
    const isVideo = this.negotiated.kind === "video";
    if (isVideo && this.#forwarder.isSwitching && !startsKeyFrame(packet.payload)) {
      // Asked for again until it comes: the request or the key frame may be lost on the way.
      this.#publication?.requestKeyFrame();
      return null;
    }
    const renumbered = this.#forwarder.renumber(packet, now);
    if (renumbered === null) return null;
    this.#packets += 1;
    this.#octets += packet.payload.length;
    const outgoing = this.#outgoing;
    outgoing.index = renumbered.index;
    outgoing.timestamp = renumbered.timestamp;
    outgoing.marker = packet.marker;
    outgoing.hasPadding = packet.hasPadding;
    outgoing.payload = packet.payload;
    return outgoing;
  }

  /** @returns the lost packet as a retransmission (RFC 4588 §4); null when it can't be had. */
  retransmit(sequenceNumber: number, now: Millis): SendRtp | null {
    const { rtxPayloadType } = this.negotiated;
    if (rtxPayloadType === null || this.#publication === null) return null;
    const forwarded = unwrap(sequenceNumber, this.#forwarder.highest);
    const published = this.#forwarder.publishedIndex(forwarded);
    const packet = published === null ? null : this.#publication.history.get(published);
    if (packet === null || !this.#retransmissions.take(now)) return null;
    return this.#retransmission(rtxPayloadType, forwarded, packet);
  }

  /**
   * Sends again what was sent lately, or nothing but padding: what a probe of the downlink is filled with.
   * @returns null when its receiver takes no retransmissions.
   */
  padding(bytes: number): SendRtp | null {
    const { rtxPayloadType } = this.negotiated;
    if (rtxPayloadType === null) return null;
    if (bytes < 2 * PADDING.length) return this.#retransmission(rtxPayloadType, 0, null);
    this.#padded = (this.#padded + 1) % REPEATED;
    const forwarded = this.#forwarder.highest - this.#padded;
    const published = this.#forwarder.publishedIndex(forwarded);
    const packet = published === null ? null : (this.#publication?.history.get(published) ?? null);
    return this.#retransmission(rtxPayloadType, forwarded, packet);
  }

  /** @param packet null for padding alone. */
  #retransmission(payloadType: number, forwarded: number, packet: MediaPacket | null): SendRtp {
    let payload = PADDING;
    if (packet !== null) {
      payload = new Uint8Array(packet.payload.length + 2);
      writeU16(payload, 0, forwarded & 0xffff);
      payload.set(packet.payload, 2);
    }
    this.#rtxIndex += 1;
    const { rtxSsrc, twccExtension } = this.negotiated;
    const outgoing: OutgoingRtp = {
      index: this.#rtxIndex,
      timestamp: this.#forwarder.forwardedTimestamp(packet?.timestamp ?? 0),
      marker: packet?.marker ?? false,
      hasPadding: packet?.hasPadding ?? true,
      payload,
      ssrc: rtxSsrc,
      payloadType,
      twccExtension,
      transportSequence: 0,
    };
    return { type: "send-rtp", to: this.to, packet: outgoing };
  }

  /** @returns null when its receiver couldn't use one yet. */
  senderReport(now: Millis): Uint8Array | null {
    const published = this.#publication?.timestampAt(now) ?? null;
    if (published === null || this.#forwarder.isSwitching) return null;
    return senderReport({
      ssrc: this.negotiated.ssrc,
      now,
      rtpTimestamp: this.#forwarder.forwardedTimestamp(published),
      packets: this.#packets,
      octets: this.#octets,
    });
  }
}
