// The menus of microphones, cameras and speakers, before joining and in the call.
import { useWords } from "../words.ts";

const MENUS = [
  { kind: "microphone", list: "devices.microphones" },
  { kind: "camera", list: "devices.cameras" },
  { kind: "speaker", list: "devices.speakers" },
] as const;

export function DeviceMenus({ prefix }: { prefix: string }) {
  const t = useWords();
  return (
    <div class="device-menus">
      {MENUS.map(({ kind, list }) => (
        <div class="field" x-show={kind === "speaker" ? `${list}.length > 0` : undefined}>
          <label class="label" for={`${prefix}-${kind}`}>
            {t(`device.${kind}`)}
          </label>
          <select
            id={`${prefix}-${kind}`}
            class="input"
            x-on:change={`choose('${kind}', $event.target.value)`}
            x-bind:disabled={`${list}.length === 0`}
          >
            <template x-if={`${list}.length === 0`}>
              <option value="">{t("device.none")}</option>
            </template>
            <template x-for={`device in ${list}`} x-bind:key="device.id">
              <option
                x-bind:value="device.id"
                x-text="device.label"
                x-bind:selected={`device.id === chosen.${kind}`}
              />
            </template>
          </select>
        </div>
      ))}
    </div>
  );
}
