// What one participant of a meeting says, handed to the machine that it is for.

import { unreachable } from "../base/assert.ts";
import type { Bytes } from "../base/bytes.ts";
import type { Millis } from "../base/time.ts";
import type { DeliveryEffect } from "../core/delivery/delivery-effect.ts";
import type { FileEffect, FileRelay } from "../core/delivery/file-relay.ts";
import type { ParticipantId } from "../protocol/ids.ts";
import type { HostActsOptions } from "./host-acts.ts";
import { HostActs } from "./host-acts.ts";
import type { MeetingMessage } from "./line.ts";
import type { MediaPort } from "./media-port.ts";

export type ParticipantMessagesOptions = HostActsOptions & {
  readonly media: MediaPort;
  /** Gives the delivery service an event, and performs what comes of it. */
  readonly deliver: (event: (out: DeliveryEffect[]) => void) => void;
  readonly relayFiles: (event: (files: FileRelay, out: FileEffect[]) => void) => void;
  readonly leave: (participantId: ParticipantId) => void;
};

export class ParticipantMessages {
  readonly #options: ParticipantMessagesOptions;
  readonly #acts: HostActs;

  constructor(options: ParticipantMessagesOptions) {
    this.#options = options;
    this.#acts = new HostActs(options);
  }

  /** @param byteLength of the message's frame. */
  handle(from: ParticipantId, message: MeetingMessage, byteLength: number, now: Millis): void {
    const { media, meetingId, delivery, streams, deliver, leave, relayFiles } = this.#options;
    switch (message.type) {
      case "offer":
        media.offer(meetingId, from, message.sdp);
        break;
      case "founded":
        deliver((out) => delivery.handleFounded(from, message.groupId, now, out));
        break;
      case "knock":
        this.#knock(from, message.sealed, now);
        break;
      case "commit":
        deliver((out) => {
          delivery.handleCommit(from, message, now, out);
          if (out.some(isRefusal)) streams.giveBackLate(from, byteLength);
        });
        break;
      case "application":
        deliver((out) => delivery.handleApplication(from, message.message, now, out));
        break;
      case "ready":
        this.#handleReady(from, message.epoch);
        break;
      case "refresh":
        if (delivery.isMember(from)) media.refresh(meetingId, from, message.slot);
        break;
      case "view":
        if (delivery.isMember(from)) media.view(meetingId, from, message.wanted);
        break;
      case "leave":
        leave(from);
        break;
      case "file-ask":
        relayFiles((files, out) => files.handleAsk(from, message, now, out));
        break;
      case "file-chunk":
        relayFiles((files, out) => files.handleChunk(from, message, out));
        break;
      case "file-cancel":
        relayFiles((files, out) => files.handleCancel(from, message.owner, message.file, out));
        break;
      case "file-refuse":
        relayFiles((files, out) => files.handleRefuse(from, message.to, message.file, out));
        break;
      case "prove":
      case "policy":
      case "deny":
      case "rotate":
      case "delete":
        this.#acts.handle(from, message, now);
        break;
      default:
        unreachable(message);
    }
  }

  /** Key frames are asked for after the senders heard that they may use the new keys. */
  #handleReady(from: ParticipantId, epoch: bigint): void {
    const { media, meetingId, delivery, deliver } = this.#options;
    let watching: readonly ParticipantId[] = [];
    deliver((out) => {
      watching = delivery.handleReady(from, epoch, out);
    });
    for (const participantId of watching) media.requestKeyFrames(meetingId, participantId);
  }

  #knock(from: ParticipantId, sealed: Bytes, now: Millis): void {
    const { delivery, door, deliver, expel } = this.#options;
    const isWaiting = delivery.isWaiting(from);
    if (isWaiting && door.isClosedTo(from, delivery.groupId)) {
      expel(from, "locked");
    } else {
      deliver((out) => delivery.handleKnock(from, sealed, now, out));
    }
  }
}

function isRefusal(effect: DeliveryEffect): boolean {
  return effect.type === "send" && effect.message.type === "commit-refused";
}
