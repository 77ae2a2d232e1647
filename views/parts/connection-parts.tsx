// The connection in a call: what is wrong while it is gone, and the mark of whose is weak.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

/** Goes by itself. It is said by the page's own status line. */
export function ConnectionCard({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section
      class="news-card connection-card"
      x-cloak
      x-show="connectionWords !== ''"
      aria-label={t("line.connection")}
    >
      <Icon assets={assets} name="offline" />
      <p x-text="connectionWords" />
    </section>
  );
}

/** On a tile. Bars that are missing say it as well as the colour. */
export function NetworkMark({ assets }: { assets: Assets }) {
  return (
    <button
      type="button"
      class="network-mark"
      x-cloak
      x-show="tile.networkLabel !== ''"
      x-bind:data-level="tile.network"
      x-bind:aria-label="tile.networkLabel"
      x-on:click="explainNetwork(tile, $event)"
    >
      <Icon assets={assets} name="signal-weak" x-show="tile.network === 'weak'" />
      <Icon assets={assets} name="signal-poor" x-show="tile.network === 'poor'" />
    </button>
  );
}

export function NetworkWords() {
  return (
    <div id="network-words" class="network-words" popover="auto">
      <p x-text="networkWords" />
    </div>
  );
}
