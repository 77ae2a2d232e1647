// Devices in the middle of a call: which, how one is seen and heard with them, and the keys.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { DeviceMenus } from "./device-menus.tsx";
import { LevelBars } from "./level-bars.tsx";
import { BackgroundChoice, DataChoice, NoiseChoice } from "./media-settings.tsx";
import { Panel } from "./panel.tsx";

function Keys() {
  const t = useWords();
  return (
    <div class="checks">
      <label class="check">
        <input type="checkbox" x-model="isHeardMuted" x-on:change="keepHeardMuted" />
        <span>
          {t("talk.hint")}
          <small>{t("talk.hint.words")}</small>
        </span>
      </label>
      <label class="check">
        <input type="checkbox" x-model="hasTalkKey" x-on:change="keepTalkKey" />
        {t("talk.key")}
      </label>
      <label class="check">
        <input type="checkbox" x-model="hasShortcuts" x-on:change="keepShortcuts" />
        {t("devices.shortcuts")}
      </label>
      <button type="button" class="text-button" x-on:click="openDialog('shortcuts')">
        {t("keys.title")}
      </button>
    </div>
  );
}

export function DevicesPanel({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <Panel assets={assets} name="devices" title={t("devices.title")}>
      <DeviceMenus prefix="call" />
      <div class="meter-row">
        <span class="label">{t("devices.level")}</span>
        <LevelBars />
      </div>
      <NoiseChoice prefix="call" />
      <BackgroundChoice prefix="call" />
      <DataChoice />
      <Keys />
    </Panel>
  );
}
