// The first state of the home page: start a meeting, or paste a link to join one.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";
import { StartKey } from "./start-key.tsx";

/** Longer is never typed right twice. */
const PASSPHRASE_CHARACTERS_MAX = 128;

export function StartMeeting({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="start" x-show="stage !== 'made'">
      <h1>{t("home.title")}</h1>
      <p class="lead">{t("home.lead")}</p>
      <form x-cloak x-show="needsKey" x-on:submit="startByKey">
        <StartKey />
      </form>
      <div class="actions">
        <button
          type="button"
          class="button primary large"
          x-on:click="start"
          x-bind:disabled="stage === 'making'"
          x-bind:aria-busy="stage === 'making'"
        >
          <span x-show="stage !== 'making'">{t("home.start")}</span>
          <span x-cloak x-show="stage === 'making'">
            {t("home.making")}
          </span>
        </button>
        <a class="button quiet large" href="/schedule">
          <Icon assets={assets} name="calendar" />
          {t("schedule.link")}
        </a>
      </div>
      <details class="quiet-details">
        <summary>
          <Icon assets={assets} name="key" />
          {t("home.passphrase.add")}
          <Icon assets={assets} name="chevron" class="turns" />
        </summary>
        <div class="field">
          <label class="label" for="new-passphrase">
            {t("word.passphrase")}
          </label>
          <input
            id="new-passphrase"
            class="input"
            type="text"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            maxlength={PASSPHRASE_CHARACTERS_MAX}
            aria-describedby="new-passphrase-words"
            x-model="passphrase"
            x-bind:disabled="stage === 'making'"
          />
          <p id="new-passphrase-words" class="small text-quiet">
            {t("home.passphrase.words")}
          </p>
        </div>
      </details>
      <form class="join-form" x-on:submit="join" novalidate>
        <label class="label" for="join-link">
          {t("home.join.label")}
        </label>
        <div class="join-row">
          <input
            id="join-link"
            class="input"
            type="text"
            inputmode="url"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            dir="ltr"
            placeholder={t("home.join.placeholder")}
            x-model="joinText"
            x-bind:aria-invalid="joinProblem !== ''"
            aria-describedby="join-problem"
          />
          <button type="submit" class="button framed">
            {t("word.join")}
            <Icon assets={assets} name="arrow" />
          </button>
        </div>
        <p id="join-problem" class="problem" role="alert" x-text="joinProblem" />
      </form>
      <noscript>
        <p class="note">{t("home.noscript")}</p>
      </noscript>
    </section>
  );
}
