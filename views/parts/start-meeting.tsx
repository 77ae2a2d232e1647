// The first state of the home page: start a meeting, or paste a link to join one.

import type { Assets } from "../assets.ts";
import { Icon } from "./icon.tsx";

/** Longer is never typed right twice. */
const PASSPHRASE_CHARACTERS_MAX = 128;

export function StartMeeting({ assets }: { assets: Assets }) {
  return (
    <section class="start" x-show="stage !== 'made'">
      <h1>Meetings nobody else can hear. Not even this server.</h1>
      <p class="lead">
        Start one, send the link, and talk. There is no account to make and nothing to install.
      </p>
      <button
        type="button"
        class="button primary large"
        x-on:click="start"
        x-bind:disabled="stage === 'making'"
        x-bind:aria-busy="stage === 'making'"
      >
        <span x-show="stage !== 'making'">Start a meeting</span>
        <span x-cloak x-show="stage === 'making'">
          Making the link…
        </span>
      </button>
      <details class="quiet-details">
        <summary>
          <Icon assets={assets} name="key" />
          Add a passphrase
          <Icon assets={assets} name="chevron" class="turns" />
        </summary>
        <div class="field">
          <label class="label" for="new-passphrase">
            Passphrase
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
            The link alone is then not enough to come in. Tell it by another way than the link; it
            is kept nowhere, so nothing brings it back.
          </p>
        </div>
      </details>
      <form class="join-form" x-on:submit="join" novalidate>
        <label class="label" for="join-link">
          Or paste a link to join
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
            placeholder="https://…/m/…#…"
            x-model="joinText"
            x-bind:aria-invalid="joinProblem !== ''"
            aria-describedby="join-problem"
          />
          <button type="submit" class="button framed">
            Join
            <Icon assets={assets} name="arrow" />
          </button>
        </div>
        <p id="join-problem" class="problem" role="alert" x-text="joinProblem" />
      </form>
      <noscript>
        <p class="note">
          This page makes the keys of a meeting in your browser, and needs JavaScript for that.
        </p>
      </noscript>
    </section>
  );
}
