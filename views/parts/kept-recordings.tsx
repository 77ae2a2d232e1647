// The recordings that this browser keeps: those that nobody saved, perhaps because the tab was closed.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

export function KeptRecordings({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section
      class="your-meetings kept-recordings"
      x-data="recordingsList"
      x-cloak
      x-show="recordings.length > 0"
      aria-labelledby="recordings-title"
    >
      <h2 id="recordings-title" tabindex={-1}>
        {t("recordings.title")}
      </h2>
      <p class="text-quiet">{t("recordings.words")}</p>
      <ul class="meeting-list">
        <template x-for="recording in recordings" x-bind:key="recording.name">
          <li class="meeting-row">
            <div class="meeting-name">
              <span class="meeting-title" x-text="recording.title" />
              <span class="text-quiet small" x-text="recording.size" />
            </div>
            <div class="row-actions">
              <button type="button" class="button framed" x-on:click="saveFile(recording.name)">
                {t("recordings.save")}
              </button>
              <button
                type="button"
                class="icon-button"
                x-on:click="deleteFile(recording.name)"
                aria-label={t("recordings.delete")}
                data-tip={t("recordings.delete")}
              >
                <Icon assets={assets} name="bin" />
              </button>
            </div>
          </li>
        </template>
      </ul>
    </section>
  );
}
