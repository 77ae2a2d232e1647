// Who can hear this call, how people check it by reading eight emoji aloud, and what that is worth later.

import type { Assets } from "../assets.ts";
import { Icon } from "./icon.tsx";
import { Panel } from "./panel.tsx";

function Compared({ assets }: { assets: Assets }) {
  return (
    <div class="compared">
      <button
        type="button"
        class="button framed wide"
        x-show="comparison === null"
        x-on:click="compare"
      >
        <Icon assets={assets} name="check" />
        We compared, they match
      </button>
      <template x-if="comparison !== null">
        <div class="compared-mark" x-bind:data-changed="comparisonChanges !== ''">
          <Icon assets={assets} name="check" x-show="comparisonChanges === ''" />
          <Icon assets={assets} name="people" x-show="comparisonChanges !== ''" />
          <div>
            <p>
              <strong>
                {"Compared at "}
                <span x-text="comparedAt" />
              </strong>
              <span x-show="comparisonChanges === ''">, and the same people are in.</span>
              <span x-show="comparisonChanges !== ''">
                {"; since then "}
                <span x-text="comparisonChanges" />.
              </span>
            </p>
            <p class="switch-words" x-show="comparisonChanges !== ''">
              If you expected that, nothing more is needed. If not, compare again: the emoji are new
              for everyone.
            </p>
            <p class="compared-again">
              <button
                type="button"
                class="text-button"
                x-show="comparisonChanges !== ''"
                x-on:click="compare"
              >
                We compared again, they match
              </button>
              <button type="button" class="text-button quiet" x-on:click="uncompare">
                Take the mark away
              </button>
            </p>
          </div>
        </div>
      </template>
    </div>
  );
}

export function SafetyPanel({ assets }: { assets: Assets }) {
  return (
    <Panel assets={assets} name="safety" title="Safety">
      <div class="safety-words">
        <p>
          Only the people listed under <em>People</em> can hear and see this call; the server
          carries it without the keys to open it.
        </p>
        <p>
          To check, have someone read these emoji aloud: they are the same for everyone, and would
          differ if somebody sat in between.
        </p>
        <p>They change whenever someone comes or goes, because the keys do.</p>
      </div>
      <ol class="emoji-grid" aria-label="Safety emoji">
        <template x-for="(emoji, index) in safetyEmoji" x-bind:key="index">
          <li>
            <span class="emoji large" x-text="emoji.symbol" aria-hidden="true" />
            <span x-text="emoji.name" />
          </li>
        </template>
      </ol>
      <Compared assets={assets} />
      <div>
        <h3 class="label">The same as digits</h3>
        <p class="digits" x-text="safetyDigits" />
      </div>
    </Panel>
  );
}
