// The screens that others show: large beside the tiles, at their own size, or over everything.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

export function Screens({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="screens" x-show="stageScreens.length > 0" aria-label={t("screens.title")}>
      <template x-for="screen in stageScreens" x-bind:key="screen.id">
        <figure
          class="screen"
          x-place="screen"
          x-bind:data-size="screen.isLarge ? 'large' : 'small'"
          x-bind:data-zoomed="zoomed === screen.id"
        >
          <div class="screen-view" x-bind:tabindex="zoomed === screen.id ? 0 : -1">
            <video
              x-show="screen.video !== null"
              x-stream="screen.video"
              x-on:dblclick="toggleZoom(screen.id)"
              x-bind:aria-label="screen.label"
              muted
              playsinline
            />
            <p class="screen-waits" x-show="screen.video === null">
              <span
                x-text={`data === 'sound' ? ${t.quoted("screens.soundOnly")} : ${t.quoted("screens.waiting")}`}
              />
            </p>
          </div>
          <button
            type="button"
            class="screen-switch"
            x-show="!screen.isLarge"
            x-on:click="showScreen(screen.id)"
            x-bind:aria-label={t.expression("screens.switch", { screen: "screen.label" })}
          />
          <figcaption>
            <span class="screen-name" x-text="screen.label" />
            <button
              type="button"
              class="icon-button"
              x-show="screen.isLarge"
              x-on:click="toggleZoom(screen.id)"
              x-bind:aria-pressed="zoomed === screen.id"
              aria-label={t("screens.zoom")}
              data-tip={t("screens.zoom")}
            >
              <Icon assets={assets} name="zoom" />
            </button>
            <button
              type="button"
              class="icon-button"
              x-show="screen.isLarge"
              x-on:click="showFull"
              aria-label={t("screens.full")}
              data-tip={t("screens.full")}
            >
              <Icon assets={assets} name="full" />
            </button>
          </figcaption>
        </figure>
      </template>
    </section>
  );
}
