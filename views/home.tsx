// The home page: start a meeting, join one, or come back to one that this browser made.

import type { Assets } from "./assets.ts";
import { Layout } from "./layout.tsx";
import { HeroArt } from "./parts/hero-art.tsx";
import { HomeProblems } from "./parts/home-problems.tsx";
import { KeptRecordings } from "./parts/kept-recordings.tsx";
import { MeetingMade } from "./parts/meeting-made.tsx";
import { SiteFooter } from "./parts/site-footer.tsx";
import { SiteHeader } from "./parts/site-header.tsx";
import { StartMeeting } from "./parts/start-meeting.tsx";
import { YourMeetings } from "./parts/your-meetings.tsx";

export function HomePage({ assets }: { assets: Assets }) {
  return (
    <Layout assets={assets} title="Conclave">
      <div class="home" x-data="home">
        <SiteHeader assets={assets} />
        <main class="hero">
          <div class="hero-words">
            <StartMeeting assets={assets} />
            <HomeProblems assets={assets} />
            <MeetingMade assets={assets} />
          </div>
          <HeroArt assets={assets} />
          <YourMeetings assets={assets} />
          <KeptRecordings assets={assets} />
        </main>
        <SiteFooter assets={assets} />
        <p class="sr-only" role="status" x-text="spoken" />
      </div>
    </Layout>
  );
}
