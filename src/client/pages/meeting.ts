// The Alpine component of the meeting page: from the link, past the door, through the call, to its end.

import type { Bytes } from "../../base/bytes.ts";
import type { MeetingId } from "../../protocol/ids.ts";
import { NAME_BYTES_MAX } from "../../protocol/limits.ts";
import type { CallOptions } from "../call.ts";
import type { GoOn } from "../call-limits.ts";
import type { CallModel } from "../call-model.ts";
import type { DeviceKind } from "../devices.ts";
import { onDevicesChange } from "../devices.ts";
import { t } from "../words.ts";
import { arrivalsBetween } from "./arrivals.ts";
import { takeCarriedName } from "./carried-name.ts";
import { chime } from "./chime.ts";
import { unwatched } from "./component.ts";
import { ConnectionView } from "./connection-view.ts";
import { guardLeaving } from "./leave-guard.ts";
import type { NoticeReason } from "./notice.ts";
import { ENDINGS } from "./notice.ts";
import type { OpenedLink } from "./opened-link.ts";
import { openLink, withHostSeed, withInvitation } from "./opened-link.ts";
import { fitName, initialsOf } from "./person.ts";
import { keepPreferences, readPreferences } from "./preferences.ts";
import type { RunningCall } from "./running-call.ts";
import { findObstacle } from "./support.ts";
import { tilesOf } from "./tile-view.ts";

type Phase = "opening" | "prejoin" | "entering" | "knocking" | "call" | "ended";

export type MeetingServices = {
  readonly startCall: (options: CallOptions) => RunningCall;
  /** The text after the # of this meeting's link; "" when this browser doesn't have it. */
  readonly fragmentOf: (meetingId: MeetingId) => string;
  /** Which may be its link instead: of a host's browser, perhaps while the link is being replaced. */
  readonly othersOf: (meetingId: MeetingId) => readonly Bytes[];
  /** What a reload, and a host's own list, need from now on. Decoded fragments. */
  readonly keepLinks: (meetingId: MeetingId, current: Bytes, others: readonly Bytes[]) => void;
  /** Nothing of this tab is to have the link any more; a host's own list keeps it. */
  readonly forgetLink: () => void;
  /** Another meeting of this host, to go on in; null when the server makes none. */
  readonly makeNext: (meetingId: MeetingId, passphrase: string | null) => Promise<GoOn | null>;
  readonly forgetMeeting: (meetingId: MeetingId) => void;
};

/** After this long at the door, say that waiting is still right. */
const KNOCK_LONG_MS = 8_000;

/** Longer keeps the link in the memory of who left for good, shorter is no help to who didn't mean to. */
const RETURN_MS = 60_000;

/** In a larger meeting somebody always comes or goes. */
const CHIMED_MAX = 5;

/** How long a button says that it copied. */
const COPIED_MS = 2_000;

type Inside = {
  readonly services: MeetingServices;
  link: OpenedLink | null;
  call: RunningCall | null;
  model: CallModel | null;
  /** The host deletes the meeting. */
  isDeleting: boolean;
  /** Runs while who left may go straight back. */
  returning: ReturnType<typeof setTimeout> | undefined;
};

export class Meeting extends ConnectionView {
  phase: Phase = "opening";
  notice: NoticeReason | null = null;
  name = takeCarriedName() || readPreferences().name;
  isNameKept = readPreferences().name !== "";
  needsPassphrase = false;
  passphrase = "";
  isConnected = true;
  isKnockLong = false;
  isCopied = false;
  isHostLinkCopied = false;
  readonly inside: Inside;

  constructor(services: MeetingServices) {
    super();
    this.inside = unwatched<Inside>({
      services,
      link: null,
      call: null,
      model: null,
      isDeleting: false,
      returning: undefined,
    });
  }

