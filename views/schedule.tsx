// The schedule page: a plan that stays in the browser, its entry as it will look, and the calendars.

import type { Assets } from "./assets.ts";
import { Layout } from "./layout.tsx";
import { HomeProblems } from "./parts/home-problems.tsx";
import { ScheduleForm } from "./parts/schedule-form.tsx";
import { ScheduleMade } from "./parts/schedule-made.tsx";
import { SchedulePreview } from "./parts/schedule-preview.tsx";
import { SiteFooter } from "./parts/site-footer.tsx";
import { SiteHeader } from "./parts/site-header.tsx";
import { useWords } from "./words.ts";

export function SchedulePage({ assets, retentionDays }: { assets: Assets; retentionDays: number }) {
  const t = useWords();
  return (
    <Layout assets={assets} title={t("site.tab", { title: t("schedule.title") })}>
      <div class="home" x-data="schedule" data-retention={retentionDays}>
        <SiteHeader assets={assets} />
        <main class="schedule">
          <h1>{t("schedule.title")}</h1>
          <p class="lead">{t("schedule.lead")}</p>
          <div class="schedule-columns">
            <div>
              <ScheduleForm assets={assets} />
              <HomeProblems assets={assets} />
              <ScheduleMade assets={assets} />
            </div>
            <SchedulePreview assets={assets} retentionDays={retentionDays} />
          </div>
        </main>
        <SiteFooter assets={assets} />
        <p class="sr-only" role="status" x-text="spoken" />
      </div>
    </Layout>
  );
}
