// The Alpine component of the schedule page. Nothing that is written here is sent to the server.

import type { CalendarEntry } from "../calendar/ics.ts";
import { googleAddress, icsText, outlookAddress } from "../calendar/ics.ts";
import { instantOf, localOf, parseLocalTime, zonesFirst } from "../calendar/local-time.ts";
import type { Plan, Repeat } from "../calendar/plan.ts";
import { isWeekday, occurrences, REPEATS } from "../calendar/plan.ts";
import { locale, t } from "../words.ts";
import { Component, unwatched } from "./component.ts";
import { copyText } from "./copy-text.ts";
import type { KeptMeeting, MeetingShelf } from "./meeting-list.ts";
import type { NoticeReason } from "./notice.ts";
import { saveFile } from "./save-file.ts";
import { findObstacle } from "./support.ts";

const SHOWN_OCCURRENCES = 4;
const COPIED_MS = 2_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What is in the person's entry of the calendar. */
type Secret = "whole" | "apart";

const two = (value: number) => String(value).padStart(2, "0");

function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** The next full hour but one: time to send the invitation. */
function firstGuess(zone: string) {
  const guess = localOf((Math.floor(Date.now() / HOUR_MS) + 2) * HOUR_MS, zone);
  const { year, month, day, hour, minute } = guess;
  return { date: `${year}-${two(month)}-${two(day)}`, time: `${two(hour)}:${two(minute)}` };
}

export class Schedule extends Component {
  title = "";
  note = "";
  zone = ownZone();
  date = firstGuess(this.zone).date;
  time = firstGuess(this.zone).time;
  minutes = "60";
  repeat: Repeat = "never";
  untilDate = "";
  /** The ID of a meeting that this browser has, or "" for a new one. */
  chosen = "";
  secret: Secret = "whole";
  stage: "plan" | "making" | "made" = "plan";
  problem: NoticeReason | null = null;
  /** The operator's, where not everyone may start meetings. */
  startKey = "";
  needsKey = false;
  made: KeptMeeting | null = null;
  copied = "";
  spoken = "";
  meetings: readonly KeptMeeting[];
  readonly zones = unwatched([...zonesFirst(ownZone())]);
  readonly shelf: MeetingShelf;
  readonly written = unwatched<{ sequence: number; text: string }>({ sequence: -1, text: "" });

  constructor(shelf: MeetingShelf) {
    super();
    this.shelf = unwatched(shelf);
    this.meetings = shelf.listMeetings();
  }

  get plan(): Plan | null {
    const start = parseLocalTime(this.date, this.time);
    if (start === null) return null;
    const hasEnd = this.repeat !== "never" && this.untilDate !== "";
    return {
      title: this.title.trim() === "" ? t("schedule.untitled") : this.title.trim(),
      note: this.note.trim(),
      start,
      zone: this.zone,
      minutes: Number(this.minutes),
      repeat: REPEATS.find((repeat) => repeat === this.repeat) ?? "never",
      until: hasEnd ? parseLocalTime(this.untilDate, this.time) : null,
    };
  }

  /** What keeps the plan from being one; "" for nothing. */
  get planProblem(): string {
    const { plan } = this;
    if (plan === null) return t("schedule.problem.time");
    if (plan.repeat === "weekdays" && !isWeekday(plan.start)) return t("schedule.problem.weekday");
    return occurrences(plan, 1).length === 0 ? t("schedule.problem.until") : "";
  }

  /** When it is, here; and there, when the zone is another. */
  get when(): string {
    const { plan } = this;
    return plan === null ? "" : this.timeText(instantOf(plan.start, plan.zone), plan.zone);
  }

  get whenHere(): string {
    const { plan } = this;
    if (plan === null || plan.zone === ownZone()) return "";
    const here = this.timeText(instantOf(plan.start, plan.zone), ownZone());
    return t("schedule.here", { time: here });
  }

  timeText(instant: number, timeZone: string): string {
    const format = { dateStyle: "full", timeStyle: "short", timeZone } as const;
    return new Intl.DateTimeFormat(locale(), format).format(instant);
  }

