// Forwards the media of one meeting: from each admitted participant into a slot of every other.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Wanted } from "../../protocol/socket-messages.ts";
import type { LayerDrop } from "./layer.ts";
import { LayerDirector, type LayersEffect } from "./layer-director.ts";
import type { IncomingRtp, MediaPacket, SendRtp } from "./media-packet.ts";
import type { NegotiatedMedia } from "./negotiated-media.ts";
import { ParticipantMedia, type Stream } from "./participant-media.ts";
import type { Publication } from "./publication.ts";
import { parseRtcp, type RtcpMessage } from "./rtp/rtcp-parser.ts";
import { type Assigner, SlotAssigner, type SlotsEffect } from "./slot-assigner.ts";

export type RouterDrop = LayerDrop | "unbound" | "not-admitted";

export type RouterEffect =
  | SendRtp
  | { readonly type: "send-rtcp"; readonly to: ParticipantId; readonly packet: Uint8Array }
  | SlotsEffect
  | LayersEffect
  | { readonly type: "drop"; readonly reason: RouterDrop };

type MakeAssigner = (
  participants: ReadonlyMap<ParticipantId, ParticipantMedia>,
  admitted: ReadonlySet<ParticipantId>,
) => Assigner;

/** Longer lets estimators and retransmissions lag, shorter costs packets and wakes for nothing. */
const TICK_MS = 50;

/**
 * The media machine of a meeting. An admitted participant is a member of the meeting's group;
 * nothing is forwarded to or from any other, so that who holds no keys learns no more than that
 * the meeting exists.
 */
export class Router {
  readonly #participants = new Map<ParticipantId, ParticipantMedia>();
  readonly #admitted = new Set<ParticipantId>();
  readonly #assigner: Assigner;
  readonly #director: LayerDirector;
  #tickAt: Millis | null = null;
  /** The next tick, or sooner where packets wait for their turn. */
  #wakeAt = Number.POSITIVE_INFINITY;

  /** @param makeAssigner another rule for what slots carry, of the participants and who is admitted. */
  constructor(makeAssigner: MakeAssigner = (...meeting) => new SlotAssigner(...meeting)) {
    const assigner = makeAssigner(this.#participants, this.#admitted);
    this.#assigner = assigner;
    this.#director = new LayerDirector(this.#participants, (to, publication) =>
      assigner.showing(to, publication),
    );
  }

  get isEmpty(): boolean {
    return this.#participants.size === 0 && this.#admitted.size === 0;
  }

  /** Its offer was answered. A second offer starts its media anew. */
  handleOffer(
    participantId: ParticipantId,
    media: NegotiatedMedia,
    now: Millis,
    out: RouterEffect[],
  ): void {
    this.#participants.get(participantId)?.close(now);
    // Others' slots are emptied first: they shall not take the new stream for the old.
    if (this.#participants.delete(participantId)) this.#assigner.assign(now, out);
    this.#participants.set(participantId, new ParticipantMedia(participantId, media));
    this.#tickAt ??= now;
    this.#wakeAt = Math.min(this.#wakeAt, this.#tickAt);
    this.#assign(now, out);
  }

  handleAdmitted(participantId: ParticipantId, now: Millis, out: RouterEffect[]): void {
    this.#admitted.add(participantId);
    this.#assign(now, out);
  }

  #assign(now: Millis, out: RouterEffect[]): void {
    this.#assigner.assign(now, out);
    this.#director.handleSlots(now);
  }

  handleRemoved(participantId: ParticipantId, now: Millis, out: RouterEffect[]): void {
    this.#participants.get(participantId)?.close(now);
    this.#participants.delete(participantId);
    this.#admitted.delete(participantId);
    this.#assigner.handleRemoved(participantId);
    this.#director.handleRemoved(participantId);
    this.#assign(now, out);
  }

