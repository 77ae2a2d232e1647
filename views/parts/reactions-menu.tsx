// The menu of reactions, and the hand, above the bar.

import type { Assets } from "../assets.ts";
import { REACTION_NAMES } from "../reaction-names.ts";
import { Icon } from "./icon.tsx";

export function ReactionsMenu({ assets }: { assets: Assets }) {
  return (
    <div class="reactions-place">
      <button
        type="button"
        id="reactions-button"
        class="control"
        x-on:click="toggleReactions"
        x-bind:aria-expanded="isReacting"
        aria-controls="reactions"
        aria-label="Reactions"
        aria-keyshortcuts="R"
        data-tip="Reactions (R)"
      >
        <Icon assets={assets} name="smile" />
        <span class="hand-mark only-narrow" x-show="isHandRaised" aria-hidden="true">
          <Icon assets={assets} name="hand" />
        </span>
      </button>
      <fieldset id="reactions" class="reactions" x-cloak x-show="isReacting" aria-label="Reactions">
        <div class="reactions-row">
          {Object.entries(REACTION_NAMES).map(([emoji, name]) => (
            <button
              type="button"
              class="reaction"
              x-on:click={`react('${emoji}')`}
              aria-label={name}
              title={name}
            >
              {emoji}
            </button>
          ))}
        </div>
        <button type="button" class="button quiet only-narrow" x-on:click="toggleHand">
          <Icon assets={assets} name="hand" />
          <span x-text="isHandRaised ? 'Lower your hand' : 'Raise your hand'" />
        </button>
      </fieldset>
    </div>
  );
}
