// The top line of a call: the lock and emoji that open Safety, the time, and the connection.

import type { Assets } from "../assets.ts";
import { Icon } from "./icon.tsx";

export function CallTopLine({ assets }: { assets: Assets }) {
  return (
    <header class="top-line">
      <button
        type="button"
        class="safety-chip"
        data-panel="safety"
        x-on:click="togglePanel('safety')"
        x-bind:aria-expanded="panel === 'safety'"
        aria-label="Safety: who can hear this call"
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
        <span class="sr-only">Time in the meeting:</span>
        <span x-text="elapsed" />
      </p>
      <p class="connection" role="status">
        <span class="connection-down" x-show="!isConnected">
          <Icon assets={assets} name="offline" />
          <span class="connection-words">Reconnecting…</span>
        </span>
      </p>
      <button
        type="button"
        class="icon-button"
        data-panel="devices"
        x-on:click="togglePanel('devices')"
        x-bind:aria-expanded="panel === 'devices'"
        aria-label="Camera, microphone and speaker"
        data-tip="Devices"
        data-tip-side="below"
      >
        <Icon assets={assets} name="sliders" />
      </button>
    </header>
  );
}
