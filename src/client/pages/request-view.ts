// The part of the meeting page about what a host asks of this person, and what the door allows.

import type { AskedView, CallModel, DoorView, Role } from "../call-model.ts";
import { t } from "../words.ts";
import { askedText } from "./act-texts.ts";
import { OPEN_DOOR } from "./door-fragment.ts";
import { FilesView } from "./files-view.ts";
import { saysTheSame } from "./kept-rows.ts";
import type { OwnMediaView } from "./own-media.ts";

export abstract class RequestView extends FilesView {
  ownRole: Role = "member";
  door: DoorView = OPEN_DOOR;
  /** A host's request to unmute that waits for an answer. */
  unmuteAsked: AskedView | null = null;
  /** Asked to unmute: that stands over a meeting where nobody may by themselves. */
  isUnmuteGranted = false;
  askedSeen = -1;

  get isMuteHeld(): boolean {
    return !this.door.mayUnmute && this.ownRole === "member" && !this.isUnmuteGranted;
  }

  get unmuteText(): string {
    return this.unmuteAsked === null ? "" : askedText(this.unmuteAsked, false);
  }

  startRequests(): void {
    this.askedSeen = -1;
    this.unmuteAsked = null;
    this.isUnmuteGranted = false;
    this.ownRole = "member";
    this.door = OPEN_DOOR;
  }

  /** @param isFirst whether this is the first sight of the call from inside. */
  showRequests(model: CallModel, isFirst: boolean): void {
    if (model.door.mayUnmute !== this.door.mayUnmute) this.isUnmuteGranted = false;
    this.ownRole = model.ownRole;
    if (!saysTheSame(model.door, this.door)) this.door = model.door;
    if (isFirst && this.isMuteHeld && this.own.isMicOn) {
      this.held.media?.muteMicrophone();
      this.toast(t("unmuting.cameInMuted"));
    }
    const { asked } = model;
    if (asked !== null && asked.id > this.askedSeen) this.obey(asked);
  }

  obey(asked: AskedView): void {
    this.askedSeen = asked.id;
    if (asked.what === "lower-hand") {
      this.lowerHand(asked);
      return;
    }
    const { isMicOn, isCameraOn } = this.own;
    this.unmuteAsked = asked.what === "unmute" && !isMicOn ? asked : null;
    if (asked.what === "unmute") {
      this.isUnmuteGranted = true;
      this.say(this.unmuteText);
      return;
    }
    if (asked.what === "mute") {
      this.isUnmuteGranted = false;
      this.held.media?.muteMicrophone();
    } else {
      this.held.media?.stopCamera();
    }
    const hasObeyed = asked.what === "mute" ? isMicOn : isCameraOn;
    if (hasObeyed) this.toast(askedText(asked, true));
  }

  lowerHand(asked: AskedView): void {
    if (!this.isHandRaised) return;
    this.running?.raiseHand(false);
    this.toast(askedText(asked, true));
  }

  async answerUnmute(isAccepted: boolean): Promise<void> {
    this.unmuteAsked = null;
    if (isAccepted && !this.own.isMicOn) await this.toggleMicrophone();
  }

  override async toggleMicrophone(): Promise<void> {
    if (this.isMuteHeld && !this.own.isMicOn) {
      this.toast(t("unmuting.off"));
      return;
    }
    await super.toggleMicrophone();
    if (this.own.isMicOn) this.unmuteAsked = null;
  }

  override startTalking(): boolean {
    if (!this.isMuteHeld) return super.startTalking();
    return false;
  }

  /** A microphone that is plugged in or chosen anew opens unmuted. */
  override show(view: OwnMediaView): void {
    const isTurnedOn = view.isMicOn && !this.own.isMicOn;
    super.show(view);
    if (isTurnedOn && this.isMuteHeld) this.held.media?.muteMicrophone();
  }
}
