// The one page of every meeting: it reads the meeting's ID and secret from the address, in the browser.

import type { Assets } from "./assets.ts";
import { Layout } from "./layout.tsx";
import { CallScreen } from "./parts/call.tsx";
import { Knocking } from "./parts/knocking.tsx";
import { Notices } from "./parts/notices.tsx";
import { Prejoin } from "./parts/prejoin.tsx";
import { SiteHeader } from "./parts/site-header.tsx";
import { useWords } from "./words.ts";

export function MeetingPage({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <Layout assets={assets} title={t("site.tab", { title: t("meeting.title") })} isCinema>
      <div class="meeting" x-data="meeting" x-bind:data-phase="phase">
        <div class="meeting-frame" x-show="phase !== 'call'">
          <SiteHeader assets={assets} />
          <main class="centred">
            <p class="opening" x-show="phase === 'opening'">
              {t("meeting.opening")}
            </p>
            <noscript>
              <p class="note">{t("meeting.noscript")}</p>
            </noscript>
            <template x-if="phase === 'prejoin' || phase === 'entering'">
              <Prejoin assets={assets} />
            </template>
            <template x-if="phase === 'knocking'">
              <Knocking assets={assets} />
            </template>
            <Notices assets={assets} />
          </main>
        </div>
        <template x-if="phase === 'call'">
          <CallScreen assets={assets} />
        </template>
        <p class="sr-only" role="status" aria-live="polite" x-text="spoken" />
      </div>
    </Layout>
  );
}
