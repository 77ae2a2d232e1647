// Changing microphone, camera and speaker in the middle of a call.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { DeviceMenus } from "./device-menus.tsx";
import { LevelBars } from "./level-bars.tsx";
import { Panel } from "./panel.tsx";

export function DevicesPanel({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <Panel assets={assets} name="devices" title={t("devices.title")}>
      <DeviceMenus prefix="call" />
      <div class="meter-row">
        <span class="label">{t("devices.level")}</span>
        <LevelBars />
      </div>
      <label class="check">
        <input type="checkbox" x-model="hasShortcuts" x-on:change="keepShortcuts" />
        {t("devices.shortcuts")}
      </label>
      <button type="button" class="text-button" x-on:click="openDialog('shortcuts')">
        {t("keys.title")}
      </button>
    </Panel>
  );
}
