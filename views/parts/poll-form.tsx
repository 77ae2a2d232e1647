// The dialog that makes a poll. It says first that nobody votes in secret.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

const QUESTION_CHARACTERS_MAX = 250;
const OPTION_CHARACTERS_MAX = 100;

export function PollForm({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <dialog
      class="dialog"
      aria-labelledby="poll-form-title"
      aria-describedby="poll-form-words"
      x-modal="isPollFormOpen"
      x-on:close="closePollForm"
    >
      <h2 id="poll-form-title">{t("poll.title")}</h2>
      <p id="poll-form-words">{t("poll.words")}</p>
      <form class="poll-form" x-on:submit="submitPoll">
        <label class="field">
          <span class="label">{t("poll.question")}</span>
          <input
            id="poll-question"
            class="input"
            autofocus
            dir="auto"
            autocomplete="off"
            maxlength={QUESTION_CHARACTERS_MAX}
            x-model="question"
          />
        </label>
        <fieldset class="poll-options">
          <legend class="label">{t("poll.options")}</legend>
          <template x-for="(option, index) in options" x-bind:key="index">
            <div class="poll-option">
              <input
                class="input"
                dir="auto"
                autocomplete="off"
                maxlength={OPTION_CHARACTERS_MAX}
                x-bind:aria-label={t.expression("poll.option", { number: "(index + 1)" })}
                x-bind:value="option"
                x-on:input="setOption(index, $event)"
              />
            </div>
          </template>
          <button
            type="button"
            class="button quiet compact"
            x-show="mayAddOption"
            x-on:click="addOption"
          >
            <Icon assets={assets} name="plus" />
            {t("poll.add")}
          </button>
        </fieldset>
        <label class="check">
          <input type="checkbox" x-model="isPollMultiple" />
          {t("poll.multiple")}
        </label>
        <p class="problem" role="alert" x-text="pollProblem" />
        <div class="actions">
          <button type="submit" class="button primary">
            {t("poll.start")}
          </button>
          <button type="button" class="button quiet" x-on:click="closePollForm">
            {t("word.cancel")}
          </button>
        </div>
      </form>
    </dialog>
  );
}