  get nextTimes(): readonly string[] {
    const { plan } = this;
    if (plan === null || plan.repeat === "never" || this.planProblem !== "") return [];
    return occurrences(plan, SHOWN_OCCURRENCES)
      .slice(1)
      .map((at) => this.timeText(at, plan.zone));
  }

  /** The server forgets what nobody opens for so long, and the plan is further away. */
  get isFarAway(): boolean {
    const days = Number(this.$el.closest("[data-retention]")?.getAttribute("data-retention"));
    const { plan } = this;
    if (plan === null || !(days > 0)) return false;
    return instantOf(plan.start, plan.zone) > Date.now() + (days - 1) * DAY_MS;
  }

  async make(event: Event): Promise<void> {
    event.preventDefault();
    if (this.stage === "making" || this.planProblem !== "") return;
    const known = this.meetings.find(({ id }) => id === this.chosen);
    if (known !== undefined) {
      this.show(known);
      return;
    }
    this.stage = "making";
    this.problem = await findObstacle();
    const made =
      this.problem === null
        ? await this.shelf.makeMeeting(null, this.startKey.trim(), { name: this.title.trim() })
        : null;
    if (made === null || !made.ok) {
      this.stage = "plan";
      this.problem = made === null ? this.problem : made.reason;
      this.needsKey ||= this.problem === "key-needed" || this.problem === "wrong-key";
      return;
    }
    const { id, link } = made.value;
    this.meetings = this.shelf.listMeetings();
    const about = { name: "", isRoom: false, needsPassphrase: false, calendarSequence: -1 };
    const unkept = { id, link, made: "", ...about };
    this.show(this.meetings.find((meeting) => meeting.id === id) ?? unkept);
  }

  show(meeting: KeptMeeting): void {
    if (meeting.id !== this.made?.id) {
      Object.assign(this.written, { sequence: meeting.calendarSequence, text: "" });
    }
    this.made = meeting;
    this.stage = "made";
    this.$nextTick(() => this.$refs["madeTitle"]?.focus());
  }

  /** The link as the entry shows it. */
  get entryLink(): string {
    const link = this.made?.link ?? "";
    return this.secret === "whole" ? link : link.replace(/#.*$/, "");
  }

  get secretPart(): string {
    return this.made?.link.replace(/^[^#]*/, "") ?? "";
  }

  get entry(): CalendarEntry | null {
    const { plan, made } = this;
    if (plan === null || made === null) return null;
    const how = t(this.secret === "whole" ? "schedule.join.whole" : "schedule.join.apart", {
      link: this.entryLink,
    });
    return {
      plan,
      uid: `${made.id}@${location.host}`,
      sequence: Math.max(0, this.written.sequence),
      link: this.entryLink,
      description: [plan.note, how].filter((text) => text !== "").join("\n\n"),
      stampedAt: Date.now(),
    };
  }

  get googleAddress(): string {
    return this.entry === null ? "" : googleAddress(this.entry);
  }

  get outlookAddress(): string {
    return this.entry === null ? "" : outlookAddress(this.entry);
  }

  /** A changed plan gets the next number, so that calendars replace what they have. */
  saveCalendarFile(): void {
    const { entry, written, made } = this;
    if (entry === null || made === null || this.planProblem !== "") return;
    const text = JSON.stringify([entry.plan, entry.link]);
    if (text !== written.text) {
      Object.assign(written, { text, sequence: written.sequence + 1 });
      this.shelf.changeMeeting(made.id, { calendarSequence: written.sequence });
      this.meetings = this.shelf.listMeetings();
    }
    const file = icsText({ ...entry, sequence: written.sequence });
    saveFile("meeting.ics", "text/calendar;charset=utf-8", file);
  }

  async copy(text: string): Promise<void> {
    if (!(await copyText(text))) {
      this.spoken = t("said.copyRefused");
      return;
    }
    this.copied = text;
    this.spoken = t("said.linkCopied");
    setTimeout(() => {
      this.copied = "";
    }, COPIED_MS);
  }

  change(): void {
    this.stage = "plan";
    this.chosen = this.made?.id ?? "";
  }
}
