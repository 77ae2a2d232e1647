// The one page of every meeting: it reads the meeting's ID and secret from the address, in the browser.

import type { Assets } from "./assets.ts";
import { Layout } from "./layout.tsx";
import { CallScreen } from "./parts/call.tsx";
import { Knocking } from "./parts/knocking.tsx";
import { Notices } from "./parts/notices.tsx";
import { Prejoin } from "./parts/prejoin.tsx";
import { SiteHeader } from "./parts/site-header.tsx";

export function MeetingPage({ assets }: { assets: Assets }) {
  return (
    <Layout assets={assets} title="Meeting · Conclave" isCinema>
      <div class="meeting" x-data="meeting" x-bind:data-phase="phase">
        <div class="meeting-frame" x-show="phase !== 'call'">
          <SiteHeader assets={assets} />
          <main class="centred">
            <p class="opening" x-show="phase === 'opening'">
              Opening…
            </p>
            <noscript>
              <p class="note">
                The keys of a meeting are made in your browser, and this page needs JavaScript for
                that.
              </p>
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
