// The menu of reactions, and the hand, above the bar.

import type { Assets } from "../assets.ts";
import { keysOf } from "../locales/keys-of.ts";
import { REACTION_NAMES } from "../reaction-names.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";
import { RecordItem } from "./recording-parts.tsx";

export function ReactionsMenu({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="reactions-place">
      <button
        type="button"
        id="reactions-button"
        class="control"
        x-on:click="toggleReactions"
        x-bind:aria-expanded="isReacting"
        aria-controls="reactions"
        aria-label={t("reactions.title")}
        aria-keyshortcuts="R"
        data-tip={t("word.withKey", { label: t("reactions.title"), key: "R" })}
      >
        <Icon assets={assets} name="smile" />
        <span class="hand-mark only-narrow" x-show="isHandRaised" aria-hidden="true">
          <Icon assets={assets} name="hand" />
        </span>
      </button>
      <fieldset
        id="reactions"
        class="reactions"
        x-cloak
        x-show="isReacting"
        aria-label={t("reactions.title")}
      >
        <div class="reactions-row">
          {keysOf(REACTION_NAMES).map((emoji) => (
            <button
              type="button"
              class="reaction"
              x-on:click={`react('${emoji}')`}
              aria-label={t(REACTION_NAMES[emoji])}
              title={t(REACTION_NAMES[emoji])}
            >
              {emoji}
            </button>
          ))}
        </div>
        <button type="button" class="button quiet only-narrow" x-on:click="toggleHand">
          <Icon assets={assets} name="hand" />
          <span
            x-text={`isHandRaised ? ${t.quoted("bar.hand.lower")} : ${t.quoted("bar.hand.raise")}`}
          />
        </button>
        <RecordItem assets={assets} />
      </fieldset>
    </div>
  );
}