  async init(): Promise<void> {
    onDevicesChange(() => void this.handleDevicesChange());
    document.addEventListener("keydown", (event) => this.handleShortcut(event));
    this.listenForTalk();
    guardLeaving(
      () => this.phase === "call" && !this.isGoingOn && (this.tiles.length > 1 || this.isRecording),
    );
    // A closed tab would otherwise stay in the others' meeting until its grace has passed.
    addEventListener("pagehide", () => this.leave());
    this.openLink();
    const obstacle = this.inside.link === null ? "broken-link" : await findObstacle();
    if (obstacle === null) await this.prepare();
    else this.end(obstacle);
  }

  openLink(): void {
    this.inside.link = openLink(location, this.inside.services.fragmentOf);
    this.needsPassphrase = this.inside.link?.needsPassphrase ?? false;
  }

  get initials(): string {
    return initialsOf(this.name);
  }

  get isInCall(): boolean {
    return this.phase === "call";
  }

  get running(): RunningCall | null {
    return this.inside.call;
  }

  get ownHostLink(): string {
    return this.inside.link?.hostLink ?? "";
  }

  async prepare(): Promise<void> {
    this.notice = null;
    this.phase = "prejoin";
    if (this.inside.link !== null) this.openCall(this.inside.link);
    await this.openDevices();
  }

  async rejoin(): Promise<void> {
    clearTimeout(this.inside.returning);
    if (this.inside.link === null) this.openLink();
    if (this.inside.link === null) this.end("broken-link");
    else await this.prepare();
  }

  reload(): void {
    location.reload();
  }

  handleTrack(kind: DeviceKind, track: MediaStreamTrack | null): void {
    void this.inside.call?.setTrack(kind, track);
  }

  handleOwn(): void {
    const { model } = this.inside;
    this.showScene();
    if (model !== null) this.showPeople(model, tilesOf(model, this.own, this.hands));
  }

  /** Behind the door, for the moment when the person goes in. */
  openCall({ meetingId, fragment }: OpenedLink): RunningCall {
    const { services } = this.inside;
    // Read through the getter `running`, it would be wrapped like any field.
    const call: RunningCall = unwatched(
      services.startCall({
        meetingId,
        fragment,
        others: services.othersOf(meetingId),
        onLinks: (current, others) => this.handleLinks(current, others),
        onChange: (model) => {
          if (this.inside.call === call) this.handleModel(model);
        },
      }),
    );
    this.inside.call = call;
    call.prepare();
    return call;
  }

  /** Whose host key came with the link is host from here on, and has a host link to show. */
  handleLinks(current: Bytes, others: readonly Bytes[]): void {
    const { inside } = this;
    if (inside.link === null) return;
    inside.services.keepLinks(inside.link.meetingId, current, others);
    if (inside.link.hostLink === "") inside.link = withHostSeed(inside.link, current);
  }

  join(event: Event): void {
    event.preventDefault();
    const { link } = this.inside;
    const name = fitName(this.name, NAME_BYTES_MAX);
    if (name === "" || link === null || this.phase !== "prejoin") return;
    keepPreferences({ name: this.isNameKept ? name : "" });
    this.phase = "entering";
    this.inside.model = null;
    this.inside.isDeleting = false;
    this.startSafety();
    this.startTalk();
    this.startHosting();
    this.startLimits();
    this.startRecordings();
    this.startStage();
    const call = this.inside.call ?? this.openCall(link);
    const { microphone = null, camera = null } = this.held.media ?? {};
    call.join(name, { microphone, camera }, this.needsPassphrase ? this.passphrase.trim() : null);
  }

  joinSilently(event: Event): void {
    const form = event.target instanceof HTMLElement ? event.target.closest("form") : null;
    if (form?.reportValidity() !== true) return;
    this.held.media?.turnOff();
    this.join(event);
  }

  handleModel(model: CallModel): void {
    if (model.phase === "idle") return;
    const before = this.inside.model;
    this.inside.model = model;
    this.followDeletion(model);
    if (model.phase === "ended") {
      this.end(model.failure ?? "left");
      return;
    }
    const isFirst = model.phase === "joined" && this.phase !== "call";
    if (model.phase === "joined") this.phase = "call";
    // Once in, a call that is being brought back stays on the screen.
    else if (model.phase === "knocking" && this.phase === "entering") this.knock();
    this.isConnected = model.isConnected;
    this.showConnection(model);
    this.showSafety(model);
    if (isFirst) this.tellData();
    this.followLink(model.invitation, isFirst);
    this.showRequests(model, isFirst);
    this.showTalk(before, model);
    this.showDoor(before, model);
    this.showScreens(model);
    this.showLimits(model);
    this.showRecording(model);
    this.handleOwn();
    for (const { kind, text } of arrivalsBetween(before, model)) {
      if (model.participants.length <= CHIMED_MAX) chime(kind);
      this.toast(text);
    }
  }

