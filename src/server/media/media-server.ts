// The embedded SFU: one UDP and TCP port for the media of all meetings (PROTOCOL §9).

import type { Result } from "../../base/result.ts";
import type { Millis } from "../../base/time.ts";
import type { MeetingId, ParticipantId } from "../../protocol/ids.ts";
import type { SlotAssignment, Wanted } from "../../protocol/socket-messages.ts";
import type { LayersWanted } from "../../protocol/video-layers.ts";
import { createDtlsCertificate, type DtlsCertificate } from "./dtls-transport.ts";
import { IceDirectory } from "./ice-directory.ts";
import type { MediaCounter } from "./media-count.ts";
import { MeetingMedia, type TransportState } from "./meeting-media.ts";
import { PacketDemux } from "./packet-demux.ts";
import { PacketRing } from "./packet-ring.ts";
import { openPortPair, type PortPair } from "./port-pair.ts";
import { srtpBackend } from "./srtp-backend.ts";
import type { Transport } from "./transport.ts";

export type MediaEvents = {
  /** The slots of a participant that changed. */
  handleSlots(
    meetingId: MeetingId,
    participantId: ParticipantId,
    assignments: readonly SlotAssignment[],
  ): void;
  /** Which layers of a publication its publisher is to send, the smallest first. */
  handleLayers(meetingId: MeetingId, participantId: ParticipantId, wanted: LayersWanted): void;
  /** "lost" after 30 s of silence or a refused handshake; a path that comes back connects again. */
  handleTransport(meetingId: MeetingId, participantId: ParticipantId, state: TransportState): void;
  /** A bug ended its media: nothing is known of it any more. */
  handleFailed(meetingId: MeetingId): void;
};

export type MediaOptions = {
  /** The address to bind. */
  readonly host: string;
  /** UDP and TCP; 0 for any. */
  readonly port: number;
  /** IP addresses at which browsers reach the port, the best first. */
  readonly announce: readonly string[];
  readonly count: MediaCounter;
  readonly events: MediaEvents;
};

export class MediaServer {
  readonly #options: MediaOptions;
  readonly #certificate: DtlsCertificate;
  readonly #ports: PortPair;
  readonly #directory: IceDirectory<Transport>;
  readonly #ring: PacketRing;
  readonly #meetings = new Map<MeetingId, MeetingMedia>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #dueAt = 0;
  #lag = 0;

  private constructor(
    options: MediaOptions,
    certificate: DtlsCertificate,
    ports: PortPair,
    directory: IceDirectory<Transport>,
    ring: PacketRing,
  ) {
    this.#options = options;
    this.#certificate = certificate;
    this.#ports = ports;
    this.#directory = directory;
    this.#ring = ring;
  }

  /** @throws when the address can't be bound. */
  static async open(options: MediaOptions): Promise<MediaServer> {
    const { host, port, count } = options;
    const directory = new IceDirectory<Transport>();
    const demux = new PacketDemux(directory, count);
    const certificate = await createDtlsCertificate();
    const handlePacket = demux.handlePacket.bind(demux);
    const ring = new PacketRing();
    const { arena } = ring;
    const ports = await openPortPair({ host, port, count, handlePacket, arena });
    return new MediaServer(options, certificate, ports, directory, ring);
  }

  get port(): number {
    return this.#ports.port;
  }

  /** What does the work, for the log. */
  get description(): { readonly srtp: string; readonly udp: string } {
    return { srtp: srtpBackend().name, udp: this.#ports.description };
  }

  /** @returns by how much its timer was late at most since the last call, in milliseconds. */
  takeLag(): number {
    const lag = this.#lag;
    this.#lag = 0;
    return lag;
  }

  /**
   * Answers the one offer of a participant. A second offer of the same connection restarts its ICE;
   * one of another connection takes its place.
   */
  answer(
    meetingId: MeetingId,
    participantId: ParticipantId,
    offerSdp: string,
  ): Result<string, "unsupported-media"> {
    const answered = this.#meeting(meetingId).answer(participantId, offerSdp, now());
    this.#settle(meetingId);
    return answered;
  }

  /**
   * It is a member of the group: from now on its media is forwarded, and it is given others'.
   * Nothing flows from or to anyone not admitted.
   */
  admit(meetingId: MeetingId, participantId: ParticipantId): void {
    this.#meeting(meetingId).admit(participantId, now());
    this.#settle(meetingId);
  }

  /** It has new keys: asks for key frames of all video that it receives. */
  requestKeyFrames(meetingId: MeetingId, participantId: ParticipantId): void {
    this.#meetings.get(meetingId)?.requestKeyFrames(participantId, now());
  }

  /** Asks for a key frame of what its video slot `slot` carries. */
  refresh(meetingId: MeetingId, participantId: ParticipantId, slot: number): void {
    this.#meetings.get(meetingId)?.refresh(participantId, slot, now());
  }

  /** What it shows now, the foremost first. */
  view(meetingId: MeetingId, participantId: ParticipantId, wanted: readonly Wanted[]): void {
    this.#meetings.get(meetingId)?.view(participantId, wanted, now());
  }

  /** Its transport ends, and others' slots are free of it. */
  remove(meetingId: MeetingId, participantId: ParticipantId): void {
    this.#meetings.get(meetingId)?.remove(participantId, now());
    this.#settle(meetingId);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const meeting of this.#meetings.values()) meeting.close();
    this.#meetings.clear();
    this.#ports.close();
  }

  #meeting(meetingId: MeetingId): MeetingMedia {
    const known = this.#meetings.get(meetingId);
    if (known !== undefined) return known;
    const { announce, count, events } = this.#options;
    const meeting = new MeetingMedia({
      certificate: this.#certificate,
      directory: this.#directory,
      ring: this.#ring,
      announce,
      port: this.port,
      count,
      handleSlots: (to, assignments) => events.handleSlots(meetingId, to, assignments),
      handleLayers: (of, wanted) => events.handleLayers(meetingId, of, wanted),
      handleTransport: (of, state) => events.handleTransport(meetingId, of, state),
      handleWakeup: (at) => this.#armAt(at),
      handleFailed: () => {
        this.#meetings.delete(meetingId);
        events.handleFailed(meetingId);
      },
    });
    this.#meetings.set(meetingId, meeting);
    return meeting;
  }

  /** Forgets a meeting without participants, and sees that the others' ticks come. */
  #settle(meetingId: MeetingId): void {
    if (this.#meetings.get(meetingId)?.isEmpty) this.#meetings.delete(meetingId);
    this.#arm();
  }

  #arm(): void {
    let wakeup = Number.POSITIVE_INFINITY;
    for (const meeting of this.#meetings.values()) {
      wakeup = Math.min(wakeup, meeting.nextWakeup() ?? wakeup);
    }
    if (wakeup < Number.POSITIVE_INFINITY) this.#armAt(wakeup);
  }

  /** Sees that a tick comes at `wakeup`, or sooner. */
  #armAt(wakeup: number): void {
    if (this.#timer !== null) {
      if (this.#dueAt <= wakeup) return;
      clearTimeout(this.#timer);
    }
    this.#dueAt = Math.max(wakeup, now());
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, this.#dueAt - now()));
  }

  #tick(): void {
    this.#timer = null;
    const at = now();
    this.#lag = Math.max(this.#lag, at - this.#dueAt);
    for (const meeting of [...this.#meetings.values()]) meeting.handleTick(at);
    this.#arm();
  }
}

function now(): Millis {
  return performance.now() as Millis;
}
