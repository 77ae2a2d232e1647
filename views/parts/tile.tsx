// One participant's tile: picture or initials, name, what they should know of the connection, and what one may do with it.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { NetworkMark } from "./connection-parts.tsx";
import { Icon } from "./icon.tsx";

/** Seen when the tile is pointed at, has the focus in it, or was tapped. */
function TileTools({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="tile-tools">
      <button
        type="button"
        class="tile-tool"
        x-bind:tabindex="isCrowded ? -1 : 0"
        x-on:click="togglePin(tile.id)"
        x-bind:aria-pressed="tile.isPinned"
        x-bind:aria-label={t.expression("tile.pin", { name: "tile.label" })}
        x-bind:title={`tile.isPinned ? ${t.quoted("tile.unpin.tip")} : ${t.quoted("tile.pin.tip")}`}
      >
        <Icon assets={assets} name="pin" />
      </button>
      <button
        type="button"
        class="tile-tool"
        x-show="isHosting"
        x-bind:tabindex="isCrowded ? -1 : 0"
        x-on:click="toggleSpotlight(tile.id)"
        x-bind:aria-pressed="tile.isSpotlit"
        x-bind:aria-label={t.expression("tile.spotlight", { name: "tile.label" })}
        x-bind:title={`tile.isSpotlit ? ${t.quoted("tile.unlight.tip")} : ${t.quoted("tile.spotlight.tip")}`}
      >
        <Icon assets={assets} name="star" />
      </button>
      <template x-if="tile.isFloating">
        <button
          type="button"
          class="tile-tool"
          x-corner="corner"
          x-on:click="moveSelfOn"
          aria-label={t("tile.move")}
          title={t("tile.move.tip")}
        >
          <Icon assets={assets} name="move" />
        </button>
      </template>
      <template x-if="tile.isSelf">
        <button
          type="button"
          class="tile-tool"
          x-on:click="toggleSelf"
          aria-label={t("tile.hide")}
          title={t("word.withKey", { label: t("tile.hide"), key: "Y" })}
        >
          <Icon assets={assets} name="hide" />
        </button>
      </template>
    </div>
  );
}

function TileMarks({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <>
      <div class="tile-trouble" x-show="tile.trouble !== null">
        <Icon assets={assets} name="offline" />
        <span x-show="tile.trouble === 'stalled'">{t("stage.stalled")}</span>
        <span x-show="tile.trouble === 'no-key'">{t("stage.noKey")}</span>
      </div>
      <p class="tile-hand" x-show="tile.hand > 0" aria-hidden="true">
        <Icon assets={assets} name="hand" />
        <span x-text="tile.hand" />
      </p>
      <div class="tile-reactions" aria-hidden="true">
        <template x-for="reaction in tile.reactions" x-bind:key="reaction.id">
          <span x-bind:class="reaction.lane" x-text="reaction.emoji" />
        </template>
      </div>
    </>
  );
}

export function Tiles({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <ul
      class="tiles"
      x-stage
      x-on:stage-measured="handleStage"
      x-on:stage-swiped="handleSwipe"
      x-on:corner-chosen="handleCorner"
      aria-label={t("stage.people")}
    >
      <template x-for="tile in stageTiles" x-bind:key="tile.id">
        <li
          class="tile"
          x-place="tile"
          x-drag
          x-bind:class="tile.hue"
          x-bind:data-of="tile.id"
          x-bind:data-size="tile.isSmall ? 'small' : 'large'"
          x-bind:data-floating="tile.isFloating"
          x-bind:data-speaking="tile.isSpeaking"
          x-bind:data-hand="tile.hand > 0"
          x-bind:data-dim="tile.trouble !== null"
          x-bind:data-touched="touched === tile.id"
          x-on:click="touchTile(tile.id, $event)"
          x-on:dblclick="pinTile(tile.id, $event)"
        >
          <video
            x-show="tile.video !== null"
            x-stream="tile.video"
            x-bind:class="tile.isMirrored ? 'mirrored' : ''"
            muted
            playsinline
          />
          <span
            class="avatar"
            x-show="tile.video === null"
            x-text="tile.initials"
            aria-hidden="true"
          />
          <TileMarks assets={assets} />
          <NetworkMark assets={assets} />
          <p class="tile-name">
            <Icon assets={assets} name="mic-off" x-show="!tile.isMicOn" />
            <Icon assets={assets} name="pin" x-show="tile.isPinned" />
            <Icon assets={assets} name="star" x-show="tile.isSpotlit" />
            <span class="tile-name-text" x-text="tile.label" />
            <span class="sr-only" x-text="tile.spoken" />
          </p>
          <TileTools assets={assets} />
        </li>
      </template>
    </ul>
  );
}
