// Who can hear this call, how people check it by reading eight emoji aloud, and what that is worth later.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";
import { Panel } from "./panel.tsx";

function Compared({ assets }: { assets: Assets }) {
  const t = useWords();
  const time = (
    <strong>{t.rich("safety.comparedAt", { time: <span x-text="comparedAt" /> })}</strong>
  );
  return (
    <div class="compared">
      <button
        type="button"
        class="button framed wide"
        x-show="comparison === null"
        x-on:click="compare"
      >
        <Icon assets={assets} name="check" />
        {t("safety.compare")}
      </button>
      <template x-if="comparison !== null">
        <div class="compared-mark" x-bind:data-changed="comparisonChanges !== ''">
          <Icon assets={assets} name="check" x-show="comparisonChanges === ''" />
          <Icon assets={assets} name="people" x-show="comparisonChanges !== ''" />
          <div>
            <p>
              <span x-show="comparisonChanges === ''">{t.rich("safety.same", { time })}</span>
              <span x-show="comparisonChanges !== ''">
                {t.rich("safety.since", { time, changes: <span x-text="comparisonChanges" /> })}
              </span>
            </p>
            <p class="switch-words" x-show="comparisonChanges !== ''">
              {t("safety.expected")}
            </p>
            <p class="compared-again">
              <button
                type="button"
                class="text-button"
                x-show="comparisonChanges !== ''"
                x-on:click="compare"
              >
                {t("safety.compareAgain")}
              </button>
              <button type="button" class="text-button quiet" x-on:click="uncompare">
                {t("safety.uncompare")}
              </button>
            </p>
          </div>
        </div>
      </template>
    </div>
  );
}

export function SafetyPanel({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <Panel assets={assets} name="safety" title={t("safety.title")}>
      <div class="safety-words">
        <p>{t.rich("safety.who", { people: <em>{t("people.title")}</em> })}</p>
        <p>{t("safety.check")}</p>
        <p>{t("safety.change")}</p>
      </div>
      <ol class="emoji-grid" aria-label={t("safety.emoji")}>
        <template x-for="(emoji, index) in safetyEmoji" x-bind:key="index">
          <li>
            <span class="emoji large" x-text="emoji.symbol" aria-hidden="true" />
            <span x-text="emoji.name" />
          </li>
        </template>
      </ol>
      <Compared assets={assets} />
      <div>
        <h3 class="label">{t("safety.digits")}</h3>
        <p class="digits" x-text="safetyDigits" />
      </div>
    </Panel>
  );
}
