// The fields of a plan.

import type { Child } from "hono/jsx";
import type { Repeat } from "../../src/client/calendar/plan.ts";
import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";
import { StartKey } from "./start-key.tsx";

const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240] as const;

const REPEATS: readonly Repeat[] = [
  "never",
  "daily",
  "weekdays",
  "weekly",
  "fortnightly",
  "monthly",
  "yearly",
];

function Field({ id, label, children }: { id: string; label: string; children: Child }) {
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      {children}
    </div>
  );
}

function When() {
  const t = useWords();
  return (
    <div class="field-row">
      <Field id="plan-date" label={t("schedule.date")}>
        <input id="plan-date" class="input" type="date" required x-model="date" />
      </Field>
      <Field id="plan-time" label={t("schedule.time")}>
        <input id="plan-time" class="input" type="time" required x-model="time" />
      </Field>
      <Field id="plan-length" label={t("schedule.length")}>
        <select id="plan-length" class="input" x-model="minutes">
          {LENGTHS.map((minutes) => (
            <option value={minutes}>{t("schedule.length.minutes", { minutes })}</option>
          ))}
        </select>
      </Field>
      <Field id="plan-zone" label={t("schedule.zone")}>
        <select id="plan-zone" class="input" dir="ltr" x-model="zone">
          <template x-for="name in zones" x-bind:key="name">
            <option x-bind:value="name" x-text="name" x-bind:selected="name === zone" />
          </template>
        </select>
      </Field>
    </div>
  );
}

function Again() {
  const t = useWords();
  return (
    <div class="field-row">
      <Field id="plan-repeat" label={t("schedule.repeat")}>
        <select id="plan-repeat" class="input" x-model="repeat">
          {REPEATS.map((repeat) => (
            <option value={repeat}>{t(`schedule.repeat.${repeat}`)}</option>
          ))}
        </select>
      </Field>
      <div class="field" x-show="repeat !== 'never'">
        <label class="label" for="plan-until">
          {t("schedule.until")}
        </label>
        <input
          id="plan-until"
          class="input"
          type="date"
          aria-describedby="plan-until-words"
          x-model="untilDate"
          x-bind:min="date"
        />
        <p id="plan-until-words" class="small text-quiet">
          {t("schedule.until.words")}
        </p>
      </div>
    </div>
  );
}

function Choice({ value }: { value: "whole" | "apart" }) {
  const t = useWords();
  return (
    <label class="choice">
      <input type="radio" name="secret" value={value} x-model="secret" />
      <span>
        <span class="switch-label">{t(`schedule.secret.${value}`)}</span>
        <span class="switch-words">{t(`schedule.secret.${value}.words`)}</span>
      </span>
    </label>
  );
}

export function ScheduleForm({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <form class="schedule-form" x-show="stage !== 'made'" x-on:submit="make" novalidate>
      <Field id="plan-title" label={t("schedule.name")}>
        <input
          id="plan-title"
          class="input large"
          type="text"
          maxlength={120}
          dir="auto"
          autocomplete="off"
          placeholder={t("schedule.name.placeholder")}
          x-model="title"
        />
      </Field>
      <When />
      <Again />
      <Field id="plan-note" label={t("schedule.note")}>
        <textarea
          id="plan-note"
          class="input"
          rows={3}
          maxlength={2000}
          dir="auto"
          placeholder={t("schedule.note.placeholder")}
          x-model="note"
        />
      </Field>
      <div class="field" x-show="meetings.length > 0">
        <label class="label" for="plan-meeting">
          {t("schedule.which")}
        </label>
        <select id="plan-meeting" class="input" x-model="chosen">
          <option value="">{t("schedule.which.new")}</option>
          <template x-for="meeting in meetings" x-bind:key="meeting.id">
            <option
              x-bind:value="meeting.id"
              x-text="meeting.name === '' ? meeting.id : meeting.name"
              x-bind:selected="meeting.id === chosen"
            />
          </template>
        </select>
      </div>
      <StartKey />
      <fieldset class="choices">
        <legend class="label">{t("schedule.secret")}</legend>
        <Choice value="whole" />
        <Choice value="apart" />
      </fieldset>
      <p class="problem" role="status" x-text="planProblem" />
      <button
        type="submit"
        class="button primary large"
        x-bind:disabled="stage === 'making' || planProblem !== ''"
        x-bind:aria-busy="stage === 'making'"
      >
        <Icon assets={assets} name="calendar" />
        {t("schedule.make")}
      </button>
      <noscript>
        <p class="note">{t("home.noscript")}</p>
      </noscript>
    </form>
  );
}
