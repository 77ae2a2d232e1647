// The part of the meeting page about who can hear: the code, the mark of a comparison, the alarms.

import type { Alarm } from "../call-messages.ts";
import type { CallModel } from "../call-model.ts";
import { locale, t } from "../words.ts";
import type { Comparison } from "./comparison.ts";
import { changesText, comparedNow, followed } from "./comparison.ts";
import { unwatched } from "./component.ts";
import { HostView } from "./host-view.ts";
import { saysTheSame } from "./kept-rows.ts";

export abstract class SafetyView extends HostView {
  safetyEmoji: readonly { readonly symbol: string; readonly name: string }[] = [];
  safetyDigits = "";
  comparison: Comparison | null = null;
  alarm: Alarm | null = null;
  alarmsSeen = 0;
  readonly seen = unwatched<{ model: CallModel | null }>({ model: null });

  startSafety(): void {
    this.comparison = null;
    this.alarmsSeen = 0;
    this.seen.model = null;
  }

  showSafety(model: CallModel): void {
    this.seen.model = model;
    const emoji = (model.safety?.emoji ?? []).map(({ symbol, name }) => ({
      symbol,
      name: t(`emoji.${name}`),
    }));
    if (!saysTheSame(emoji, this.safetyEmoji)) this.safetyEmoji = emoji;
    this.safetyDigits = model.safety?.digits ?? "";
    this.alarm = model.alarms[this.alarmsSeen] ?? null;
    if (this.comparison !== null && model.phase === "joined") {
      this.comparison = followed(this.comparison, model.participants);
    }
  }

  dismissAlarm(): void {
    this.alarmsSeen++;
    this.alarm = this.seen.model?.alarms[this.alarmsSeen] ?? null;
  }

  compare(): void {
    this.comparison = comparedNow(this.seen.model?.participants ?? [], Date.now());
    this.say(t("said.compared"));
  }

  uncompare(): void {
    this.comparison = null;
  }

  get comparedAt(): string {
    if (this.comparison === null) return "";
    return new Date(this.comparison.at).toLocaleTimeString(locale(), { timeStyle: "short" });
  }

  get comparisonChanges(): string {
    return this.comparison === null ? "" : changesText(this.comparison);
  }
}
