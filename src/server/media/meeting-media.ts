// The media of one meeting on the server: its router, and a transport for each participant.

import { randomBytes } from "node:crypto";
import { Bug } from "../../base/assert.ts";
import { equal } from "../../base/bytes.ts";
import { ok, type Result, reject } from "../../base/result.ts";
import type { Millis } from "../../base/time.ts";
import { Router, type RouterEffect } from "../../core/sfu/router.ts";
import { readU32 } from "../../core/sfu/rtp/big-endian.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { SlotAssignment, Wanted } from "../../protocol/socket-messages.ts";
import type { LayersWanted } from "../../protocol/video-layers.ts";
import type { DtlsCertificate } from "./dtls-transport.ts";
import { createIceCredentials, type IceDirectory } from "./ice-directory.ts";
import type { MediaCounter } from "./media-count.ts";
import type { PacketRing } from "./packet-ring.ts";
import { writeAnswer } from "./sdp-answer.ts";
import { type Negotiation, negotiate } from "./sdp-negotiation.ts";
import { type Offer, parseOffer } from "./sdp-offer.ts";
import { Transport } from "./transport.ts";

export type TransportState = "connected" | "lost";

export type MeetingMediaOptions = {
  readonly certificate: DtlsCertificate;
  readonly directory: IceDirectory<Transport>;
  readonly ring: PacketRing;
  readonly announce: readonly string[];
  readonly port: number;
  readonly count: MediaCounter;
  readonly handleSlots: (to: ParticipantId, assignments: readonly SlotAssignment[]) => void;
  readonly handleLayers: (of: ParticipantId, wanted: LayersWanted) => void;
  readonly handleTransport: (of: ParticipantId, state: TransportState) => void;
  /** It wants a tick at `at`, sooner than it said. */
  readonly handleWakeup: (at: Millis) => void;
  /** A bug ended it: it takes nothing more. */
  readonly handleFailed: () => void;
};

/** What a participant's offer became. */
type Connection = {
  readonly transport: Transport;
  readonly negotiation: Negotiation;
  readonly offer: Offer;
};

type RouterEvent = (router: Router, out: RouterEffect[]) => void;

export class MeetingMedia {
  readonly #options: MeetingMediaOptions;
  readonly #router = new Router();
  readonly #connections = new Map<ParticipantId, Connection>();
  #wakeAt = Number.POSITIVE_INFINITY;

  constructor(options: MeetingMediaOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#router.isEmpty;
  }

  /** @returns the answer's SDP. */
  answer(
    participantId: ParticipantId,
    offerSdp: string,
    now: Millis,
  ): Result<string, "unsupported-media"> {
    const offer = parseOffer(offerSdp);
    if (offer === null) return reject("unsupported-media");
    const negotiated = negotiate(offer, () => readU32(randomBytes(4), 0));
    if (!negotiated.ok) return negotiated;
    const connection =
      this.#restartable(participantId, offer, negotiated.value) ??
      this.#connect(participantId, offer, negotiated.value, now);
    const { announce, port, certificate, directory } = this.#options;
    const credentials = createIceCredentials(offer);
    directory.addCredentials(connection.transport, credentials);
    const { sections } = connection.negotiation;
    const { fingerprint } = certificate;
    const { sessionId, version } = offer;
    const names = { sessionId, version, credentials, fingerprint };
    return ok(writeAnswer({ ...names, sections, announce, port }));
  }

