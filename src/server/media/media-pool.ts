// All media workers: which meeting is on which, and what a new one must be told when another ended.

import type { Worker } from "node:worker_threads";
import type { MeetingId, ParticipantId } from "../../protocol/ids.ts";
import type { SlotAssignment, Wanted } from "../../protocol/socket-messages.ts";
import type { LayersWanted } from "../../protocol/video-layers.ts";
import type { LogFields } from "../log.ts";
import type { MediaCounter } from "./media-count.ts";
import { MediaLane, startMediaWorker } from "./media-lane.ts";
import type { TransportState } from "./meeting-media.ts";
import type { MediaReport, WorkerDescription, WorkerOptions } from "./worker-messages.ts";

export type PoolEvents = {
  /** The answer to a participant's offer; null when there is none. */
  handleAnswer(meetingId: MeetingId, participantId: ParticipantId, sdp: string | null): void;
  /** The slots of a participant that changed. */
  handleSlots(
    meetingId: MeetingId,
    participantId: ParticipantId,
    assignments: readonly SlotAssignment[],
  ): void;
  /** Which layers of a publication its publisher is to send, the smallest first. */
  handleLayers(meetingId: MeetingId, participantId: ParticipantId, wanted: LayersWanted): void;
  /**
   * "lost" after 30 s of silence or a refused handshake: a path that comes back connects again.
   * "gone" when nothing of the transport is left: only another offer makes a new one.
   */
  handleTransport(
    meetingId: MeetingId,
    participantId: ParticipantId,
    state: TransportState | "gone",
  ): void;
};

export type PoolOptions = WorkerOptions & {
  readonly workers: number;
  readonly count: MediaCounter;
  readonly reportFailure: (fields: LogFields) => void;
  readonly events: PoolEvents;
  readonly startWorker?: (options: WorkerOptions) => Worker;
};

/** What a new worker is told of a participant. */
type Seat = { hasOffered: boolean; isAdmitted: boolean; wanted: readonly Wanted[] | null };

type Placed = { readonly lane: MediaLane; readonly seats: Map<ParticipantId, Seat> };

export class MediaPool {
  readonly #options: PoolOptions;
  readonly #lanes: MediaLane[] = [];
  readonly #meetings = new Map<MeetingId, Placed>();
  #description: WorkerDescription = { srtp: "", udp: "" };

