// What the call's small window shows: faces, and the three buttons that one needs while working elsewhere.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

/** A copy of it goes into a document of its own, which has no script: see floating-window.ts. */
export function FloatingWindow({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <>
      <template id="floating-window">
        <main class="floating">
          <ul class="floating-tiles" aria-label={t("stage.people")} />
          <div class="floating-bar" role="toolbar" aria-label={t("bar.label")}>
            <button
              type="button"
              class="control"
              data-act="microphone"
              aria-pressed="false"
              aria-label={t("device.microphone")}
            >
              <Icon assets={assets} name="mic" class="when-on" />
              <Icon assets={assets} name="mic-off" class="when-off" />
            </button>
            <button
              type="button"
              class="control"
              data-act="camera"
              aria-pressed="false"
              aria-label={t("device.camera")}
            >
              <Icon assets={assets} name="camera" class="when-on" />
              <Icon assets={assets} name="camera-off" class="when-off" />
            </button>
            <button
              type="button"
              class="control leave"
              data-act="leave"
              aria-label={t("bar.leave")}
            >
              <Icon assets={assets} name="leave" />
            </button>
          </div>
        </main>
      </template>
      <video id="floating-video" class="sr-only" tabindex={-1} muted playsinline />
    </>
  );
}
