// A receive-only transceiver of one participant, and the publication that it carries now, in one of its layers.

import { assert } from "../../base/assert.ts";
import type { Millis } from "../../base/time.ts";
import type { Codec } from "../../protocol/codecs.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { type BitrateMeter, TEMPORAL_LAYERS_MAX } from "./bitrate-meter.ts";
import type { Downlink } from "./downlink.ts";
import { Forwarder } from "./forwarder.ts";
import { HISTORY_CAPACITY } from "./history.ts";
import type { Layer } from "./layer.ts";
import type { MediaPacket, OutgoingRtp, SendRtp } from "./media-packet.ts";
import { CLOCK_RATE, type NegotiatedFormat, type NegotiatedSlot } from "./negotiated-media.ts";
import { PictureNumbers } from "./picture-numbers.ts";
import type { Publication } from "./publication.ts";
import { writeU16 } from "./rtp/big-endian.ts";
import { type PictureDescriptor, writePictureNumbers } from "./rtp/picture.ts";
import { senderReport } from "./rtp/rtcp-writer.ts";
import { unwrap } from "./seqnum.ts";
import { TokenBucket } from "./token-bucket.ts";

/** More lets a subscriber that asks for everything double its own traffic; less can't heal a burst. */
const RETRANSMISSIONS_PER_SECOND = 200;
const RETRANSMISSIONS_BURST = 100;

/** Of the newest packets, those that a probe repeats: old ones help nobody, few are soon all there. */
const REPEATED = 24;
/** Padding's last byte counts it (RFC 3550 §5.1); a tiny packet says little about a rate. */
const PADDING_MIN = 40;
const PADDING_MAX = 240;

/** The same, as short as can be: it takes the place of a packet that came late and isn't wanted. */
const FILLER: Uint8Array = new Uint8Array([1]);

/** Of what has no picture's numbers, or has its numbers already. */
const UNNUMBERED = { pictureId: null, tl0PicIdx: 0, keyIdx: 0, opusPayloadType: 0 } as const;

/** Packets of sound that may come late: nobody asks for them again. */
const AUDIO_MEMORY = 64;

const NOTHING = { marker: false, hasPadding: true };

/** The participant whose slot it is, as far as sending needs it. */
export type Receiver = {
  readonly participantId: ParticipantId;
  /** True while packets can be sent to it. */
  readonly isConnected: boolean;
  readonly downlink: Downlink;
  /** Of the sound that goes to it. */
  readonly soundMeter: BitrateMeter;
};

type Reused<T> = { -readonly [Field in keyof T]: T[Field] };

export class Slot {
  readonly receiver: Receiver;
  readonly negotiated: NegotiatedSlot;
  readonly #isVideo: boolean;
  readonly #forwarder: Forwarder;
  readonly #pictures = new PictureNumbers();
  readonly #retransmissions = new TokenBucket(RETRANSMISSIONS_PER_SECOND, RETRANSMISSIONS_BURST);
  /** What `forward` returned last, as the effect that sends it. */
  readonly sending: SendRtp;
  /** Made once and filled again for each packet: a meeting forwards 100,000 a second. */
  readonly #outgoing: Reused<OutgoingRtp>;
  #publication: Publication | null = null;
  /** What goes out now; null while its first packet is awaited. */
  #layer: Layer | null = null;
  /** In which codec `#layer` goes out. */
  #format: NegotiatedFormat;
  /** What shall go out, from its next key frame on; null for nothing. */
  #target: Layer | null = null;
  /** The highest temporal layer that goes out, that shall go out of `#layer`, and of `#target`. */
  #temporal = 0;
  /** What it was before the picture with this timestamp. */
  #temporalBefore = 0;
  #changedFrom = 0;
  #temporalTarget = 0;
  #temporalNext = 0;
  #rtxIndex = 0;
  #padded = 0;
  #packets = 0;
  #octets = 0;