  /** @param invitation the text after the # that others need from now on; "" while unknown. */
  followLink(invitation: string, isFirst: boolean): void {
    const { link } = this.inside;
    const next = link === null ? null : withInvitation(link, invitation);
    if (next === null || next.invitation === link?.invitation) return;
    this.inside.link = next;
    this.isCopied = false;
    if (!isFirst) this.toast(t("said.linkReplaced"));
  }

  /** Forgets the meeting only once it is gone: with the list's entry goes the host's key. */
  followDeletion({ phase, failure, actsUnderWay, actFailed }: CallModel): void {
    const { inside } = this;
    if (actsUnderWay.includes("delete-meeting")) inside.isDeleting = true;
    const isNews = actFailed !== null && actFailed.id > this.failedSeen;
    if (isNews && actFailed.type === "delete-meeting") inside.isDeleting = false;
    if (phase !== "ended" || failure !== "ended" || !inside.isDeleting) return;
    if (inside.link !== null) inside.services.forgetMeeting(inside.link.meetingId);
  }

  knock(): void {
    this.phase = "knocking";
    this.isKnockLong = false;
    setTimeout(() => {
      this.isKnockLong = true;
    }, KNOCK_LONG_MS);
  }

  async copyLink(): Promise<void> {
    if (!(await this.copy(this.inside.link?.invitation ?? ""))) return;
    this.isCopied = true;
    setTimeout(() => {
      this.isCopied = false;
    }, COPIED_MS);
  }

  async copyHostLink(): Promise<void> {
    if (!(await this.copy(this.hostLink))) return;
    this.isHostLinkCopied = true;
    setTimeout(() => {
      this.isHostLinkCopied = false;
    }, COPIED_MS);
  }

  async makeNext(): Promise<GoOn | null> {
    const { link, services } = this.inside;
    const passphrase = this.needsPassphrase ? this.passphrase.trim() : null;
    return link === null ? null : services.makeNext(link.meetingId, passphrase);
  }

  leave(): void {
    this.inside.call?.leave();
  }

  end(reason: NoticeReason): void {
    this.stopShare();
    this.stopLimits();
    this.stopConnection();
    void this.stopRecording();
    this.closeFloating();
    this.inside.call = null;
    this.closeDevices();
    this.phase = "ended";
    this.closeDialog();
    // The server can't tell which of the two was wrong: it knows neither.
    const isEither = reason === "wrong-link" && this.needsPassphrase;
    const isDeleted = reason === "ended" && this.inside.isDeleting;
    this.notice = isEither ? "wrong-passphrase" : isDeleted ? "deleted" : reason;
    if (ENDINGS.has(this.notice)) this.forgetLink();
    if (reason === "left") {
      this.inside.returning = setTimeout(() => this.handleGone(), RETURN_MS);
    }
    this.$nextTick(() => document.querySelector<HTMLElement>("[data-autofocus]")?.focus());
  }

  /** Who left has not come back. A host's browser finds the link in its own list again. */
  handleGone(): void {
    const { link, services } = this.inside;
    this.forgetLink();
    const isKept = link !== null && services.fragmentOf(link.meetingId) !== "";
    if (this.notice === "left" && !isKept) this.notice = "left-for-good";
  }

  /** Text can't be overwritten in JavaScript; what nothing refers to is collected. */
  forgetLink(): void {
    this.inside.link?.fragment.fill(0);
    this.inside.link = null;
    this.inside.model = null;
    this.passphrase = "";
    this.startSafety();
    this.startRecordings();
    this.startTalk();
    this.inside.services.forgetLink();
  }
}