  /**
   * The same browser connection with new ICE credentials keeps its DTLS, its slots and their SSRCs
   * (RFC 8445 §9).
   */
  #restartable(
    participantId: ParticipantId,
    offer: Offer,
    { sections }: Negotiation,
  ): Connection | null {
    const before = this.#connections.get(participantId);
    if (before?.offer.sessionId !== offer.sessionId) return null;
    if (!equal(before.offer.fingerprint, offer.fingerprint)) return null;
    const mids = (all: Negotiation["sections"]) => all.map(({ mid }) => mid).join(" ");
    return mids(before.negotiation.sections) === mids(sections) ? before : null;
  }

  #connect(
    participantId: ParticipantId,
    offer: Offer,
    negotiation: Negotiation,
    now: Millis,
  ): Connection {
    this.#disconnect(participantId);
    const { certificate, ring, count, handleTransport } = this.#options;
    const handlers = {
      handleConnected: () => {
        this.#router.handleConnected(participantId);
        handleTransport(participantId, "connected");
      },
      handleLost: () => {
        this.#router.handleDisconnected(participantId);
        handleTransport(participantId, "lost");
      },
      handleRtp: (incoming: Parameters<Router["handleRtp"]>[1], at: Millis) =>
        this.#run((router, out) => router.handleRtp(participantId, incoming, at, out)),
      handleRtcp: (packet: Uint8Array, at: Millis) =>
        this.#run((router, out) => router.handleRtcp(participantId, packet, at, out)),
    };
    const peerFingerprint = offer.fingerprint;
    const options = { certificate, peerFingerprint, ring, count, handlers };
    const transport = new Transport(options, now);
    const connection = { transport, negotiation, offer };
    this.#connections.set(participantId, connection);
    this.#run((router, out) => router.handleOffer(participantId, negotiation.media, now, out));
    return connection;
  }

  #disconnect(participantId: ParticipantId): void {
    const connection = this.#connections.get(participantId);
    if (connection === undefined) return;
    this.#options.directory.remove(connection.transport);
    connection.transport.close();
    this.#connections.delete(participantId);
  }

  admit(participantId: ParticipantId, now: Millis): void {
    this.#run((router, out) => router.handleAdmitted(participantId, now, out));
  }

  requestKeyFrames(participantId: ParticipantId, now: Millis): void {
    this.#run((router, out) => router.handleKeysChanged(participantId, now, out));
  }

  refresh(participantId: ParticipantId, slot: number, now: Millis): void {
    this.#run((router, out) => router.handleRefresh(participantId, slot, now, out));
  }

  view(participantId: ParticipantId, wanted: readonly Wanted[], now: Millis): void {
    this.#run((router, out) => router.handleView(participantId, wanted, now, out));
  }

  remove(participantId: ParticipantId, now: Millis): void {
    this.#disconnect(participantId);
    this.#run((router, out) => router.handleRemoved(participantId, now, out));
  }

  handleTick(now: Millis): void {
    this.#wakeAt = Number.POSITIVE_INFINITY;
    this.#run((router, out) => router.handleTick(now, out));
    for (const { transport } of [...this.#connections.values()]) transport.handleTick(now);
  }

  nextWakeup(): Millis | null {
    return this.#router.nextWakeup();
  }

  /** Feeds one event and performs every effect of it. A bug ends this meeting's media, no other's. */
  #run(event: RouterEvent): void {
    const out: RouterEffect[] = [];
    try {
      event(this.#router, out);
      for (const effect of out) this.#perform(effect);
      this.#wake();
    } catch (error) {
      if (!(error instanceof Bug)) throw error;
      this.#options.count("meeting-failed");
      this.close();
      this.#options.handleFailed();
    }
  }

  #wake(): void {
    const at = this.#router.nextWakeup();
    if (at === null || at >= this.#wakeAt) return;
    this.#wakeAt = at;
    this.#options.handleWakeup(at);
  }

  #perform(effect: RouterEffect): void {
    switch (effect.type) {
      case "send-rtp":
        this.#connections.get(effect.to)?.transport.sendRtp(effect.packet);
        return;
      case "send-rtcp":
        this.#connections.get(effect.to)?.transport.sendRtcp(effect.packet);
        return;
      case "slots":
        this.#options.handleSlots(effect.to, effect.assignments);
        return;
      case "layers":
        this.#options.handleLayers(effect.to, effect.wanted);
        return;
      case "drop":
        this.#options.count(`drop-${effect.reason}`);
    }
  }

  close(): void {
    for (const participantId of [...this.#connections.keys()]) this.#disconnect(participantId);
  }
}
