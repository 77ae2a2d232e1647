// What a limit of the operator's asks of people: the time that is left, and the way to go on.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

/** In the last minute, beside the clock. */
export function TimeLeft() {
  const t = useWords();
  return (
    <p class="time-left" role="timer" x-cloak x-show="timeLeft !== ''">
      <span x-text={t.expression("line.timeLeft", { time: "timeLeft" })} />
    </p>
  );
}

function EndCard({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="news-card" x-cloak x-show="isEndOffered" aria-label={t("news.limit")}>
      <Icon assets={assets} name="clock" />
      <p x-text="endsIn" />
      <div class="news-actions">
        <button
          type="button"
          class="button primary compact"
          x-on:click="makeGoOn"
          x-bind:aria-busy="isGoOnBusy"
        >
          {t("news.goOn.make")}
        </button>
        <button type="button" class="button quiet compact" x-on:click="hideEnd">
          {t("made.later")}
        </button>
      </div>
    </section>
  );
}

function GoOnCard({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="news-card" x-cloak x-show="goOnText !== ''" aria-label={t("news.limit")}>
      <Icon assets={assets} name="door" />
      <p x-text="goOnText" />
      <div class="news-actions">
        <button type="button" class="button primary compact" x-on:click="goOn">
          {t("news.goOn")}
        </button>
      </div>
    </section>
  );
}

export function LimitCards({ assets }: { assets: Assets }) {
  return (
    <>
      <EndCard assets={assets} />
      <GoOnCard assets={assets} />
    </>
  );
}