  private constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * Starts all workers, the first on `port` and each other on the next.
   * @throws an Error with the system's `code` when an address can't be bound.
   */
  static async open(options: PoolOptions): Promise<MediaPool> {
    const pool = new MediaPool(options);
    try {
      for (let number = 0; number < options.workers; number++) await pool.#open(number);
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  async #open(number: number): Promise<void> {
    const { host, port, announce, count, reportFailure } = this.#options;
    const { startWorker = startMediaWorker } = this.#options;
    const { lane, description } = await MediaLane.open({
      host,
      announce,
      port: port === 0 ? 0 : port + number,
      startWorker,
      events: {
        count,
        reportFailure,
        handleReport: (report) => this.#handle(report),
        handleEnded: () => this.#handleEnded(lane),
        handleRestarted: () => this.#handleRestarted(lane),
      },
    });
    this.#lanes.push(lane);
    this.#description = description;
  }

  get ports(): readonly number[] {
    return this.#lanes.map(({ port }) => port);
  }

  /** What does the work, for the log; the same in all workers. */
  get description(): WorkerDescription {
    return this.#description;
  }

  /** @returns by how much a worker's timer was late at most since the last call, in milliseconds. */
  takeLag(): number {
    return Math.max(0, ...this.#lanes.map((lane) => lane.takeLag()));
  }

  /** @see MediaServer.answer The answer comes as an event. */
  offer(meetingId: MeetingId, participantId: ParticipantId, sdp: string): void {
    const { lane, seat } = this.#seat(meetingId, participantId);
    seat.hasOffered = true;
    lane.send({ type: "offer", meetingId, participantId, sdp });
  }

  admit(meetingId: MeetingId, participantId: ParticipantId): void {
    const { lane, seat } = this.#seat(meetingId, participantId);
    seat.isAdmitted = true;
    lane.send({ type: "admit", meetingId, participantId });
  }

  requestKeyFrames(meetingId: MeetingId, participantId: ParticipantId): void {
    this.#laneOf(meetingId)?.send({ type: "request-key-frames", meetingId, participantId });
  }

  refresh(meetingId: MeetingId, participantId: ParticipantId, slot: number): void {
    this.#laneOf(meetingId)?.send({ type: "refresh", meetingId, participantId, slot });
  }

  view(meetingId: MeetingId, participantId: ParticipantId, wanted: readonly Wanted[]): void {
    const seat = this.#meetings.get(meetingId)?.seats.get(participantId);
    if (seat !== undefined) seat.wanted = wanted;
    this.#laneOf(meetingId)?.send({ type: "view", meetingId, participantId, wanted });
  }

  remove(meetingId: MeetingId, participantId: ParticipantId): void {
    const placed = this.#meetings.get(meetingId);
    if (placed === undefined) return;
    placed.lane.send({ type: "remove", meetingId, participantId });
    placed.seats.delete(participantId);
    if (placed.seats.size === 0) this.#meetings.delete(meetingId);
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }

  #laneOf(meetingId: MeetingId): MediaLane | null {
    return this.#meetings.get(meetingId)?.lane ?? null;
  }

  #seat(meetingId: MeetingId, participantId: ParticipantId): { lane: MediaLane; seat: Seat } {
    let placed = this.#meetings.get(meetingId);
    if (placed === undefined) {
      placed = { lane: this.#idlest(), seats: new Map() };
      this.#meetings.set(meetingId, placed);
    }
    let seat = placed.seats.get(participantId);
    if (seat === undefined) {
      seat = { hasOffered: false, isAdmitted: false, wanted: null };
      placed.seats.set(participantId, seat);
    }
    return { lane: placed.lane, seat };
  }

  /** The worker with the fewest participants: what a meeting costs grows with them. */
  #idlest(): MediaLane {
    const loads = new Map(this.#lanes.map((lane) => [lane, 0]));
    for (const { lane, seats } of this.#meetings.values()) {
      loads.set(lane, (loads.get(lane) ?? 0) + seats.size);
    }
    const [first] = [...loads].sort(([, a], [, b]) => a - b);
    if (first === undefined) throw new Error("no media worker");
    return first[0];
  }

  #handle(report: MediaReport): void {
    const { events } = this.#options;
    switch (report.type) {
      case "answer":
        events.handleAnswer(report.meetingId, report.participantId, report.sdp);
        return;
      case "slots":
        events.handleSlots(report.meetingId, report.participantId, report.assignments);
        return;
      case "layers": {
        const { meetingId, participantId, wanted } = report;
        events.handleLayers(meetingId, participantId, wanted);
        return;
      }
      case "transport":
        events.handleTransport(report.meetingId, report.participantId, report.state);
        return;
      case "meeting-failed": {
        const placed = this.#meetings.get(report.meetingId);
        if (placed !== undefined) this.#begin(report.meetingId, placed);
      }
    }
  }

  #handleEnded(ended: MediaLane): void {
    for (const [meetingId, { lane, seats }] of this.#meetings) {
      if (lane !== ended) continue;
      for (const participantId of seats.keys()) {
        this.#options.events.handleTransport(meetingId, participantId, "lost");
      }
    }
  }

  #handleRestarted(restarted: MediaLane): void {
    for (const [meetingId, placed] of [...this.#meetings]) {
      if (placed.lane === restarted) this.#begin(meetingId, placed);
    }
  }

  /** Nothing is known there of the meeting any more: says what can be said, and asks for new offers. */
  #begin(meetingId: MeetingId, { lane, seats }: Placed): void {
    for (const [participantId, { isAdmitted, wanted }] of seats) {
      if (isAdmitted) lane.send({ type: "admit", meetingId, participantId });
      if (wanted !== null) lane.send({ type: "view", meetingId, participantId, wanted });
    }
    for (const [participantId, seat] of [...seats]) {
      if (!seat.hasOffered) continue;
      seat.hasOffered = false;
      this.#options.events.handleTransport(meetingId, participantId, "gone");
    }
  }
}
