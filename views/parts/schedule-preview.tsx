// The entry as a calendar will show it, while it is being written.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

export function SchedulePreview({
  assets,
  retentionDays,
}: {
  assets: Assets;
  retentionDays: number;
}) {
  const t = useWords();
  return (
    <aside class="entry-preview" aria-labelledby="entry-title">
      <h2 id="entry-title" class="label">
        {t("schedule.preview")}
      </h2>
      <p
        class="entry-name"
        dir="auto"
        x-text={`title === '' ? ${t.quoted("meeting.title")} : title`}
      >
        {t("meeting.title")}
      </p>
      <p class="entry-line">
        <Icon assets={assets} name="calendar" />
        <span>
          <span x-text="when" />
          <span class="text-quiet small" x-show="whenHere !== ''" x-text="whenHere" />
        </span>
      </p>
      <div x-cloak x-show="nextTimes.length > 0">
        <p class="label">{t("schedule.next")}</p>
        <ul class="entry-next">
          <template x-for="time in nextTimes" x-bind:key="time">
            <li x-text="time" />
          </template>
        </ul>
      </div>
      <p class="entry-note" dir="auto" x-cloak x-show="note !== ''" x-text="note" />
      <p class="note" x-cloak x-show="isFarAway">
        {t("schedule.far", { days: retentionDays })}
      </p>
    </aside>
  );
}