  /** Its transport can send and receive from now on. */
  handleConnected(participantId: ParticipantId): void {
    const participant = this.#participants.get(participantId);
    if (participant === undefined) return;
    participant.isConnected = true;
    this.#requestKeyFrames(participant);
  }

  handleDisconnected(participantId: ParticipantId): void {
    const participant = this.#participants.get(participantId);
    if (participant !== undefined) participant.isConnected = false;
  }

  /** It has new keys: what it sees must start anew. */
  handleKeysChanged(participantId: ParticipantId, now: Millis, out: RouterEffect[]): void {
    const participant = this.#participants.get(participantId);
    if (participant === undefined) return;
    this.#requestKeyFrames(participant);
    this.#pollPublishers(participant, now, out);
  }

  /** Frames of its video slot `number` don't decode. */
  handleRefresh(
    participantId: ParticipantId,
    number: number,
    now: Millis,
    out: RouterEffect[],
  ): void {
    const slot = this.#participants.get(participantId)?.slots.video()[number];
    if (!slot?.publication) return;
    slot.requestKeyFrame();
    this.#pollPublication(slot.publication, now, out);
  }

  /** What it shows now, the foremost first. It need not be there, and bounds nothing: it is a wish. */
  handleView(
    participantId: ParticipantId,
    wanted: readonly Wanted[],
    now: Millis,
    out: RouterEffect[],
  ): void {
    this.#assigner.handleView(participantId, wanted, now, out);
    this.#director.handleSlots(now);
    this.#director.direct(participantId, now);
    const participant = this.#participants.get(participantId);
    if (participant !== undefined) this.#pollPublishers(participant, now, out);
  }

  handleRtp(
    participantId: ParticipantId,
    incoming: IncomingRtp,
    now: Millis,
    out: RouterEffect[],
  ): void {
    const participant = this.#participants.get(participantId);
    const stream = participant?.handleRtp(incoming, now) ?? null;
    if (participant === undefined || stream === null) {
      out.push({ type: "drop", reason: "unbound" });
      return;
    }
    if (!this.#admitted.has(participantId)) {
      out.push({ type: "drop", reason: "not-admitted" });
      return;
    }
    const { publication, layer } = stream;
    const wasFlowing = publication.isFlowing(now);
    const media = layer.handleRtp(incoming, now);
    if (typeof media === "string") {
      out.push({ type: "drop", reason: media });
      return;
    }
    if (!wasFlowing && publication.isFlowing(now)) {
      publication.demand.handleStart(now);
      this.#assigner.handleFlow(now, out);
      this.#director.handleSlots(now);
    }
    if (!publication.isVideo) {
      const level = participant.audioLevel(incoming);
      if (!this.#assigner.handleSound(publication, level, now, out)) return;
    }
    this.#forward(stream, media, now, out);
    this.#pollPublication(publication, now, out);
  }

  #forward(
    { publication, layer }: Stream,
    media: MediaPacket,
    now: Millis,
    out: RouterEffect[],
  ): void {
    for (const slot of publication.slots) {
      const { isConnected, downlink, soundMeter } = slot.receiver;
      if (!isConnected || slot.forward(layer, media, now) === null) continue;
      const { payload } = slot.sending.packet;
      if (!publication.isVideo) soundMeter.handlePacket(payload.length, 0, now);
      downlink.send(slot.sending, publication.isVideo ? "video" : "audio", now, out);
      this.#wakeAt = Math.min(this.#wakeAt, downlink.wakeAt);
    }
  }

  /** `packet` is a decrypted compound. */
  handleRtcp(
    participantId: ParticipantId,
    packet: Uint8Array,
    now: Millis,
    out: RouterEffect[],
  ): void {
    const participant = this.#participants.get(participantId);
    if (participant === undefined) return;
    for (const message of parseRtcp(packet)) this.#handleMessage(participant, message, now, out);
  }

