// What only a meeting's host, or a co-host, may ask of the server, and for what it is turned down (PROTOCOL §7).

import { unreachable } from "../base/assert.ts";
import type { Later } from "../base/later.ts";
import type { Millis } from "../base/time.ts";
import type { DeliveryService } from "../core/delivery/delivery-service.ts";
import type { Door } from "../core/meeting/door.ts";
import type { Meeting } from "../core/meeting/meeting.ts";
import type { MeetingId, ParticipantId } from "../protocol/ids.ts";
import type { RejectReason } from "../protocol/reject.ts";
import type { HOST_ACTS, ServerMessage } from "../protocol/socket-messages.ts";
import type { Links } from "./entry/links.ts";
import type { MeetingMessage } from "./line.ts";
import type { Streams } from "./streams.ts";

export type HostAct = Extract<MeetingMessage, { type: (typeof HOST_ACTS)[number] }>;
type ActOf<T extends HostAct["type"]> = Extract<HostAct, { type: T }>;

/** The rows of the meetings, as far as sockets and hosts need them. */
export type LinkStore = Pick<Links, "find" | "rotate" | "remove">;

/**
 * What an act that is turned down costs its sender, in bytes of its budget: an insider could else
 * keep the process busy with signatures. Larger ends honest hosts on bad lines.
 */
const REFUSED_ACT_BYTES = 32 * 1024;

/** Why an act was turned down, null when it is done; or what to ask once the store has answered. */
type Outcome = RejectReason | null | Promise<() => RejectReason | null>;

export type HostActsOptions = {
  readonly meetingId: MeetingId;
  readonly links: LinkStore;
  readonly door: Door;
  readonly meeting: Meeting;
  readonly delivery: DeliveryService;
  readonly streams: Streams;
  readonly send: (to: ParticipantId, message: ServerMessage) => void;
  /** Ends a participant at once, who is told `reason`. */
  readonly expel: (participantId: ParticipantId, reason: RejectReason) => void;
  /** Runs `event` in its turn. */
  readonly feed: (event: (now: Millis) => void) => void;
  /** Each time that an act is turned down. */
  readonly count: (reason: RejectReason) => void;
};

export class HostActs {
  readonly #options: HostActsOptions;

  constructor(options: HostActsOptions) {
    this.#options = options;
  }

  /** Does it, or tells its sender why not: now, or when the store has answered. */
  handle(from: ParticipantId, act: HostAct, now: Millis): void {
    const outcome = this.#outcomeOf(from, act);
    if (!(outcome instanceof Promise)) {
      this.#answer(from, act, outcome, now);
      return;
    }
    const { feed } = this.#options;
    outcome.then(
      (conclude) => feed((later) => this.#answer(from, act, conclude(), later)),
      (bug) =>
        feed(() => {
          throw bug;
        }),
    );
  }

  #answer(from: ParticipantId, act: HostAct, reason: RejectReason | null, now: Millis): void {
    const { count, send, streams, expel } = this.#options;
    if (reason === null) return;
    count(reason);
    send(from, { type: "act-refused", act: act.type, reason });
    if (!streams.take(from, REFUSED_ACT_BYTES, now)) expel(from, "overloaded");
  }

  #outcomeOf(from: ParticipantId, act: HostAct): Outcome {
    switch (act.type) {
      case "prove":
        return this.#prove(from, act);
      case "policy":
        return this.#keepPolicy(from, act);
      case "deny":
        return this.#deny(from, act);
      case "rotate":
        return this.#rotate(from, act);
      case "delete":
        return this.#delete(from, act);
      default:
        return unreachable(act);
    }
  }

  #prove(from: ParticipantId, { signature }: ActOf<"prove">): RejectReason | null {
    const { door, meeting, streams } = this.#options;
    const sessionId = meeting.sessionOf(from);
    const session = sessionId && { sessionId, nonces: streams.nonces(from) };
    return session && door.handleProof(from, session, signature) ? null : "bad-signature";
  }

  #keepPolicy(from: ParticipantId, { signed }: ActOf<"policy">): RejectReason | null {
    const { door, delivery, meeting, expel } = this.#options;
    const { groupId } = delivery;
    if (groupId === null || !delivery.isMember(from)) return "not-member";
    const kept = door.handlePolicy(signed, groupId);
    if (!kept.ok) return kept.reason;
    if (kept.value.hasEnded) {
      for (const participantId of meeting.liveIds) expel(participantId, "ended");
      return null;
    }
    // Who has yet to knock may still prove to be the host.
    for (const knocker of delivery.knockers()) {
      if (door.isClosedTo(knocker, groupId)) expel(knocker, "locked");
    }
    return null;
  }

  #deny(from: ParticipantId, { participantId }: ActOf<"deny">): RejectReason | null {
    const { door, delivery, expel } = this.#options;
    if (!door.mayDeny(from, delivery.groupId)) return "not-host";
    // It left, or somebody let it in.
    if (!delivery.isWaiting(participantId)) return "unknown-session";
    expel(participantId, "denied");
    return null;
  }

  #rotate(from: ParticipantId, { type: _, ...rotation }: ActOf<"rotate">): Outcome {
    const { door, delivery, links, meeting, meetingId, expel, send } = this.#options;
    // A member may bring what the host key signed, for a host who was cut off before it could.
    if (!door.isHost(from) && !delivery.isMember(from)) return "not-host";
    return whenStored(links.rotate(meetingId, rotation), (rotated) => {
      if (!rotated.ok) return rotated.reason;
      // They came by the old link, unless the rotation came before: another member may bring it again.
      // Sessions without a socket yet are turned away at their hello.
      for (const participantId of rotated.value ? meeting.liveIds : []) {
        if (participantId === from || delivery.isMember(participantId)) continue;
        expel(participantId, "wrong-link");
      }
      send(from, { type: "rotated", linkGeneration: rotation.linkGeneration });
      return null;
    });
  }

  #delete(from: ParticipantId, { signature }: ActOf<"delete">): Outcome {
    const { door, links, meeting, meetingId, expel } = this.#options;
    const sessionId = meeting.sessionOf(from);
    if (sessionId === null || !door.isHost(from)) return "not-host";
    return whenStored(links.remove(meetingId, sessionId, signature), (removed) => {
      if (!removed.ok) return removed.reason;
      for (const participantId of meeting.liveIds) expel(participantId, "ended");
      return null;
    });
  }
}

function whenStored<T>(stored: Later<T>, conclude: (value: T) => RejectReason | null): Outcome {
  if (!(stored instanceof Promise)) return conclude(stored);
  return stored.then((value) => () => conclude(value));
}
