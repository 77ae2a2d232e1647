// The page that tests devices: camera, microphone, speaker and network, without a meeting.

import type { Assets } from "./assets.ts";
import { Layout } from "./layout.tsx";
import { DeviceMenus } from "./parts/device-menus.tsx";
import { Icon } from "./parts/icon.tsx";
import { NetworkTest } from "./parts/network-test.tsx";
import { DeviceNotes, SelfView } from "./parts/prejoin.tsx";
import { SiteHeader } from "./parts/site-header.tsx";
import { useWords } from "./words.ts";

function MicrophoneTest({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="test-card">
      <h2>
        <Icon assets={assets} name="mic" />
        {t("device.microphone")}
      </h2>
      <p>{t("test.microphone.words")}</p>
      <button
        type="button"
        class="button framed"
        x-on:click="record"
        disabled
        x-bind:disabled="!own.isMicOn || sound !== 'idle' && sound !== 'failed'"
      >
        <span x-show="sound !== 'recording' && sound !== 'playing'">{t("test.record")}</span>
        <span
          x-show="sound === 'recording'"
          x-text={t.expression("test.recording", { seconds: "secondsLeft" })}
        />
        <span x-show="sound === 'playing'">{t("test.playing")}</span>
      </button>
      <p class="problem" role="alert" x-show="sound === 'failed'">
        {t("test.record.failed")}
      </p>
    </section>
  );
}

function SpeakerTest({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="test-card">
      <h2>
        <Icon assets={assets} name="speaker" />
        {t("device.speaker")}
      </h2>
      <p>{t("test.speaker.words")}</p>
      <button
        type="button"
        class="button framed"
        x-on:click="playTone"
        disabled
        x-bind:disabled="sound !== 'idle' && sound !== 'failed'"
      >
        {t("test.tone")}
      </button>
      {/* biome-ignore lint/a11y/useMediaCaption: notes, and one's own voice. */}
      <audio x-stream="heard" x-speaker="chosen.speaker" />
    </section>
  );
}

export function DevicesPage({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <Layout
      assets={assets}
      title={t("site.tab", { title: t("test.title") })}
      script="device-test.js"
    >
      <div class="home" x-data="deviceTest">
        <SiteHeader assets={assets} />
        <main class="device-test">
          <div class="test-words">
            <h1>{t("test.title")}</h1>
            <p class="lead">{t("test.lead")}</p>
          </div>
          <div class="test-picture">
            <div class="cinema-frame" x-show="hasBegun">
              <SelfView assets={assets} />
            </div>
            <div class="test-begin" x-show="!hasBegun">
              <Icon assets={assets} name="camera" />
              {/* Until the script is there, a click would be lost. */}
              <button
                type="button"
                class="button primary large"
                x-on:click="begin"
                disabled
                x-bind:disabled="hasBegun"
              >
                {t("test.begin")}
              </button>
            </div>
            <DeviceNotes assets={assets} kind="microphone" />
            <DeviceNotes assets={assets} kind="camera" />
            <div x-show="hasBegun">
              <DeviceMenus prefix="test" />
            </div>
          </div>
          <div class="test-cards">
            <MicrophoneTest assets={assets} />
            <SpeakerTest assets={assets} />
            <NetworkTest assets={assets} />
          </div>
        </main>
        <p class="sr-only" role="status" x-text="spoken" />
      </div>
    </Layout>
  );
}
