// One participant's tile: picture or initials, name, and what they should know of the connection.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { NetworkMark } from "./connection-parts.tsx";
import { Icon } from "./icon.tsx";

export function Tiles({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <ul class="tiles" x-tiles x-on:tiles-arranged="handleTiles" aria-label={t("stage.people")}>
      <template x-for="tile in tiles" x-bind:key="tile.id">
        <li
          class="tile"
          x-bind:class="tile.hue"
          x-bind:data-speaking="tile.isSpeaking"
          x-bind:data-hand="tile.hand > 0"
          x-bind:data-dim="tile.trouble !== null"
        >
          <video
            x-show="tile.video !== null"
            x-stream="tile.video"
            x-bind:class="tile.isSelf ? 'mirrored' : ''"
            muted
            playsinline
          />
          <span
            class="avatar"
            x-show="tile.video === null"
            x-text="tile.initials"
            aria-hidden="true"
          />
          <div class="tile-trouble" x-show="tile.trouble !== null">
            <Icon assets={assets} name="offline" />
            <span x-show="tile.trouble === 'stalled'">{t("stage.stalled")}</span>
            <span x-show="tile.trouble === 'no-key'">{t("stage.noKey")}</span>
          </div>
          <NetworkMark assets={assets} />
          <p class="tile-hand" x-show="tile.hand > 0" aria-hidden="true">
            <Icon assets={assets} name="hand" />
            <span x-text="tile.hand" />
          </p>
          <div class="tile-reactions" aria-hidden="true">
            <template x-for="reaction in tile.reactions" x-bind:key="reaction.id">
              <span x-bind:class="reaction.lane" x-text="reaction.emoji" />
            </template>
          </div>
          <p class="tile-name">
            <Icon assets={assets} name="mic-off" x-show="!tile.isMicOn" />
            <span class="tile-name-text" x-text="tile.label" />
            <span class="sr-only" x-text="tile.spoken" />
          </p>
        </li>
      </template>
    </ul>
  );
}