  constructor(receiver: Receiver, negotiated: NegotiatedSlot) {
    this.receiver = receiver;
    this.negotiated = negotiated;
    const { kind, ssrc, twccExtension } = negotiated;
    const [first] = negotiated.formats;
    assert(first !== undefined, "a slot without a format");
    this.#format = first;
    this.#isVideo = kind === "video";
    this.#forwarder = new Forwarder(
      CLOCK_RATE[kind],
      this.#isVideo ? HISTORY_CAPACITY : AUDIO_MEMORY,
    );
    const empty = { index: 0, timestamp: 0, marker: false, hasPadding: false, ...UNNUMBERED };
    const { codec, payloadType } = first;
    const names = { ssrc, codec, payloadType, twccExtension, transportSequence: 0 };
    const opusPayloadType = this.#formatOf("opus")?.payloadType ?? 0;
    this.#outgoing = { ...empty, payload: new Uint8Array(0), ...names, opusPayloadType };
    this.sending = { type: "send-rtp", to: receiver.participantId, packet: this.#outgoing };
  }

  get publication(): Publication | null {
    return this.#publication;
  }

  /** True while a picture goes out of another layer than it shall, or none does though one shall. */
  get isSwitching(): boolean {
    return this.#layer !== this.#target;
  }

  /** Until a layer is selected it carries the lowest. Video begins at the next key frame, which it asks for. */
  carry(publication: Publication | null): void {
    this.#publication?.slots.delete(this);
    this.#publication = publication;
    publication?.slots.add(this);
    this.#stop();
    this.select(publication?.layers[0] ?? null, TEMPORAL_LAYERS_MAX - 1);
  }

