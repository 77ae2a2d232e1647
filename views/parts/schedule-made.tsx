// The plan's meeting is made: into which calendar, and with what of its link.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

function CopyBox({
  assets,
  title,
  text,
  show,
}: {
  assets: Assets;
  title: string;
  text: "entryLink" | "secretPart";
  show?: string;
}) {
  const t = useWords();
  return (
    <div class="link-box" x-show={show}>
      <h3 class="label">{title}</h3>
      <p class="link-text" dir="ltr" x-text={text} />
      <div class="link-actions">
        <button type="button" class="button framed" x-on:click={`copy(${text})`}>
          <Icon assets={assets} name="copy" x-show={`copied !== ${text}`} />
          <Icon assets={assets} name="check" x-show={`copied === ${text}`} />
          <span
            x-text={`copied === ${text} ? ${t.quoted("word.copied")} : ${t.quoted("word.copy")}`}
          />
        </button>
      </div>
    </div>
  );
}

function Calendars({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="calendars">
      <button type="button" class="button primary" x-on:click="saveCalendarFile">
        <Icon assets={assets} name="calendar" />
        {t("schedule.file")}
      </button>
      <a
        class="button framed"
        href="/schedule"
        x-bind:href="googleAddress"
        target="_blank"
        rel="noopener noreferrer"
      >
        {t("schedule.google")}
      </a>
      <a
        class="button framed"
        href="/schedule"
        x-bind:href="outlookAddress"
        target="_blank"
        rel="noopener noreferrer"
      >
        {t("schedule.outlook")}
      </a>
      <p class="small text-quiet">{t("schedule.file.words")}</p>
      <p class="small text-quiet" x-show="repeat !== 'never'">
        {t("schedule.outlook.once")}
      </p>
    </div>
  );
}

export function ScheduleMade({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <template x-if="stage === 'made'">
      <section class="schedule-made" aria-labelledby="schedule-made-title">
        <h2 id="schedule-made-title" tabindex={-1} x-ref="madeTitle">
          {t("schedule.ready")}
        </h2>
        <p class="note">
          <Icon assets={assets} name="eye" />
          <span>
            {t("schedule.ready.words")}
            <span x-show="secret === 'whole'"> {t("schedule.secret.whole.words")}</span>
          </span>
        </p>
        <Calendars assets={assets} />
        <CopyBox assets={assets} title={t("schedule.linkPart")} text="entryLink" />
        <CopyBox
          assets={assets}
          title={t("schedule.secretPart")}
          text="secretPart"
          show="secret === 'apart'"
        />
        <div class="actions">
          <button type="button" class="button quiet" x-on:click="change">
            {t("schedule.change")}
          </button>
          <a class="button quiet" href="/" x-bind:href="made.link">
            {t("schedule.open")}
          </a>
        </div>
      </section>
    </template>
  );
}
