// The top line of a call: the lock and emoji that open Safety, the time, and the connection.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";
import { LayoutMenu } from "./layout-menu.tsx";
import { TimeLeft } from "./limit-cards.tsx";
import { RecordingChip } from "./recording-parts.tsx";

export function CallTopLine({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <header class="top-line">
      <button
        type="button"
        class="safety-chip"
        data-panel="safety"
        x-on:click="togglePanel('safety')"
        x-bind:aria-expanded="panel === 'safety'"
        aria-label={t("line.safety")}
      >
        <Icon assets={assets} name="lock" />
        <Icon
          assets={assets}
          name="check"
          class="chip-check"
          x-show="comparison !== null && comparisonChanges === ''"
        />
        <span class="emoji-row" aria-hidden="true">
          <template x-for="(emoji, index) in safetyEmoji" x-bind:key="index">
            <span class="emoji" x-text="emoji.symbol" />
          </template>
        </span>
      </button>
      <p class="elapsed">
        <span class="sr-only">{t("line.time")}</span>
        <span x-text="elapsed" />
      </p>
      <TimeLeft />
      <RecordingChip assets={assets} />
      <p class="connection">
        <span class="connection-down" x-show="!isConnected">
          <Icon assets={assets} name="offline" />
          <span class="connection-words">{t("line.reconnecting")}</span>
        </span>
      </p>
      <LayoutMenu assets={assets} />
      <button
        type="button"
        class="icon-button"
        data-panel="devices"
        x-on:click="togglePanel('devices')"
        x-bind:aria-expanded="panel === 'devices'"
        aria-label={t("line.devices")}
        aria-keyshortcuts="E"
        data-tip={t("word.withKey", { label: t("devices.title"), key: "E" })}
        data-tip-side="below"
      >
        <Icon assets={assets} name="sliders" />
      </button>
    </header>
  );
}