  /**
   * Carries `layer` of its publication from the next key frame on, which it asks for, and temporal
   * layers up to `temporal`; what goes out now goes on until then. Null stops at once.
   */
  select(layer: Layer | null, temporal: number): void {
    const isOther = layer !== this.#target;
    this.#target = layer;
    this.#temporalNext = temporal;
    if (layer === null) this.#stop();
    else if (layer === this.#layer) this.#temporalTarget = temporal;
    // The way is too narrow for what goes out: it shall not wait for a key frame to become less.
    else if (this.#layer !== null && layer.spatial < this.#layer.spatial) this.#temporalTarget = 0;
    if (isOther) layer?.requestKeyFrame();
  }

  #stop(): void {
    this.#layer = null;
    this.#forwarder.switchStream();
  }

  /** True for a layer that goes out, or shall. */
  uses(layer: Layer): boolean {
    return layer === this.#layer || layer === this.#target;
  }

  /** `layer` is another stream from now on. */
  handleRestart(layer: Layer): void {
    if (layer === this.#layer) this.#stop();
  }

  requestKeyFrame(): void {
    this.#target?.requestKeyFrame();
    if (this.isSwitching) this.#layer?.requestKeyFrame();
  }

  /** Packets of what it carries were left out, and come again from now on. */
  resume(): void {
    this.#forwarder.resumeStream();
  }

  /** True for a codec that its receiver can decode. */
  takes(codec: Codec): boolean {
    return this.#formatOf(codec) !== null;
  }

  #formatOf(codec: Codec): NegotiatedFormat | null {
    if (this.#format.codec === codec) return this.#format;
    return this.negotiated.formats.find((format) => format.codec === codec) ?? null;
  }

  /** @returns null for what isn't to go out. What it returns holds until the next packet. */
  forward(layer: Layer, packet: MediaPacket, now: Millis): OutgoingRtp | null {
    const format = this.#formatFor(packet);
    if (format === null) return null;
    const goesOn = layer === this.#layer && (format === this.#format || !this.#isVideo);
    if (!goesOn && !this.#begins(layer, packet, now)) return null;
    this.#format = format;
    const { picture } = packet;
    const isWanted =
      !this.#isVideo || (picture !== null && this.#isWanted(picture, packet.timestamp));
    if (!isWanted) return this.#leaveOut(packet);
    if (picture !== null && !this.#pictures.keep(picture)) return null;
    const renumbered = this.#forwarder.renumber(packet, now);
    if (renumbered === null) return null;
    const outgoing = this.#outgoing;
    outgoing.index = renumbered.index;
    outgoing.timestamp = renumbered.timestamp;
    outgoing.marker = packet.marker;
    outgoing.hasPadding = packet.hasPadding;
    outgoing.payload = format.codec === "red" ? packet.payload : (packet.primary ?? packet.payload);
    outgoing.codec = format.codec;
    outgoing.payloadType = format.payloadType;
    outgoing.pictureId = picture === null ? null : this.#pictures.numbers.pictureId;
    outgoing.tl0PicIdx = this.#pictures.numbers.tl0PicIdx;
    outgoing.keyIdx = this.#pictures.numbers.keyIdx;
    return this.#count(outgoing);
  }

  /** RED without what it repeats is Opus: for who knows no RED, and for who loses nothing. */
  #formatFor({ codec }: MediaPacket): NegotiatedFormat | null {
    if (codec !== "red") return this.#formatOf(codec);
    return this.#formatOf(this.wantsRedundancy ? "red" : "opus");
  }

  /** True while its receiver loses packets, and can make use of RED. */
  get wantsRedundancy(): boolean {
    return this.receiver.downlink.wantsRedundancy && this.takes("red");
  }

  /** True when `packet` is the first of the layer, or the codec, that goes out from now on. */
  #begins(layer: Layer, { picture }: MediaPacket, now: Millis): boolean {
    if (layer !== this.#target) return false;
    if (this.#isVideo && !picture?.startsKeyFrame) {
      // Asked for again until it comes: the request or the key frame may be lost on the way.
      layer.requestKeyFrame();
      return false;
    }
    const [before, after] = [this.#layer?.timestampAt(now) ?? null, layer.timestampAt(now)];
    this.#forwarder.switchStream(before === null || after === null ? null : before - after);
    this.#pictures.begin();
    this.#layer = layer;
    this.#temporalTarget = this.#temporalNext;
    return true;
  }

  /** All packets of a picture go the same way: it is decided at the first that comes. */
  #isWanted(picture: PictureDescriptor, timestamp: number): boolean {
    // Without numbers nobody could tell that a picture was left out, and not lost.
    if (picture.pictureId === null) return true;
    if (this.#pictures.isLeftOut(picture)) return false;
    if (this.#pictures.isNew(picture)) this.#handleNew(picture, timestamp);
    // A late picture from before more layers went out: it may need some of those that didn't.
    else if (((timestamp - this.#changedFrom) | 0) < 0) {
      return picture.temporal <= this.#temporalBefore && !this.#needsOthers(picture);
    }
    return picture.temporal <= this.#temporal;
  }

  #needsOthers(picture: PictureDescriptor): boolean {
    const { temporal, isSync, opensAbove } = picture;
    if (temporal === 0 || isSync || opensAbove) return false;
    return this.#pictures.followsLeftOut(picture);
  }

  #handleNew(picture: PictureDescriptor, timestamp: number): void {
    const { temporal, isSync, opensAbove, startsKeyFrame } = picture;
    const [now, target] = [this.#temporal, this.#temporalTarget];
    if (startsKeyFrame || now > target) this.#change(target, timestamp);
    else if (isSync && temporal <= target && temporal > now) this.#change(temporal, timestamp);
    else if (opensAbove && temporal <= now && target > now) this.#change(target, timestamp);
  }

  /** From the picture with this timestamp on. */
  #change(temporal: number, timestamp: number): void {
    this.#temporalBefore = this.#temporal;
    this.#temporal = temporal;
    this.#changedFrom = timestamp;
  }

  #leaveOut(packet: MediaPacket): OutgoingRtp | null {
    if (packet.picture !== null) this.#pictures.leaveOut(packet.picture);
    const index = this.#forwarder.leaveOut(packet);
    if (index === null) return null;
    const outgoing = this.#outgoing;
    outgoing.index = index;
    outgoing.timestamp = this.#forwarder.forwardedTimestamp(packet.timestamp);
    outgoing.marker = false;
    outgoing.hasPadding = true;
    outgoing.payload = FILLER;
    outgoing.payloadType = this.#format.payloadType;
    outgoing.pictureId = null;
    return this.#count(outgoing);
  }

  #count(outgoing: OutgoingRtp): OutgoingRtp {
    this.#packets += 1;
    this.#octets += outgoing.payload.length;
    return outgoing;
  }

  /** @returns the lost packet as a retransmission (RFC 4588 §4); null when it can't be had. */
  retransmit(sequenceNumber: number, now: Millis): SendRtp | null {
    const { rtxPayloadType } = this.#format;
    if (rtxPayloadType === null) return null;
    const forwarded = unwrap(sequenceNumber, this.#forwarder.highest);
    const packet = this.#sent(forwarded);
    if (packet === null || !this.#retransmissions.take(now)) return null;
    return this.#retransmission(rtxPayloadType, forwarded, packet);
  }

  /**
   * Sends again what was sent lately, or nothing but padding: what a probe of the downlink is filled with.
   * @returns null when its receiver takes no retransmissions.
   */
  padding(bytes: number): SendRtp | null {
    const { rtxPayloadType } = this.#format;
    if (rtxPayloadType === null) return null;
    this.#padded = (this.#padded + 1) % REPEATED;
    const forwarded = this.#forwarder.highest - this.#padded;
    const packet = bytes < 2 * PADDING_MAX ? null : this.#sent(forwarded);
    if (packet !== null) return this.#retransmission(rtxPayloadType, forwarded, packet);
    const count = Math.round(Math.max(PADDING_MIN, Math.min(PADDING_MAX, bytes)));
    return this.#resending(rtxPayloadType, 0, NOTHING, new Uint8Array(count).fill(count, -1));
  }

  /** @returns what went out under an index, and can go out again; null when it can't. */
  #sent(forwarded: number): MediaPacket | null {
    const published = this.#forwarder.publishedIndex(forwarded);
    const packet = published === null ? null : (this.#layer?.history.get(published) ?? null);
    if (packet?.picture == null || packet.codec !== this.#format.codec) return null;
    return this.#pictures.numberOf(packet.picture) === null ? null : packet;
  }

  #retransmission(payloadType: number, forwarded: number, packet: MediaPacket): SendRtp {
    const payload = new Uint8Array(packet.payload.length + 2);
    writeU16(payload, 0, forwarded & 0xffff);
    payload.set(packet.payload, 2);
    if (packet.picture !== null && this.#pictures.recall(packet.picture)) {
      writePictureNumbers(packet.codec, payload.subarray(2), this.#pictures.numbers);
    }
    const timestamp = this.#forwarder.forwardedTimestamp(packet.timestamp);
    return this.#resending(payloadType, timestamp, packet, payload);
  }

  #resending(
    payloadType: number,
    timestamp: number,
    { marker, hasPadding }: Pick<MediaPacket, "marker" | "hasPadding">,
    payload: Uint8Array,
  ): SendRtp {
    this.#rtxIndex += 1;
    const { rtxSsrc: ssrc, twccExtension } = this.negotiated;
    const index = this.#rtxIndex;
    const { codec } = this.#format;
    const own = { ssrc, codec, payloadType, twccExtension, transportSequence: 0, ...UNNUMBERED };
    const packet: OutgoingRtp = { index, timestamp, marker, hasPadding, payload, ...own };
    return { type: "send-rtp", to: this.receiver.participantId, packet };
  }

  /** @returns null when its receiver couldn't use one yet. */
  senderReport(now: Millis): Uint8Array | null {
    const published = this.#layer?.timestampAt(now) ?? null;
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