  #handleMessage(
    participant: ParticipantMedia,
    message: RtcpMessage,
    now: Millis,
    out: RouterEffect[],
  ): void {
    switch (message.type) {
      case "sender-report":
        participant.bySsrc(message.ssrc)?.layer.handleSenderReport(message, now);
        return;
      case "bye":
        this.#handleBye(participant.bySsrc(message.ssrc), now, out);
        return;
      case "key-frame-request": {
        const slot = participant.slots.bySsrc(message.ssrc);
        slot?.requestKeyFrame();
        if (slot?.publication) this.#pollPublication(slot.publication, now, out);
        return;
      }
      case "nack": {
        const slot = participant.slots.bySsrc(message.ssrc);
        if (slot === null || !participant.isConnected) return;
        for (const sequenceNumber of message.sequenceNumbers) {
          if (!participant.downlink.mayRetransmit(message.ssrc, sequenceNumber, now)) continue;
          for (let copies = participant.downlink.copies; copies > 0; copies--) {
            const lost = slot.retransmit(sequenceNumber, now);
            if (lost !== null) participant.downlink.send(lost, "retransmission", now, out);
          }
        }
        this.#wakeAt = Math.min(this.#wakeAt, participant.downlink.wakeAt);
        return;
      }
      case "reception-report":
        participant.handleReceptionReport(message, now);
        return;
      case "transport-feedback":
        participant.downlink.handleFeedback(message, now);
        // Less room is heeded at once, before a queue grows; more at the next tick.
        this.#director.handleEstimate(participant.participantId, now);
    }
  }

  #handleBye(stream: Stream | null, now: Millis, out: RouterEffect[]): void {
    if (!stream?.publication.isFlowing(now)) return;
    stream.layer.handleBye();
    if (stream.publication.isFlowing(now)) return;
    this.#assigner.handleFlow(now, out);
    this.#director.handleSlots(now);
  }

  handleTick(now: Millis, out: RouterEffect[]): void {
    if (now < this.#wakeAt) return;
    if (this.#tickAt !== null && now >= this.#tickAt) this.#tick(now, out);
    this.#wakeAt = this.#tickAt ?? Number.POSITIVE_INFINITY;
    for (const { isConnected, downlink } of this.#participants.values()) {
      if (!isConnected) continue;
      if (downlink.wakeAt <= now) downlink.handleTick(now, out);
      this.#wakeAt = Math.min(this.#wakeAt, downlink.wakeAt);
    }
  }

  #tick(now: Millis, out: RouterEffect[]): void {
    this.#tickAt = (now + TICK_MS) as Millis;
    this.#assigner.handleTick(now, out);
    this.#director.handleSlots(now);
    this.#director.handleTick(now, out);
    for (const [to, participant] of this.#participants) {
      if (!participant.isConnected) continue;
      for (const packet of participant.poll(now, this.#admitted.has(to))) {
        out.push({ type: "send-rtcp", to, packet });
      }
      participant.downlink.handleTick(now, out);
    }
  }

  /** @returns null when it needs no tick. An event can bring it nearer. */
  nextWakeup(): Millis | null {
    return this.#participants.size === 0 ? null : (this.#wakeAt as Millis);
  }

  #requestKeyFrames(participant: ParticipantMedia): void {
    for (const slot of participant.slots.video()) slot.requestKeyFrame();
  }

  #pollPublishers(participant: ParticipantMedia, now: Millis, out: RouterEffect[]): void {
    for (const slot of participant.slots.video()) {
      if (slot.publication !== null) this.#pollPublication(slot.publication, now, out);
    }
  }

  /** Sends at once what a publisher should hear; the tick repeats it when it is due again. */
  #pollPublication(publication: Publication, now: Millis, out: RouterEffect[]): void {
    const to = publication.participantId;
    if (!this.#participants.get(to)?.isConnected) return;
    const feedback: Uint8Array[] = [];
    publication.poll(now, feedback);
    for (const packet of feedback) out.push({ type: "send-rtcp", to, packet });
  }
}
