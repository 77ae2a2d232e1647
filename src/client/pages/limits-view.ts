// The part of the meeting page about the operator's bounds: when the meeting ends, whom it has no room for, where it goes on.

import { parseFragment } from "../../core/link/fragment.ts";
import { formatLink } from "../../core/link/link.ts";
import type { GoOn, LimitsModel } from "../call-limits.ts";
import type { CallModel } from "../call-model.ts";
import { t } from "../words.ts";
import { carryName } from "./carried-name.ts";
import { unwatched } from "./component.ts";
import { elapsedText } from "./elapsed.ts";
import { FloatingView } from "./floating-view.ts";
import { COUNTDOWN_MS, minutesLeft, NEAR_MS, warningsDue } from "./time-left.ts";

/** Each second of the countdown is shown once. */
const TICK_MS = 1_000;

type Watch = {
  endsAt: number | null;
  warnings: number;
  fullSeen: number;
  link: string;
  timer: ReturnType<typeof setInterval> | undefined;
};

export abstract class LimitsView extends FloatingView {
  /** `0:42` in the last minute; "" before. */
  timeLeft = "";
  /** In words; "" until the end is near. */
  endsIn = "";
  isEndHidden = false;
  /** Who made a meeting to go on in, in words; "" while nobody has. */
  goOnText = "";
  isGoOnBusy = false;
  /** By their own hand: nobody is to be asked whether they meant to leave. */
  isGoingOn = false;
  readonly watch = unwatched<Watch>({
    endsAt: null,
    warnings: 0,
    fullSeen: 0,
    link: "",
    timer: undefined,
  });

  /** Of this person, to be carried on. */
  abstract name: string;

  /** Makes another meeting with the passphrase of this one. @returns null when that can't be. */
  abstract makeNext(): Promise<GoOn | null>;

  get isEndOffered(): boolean {
    return this.endsIn !== "" && this.goOnText === "" && !this.isEndHidden && this.isHosting;
  }

  startLimits(): void {
    this.stopLimits();
    Object.assign(this.watch, { endsAt: null, warnings: 0, fullSeen: 0, link: "" });
    this.timeLeft = "";
    this.endsIn = "";
    this.isEndHidden = false;
    this.goOnText = "";
  }

  stopLimits(): void {
    clearInterval(this.watch.timer);
    this.watch.timer = undefined;
  }

  showLimits({ phase, limits, participants }: CallModel): void {
    // Until one is in, nobody knows who is host.
    if (phase !== "joined") return;
    const { watch } = this;
    if (limits.endsAt !== watch.endsAt) {
      watch.endsAt = limits.endsAt;
      watch.timer ??= setInterval(() => this.showTime(Date.now()), TICK_MS);
      this.showTime(Date.now());
    }
    this.tellFull(limits);
    const { goOn } = limits;
    const link = goOn === null ? "" : this.linkTo(goOn);
    if (goOn === null || link === "" || link === watch.link) return;
    watch.link = link;
    const by = participants.find(({ id }) => id === goOn.by);
    const isOwn = by?.isSelf === true;
    this.goOnText = isOwn ? t("said.goOn.own") : t("said.goOn", { name: by?.name ?? "" });
    this.say(this.goOnText);
  }

  tellFull({ full }: LimitsModel): void {
    if (full === null || full.id === this.watch.fullSeen) return;
    this.watch.fullSeen = full.id;
    if (this.isHosting) this.toast(t("said.full", { most: full.most }));
  }

  /** @param now in ms since 1970. */
  showTime(now: number): void {
    const { watch } = this;
    if (watch.endsAt === null) return;
    const leftMs = watch.endsAt - now;
    this.timeLeft = leftMs <= COUNTDOWN_MS ? elapsedText(leftMs) : "";
    this.endsIn = leftMs <= NEAR_MS ? t("said.endsIn", { count: minutesLeft(leftMs) }) : "";
    const due = warningsDue(leftMs);
    if (due <= watch.warnings) return;
    watch.warnings = due;
    this.isEndHidden = false;
    if (this.isEndOffered) this.say(this.endsIn);
    else this.toast(this.endsIn);
  }

  hideEnd(): void {
    this.isEndHidden = true;
  }

  /** On this server, whatever was said; "" for what is no invitation. */
  linkTo({ meetingId, fragment }: GoOn): string {
    const parsed = parseFragment(fragment);
    if (parsed === null || parsed.hostSeed !== null) return "";
    const { origin } = location;
    return formatLink({ origin, meetingId, fragment: parsed });
  }

  async makeGoOn(): Promise<void> {
    if (this.isGoOnBusy) return;
    this.isGoOnBusy = true;
    const next = await this.makeNext();
    this.isGoOnBusy = false;
    if (next === null) this.toast(t("goOn.failed"));
    else this.running?.announcements.goOn(next);
  }

  /** Also from the notice that the time is over. */
  goOn(): void {
    const { link } = this.watch;
    if (link === "") return;
    this.isGoingOn = true;
    carryName(this.name);
    this.leave();
    location.assign(link);
  }
}
