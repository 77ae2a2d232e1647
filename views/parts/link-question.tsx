// The question before an address outside is opened: all of it is shown, and where it leads stands out.

import { useWords } from "../words.ts";

export function LinkQuestion() {
  const t = useWords();
  return (
    <dialog
      class="dialog"
      aria-labelledby="link-question-title"
      aria-describedby="link-question-words"
      x-modal="link !== null"
      x-on:close="closeLink"
    >
      <h2 id="link-question-title">{t("outside.title")}</h2>
      <p class="outside-address code" dir="ltr">
        <span x-text="link === null ? '' : link.before" />
        <strong x-text="link === null ? '' : link.host" />
        <span x-text="link === null ? '' : link.after" />
      </p>
      <p id="link-question-words">{t("outside.words")}</p>
      <div class="actions">
        <a
          class="button primary"
          href="/"
          x-bind:href="link === null ? '/' : link.href"
          target="_blank"
          rel="noopener noreferrer"
          x-on:click="closeLink"
        >
          {t("outside.open")}
        </a>
        <button type="button" class="button framed" x-on:click="copyAddress">
          {t("word.copy")}
        </button>
        <button type="button" class="button quiet" autofocus x-on:click="closeLink">
          {t("word.cancel")}
        </button>
      </div>
    </dialog>
  );
}
