// Changing microphone, camera and speaker in the middle of a call.

import type { Assets } from "../assets.ts";
import { DeviceMenus } from "./device-menus.tsx";
import { LevelBars } from "./level-bars.tsx";
import { Panel } from "./panel.tsx";

export function DevicesPanel({ assets }: { assets: Assets }) {
  return (
    <Panel assets={assets} name="devices" title="Devices">
      <DeviceMenus prefix="call" />
      <div class="meter-row">
        <span class="label">You, as heard</span>
        <LevelBars />
      </div>
      <label class="check">
        <input type="checkbox" x-model="hasShortcuts" x-on:change="keepShortcuts" />
        One-key shortcuts: M, V, H, R, C, P, S
      </label>
    </Panel>
  );
}
