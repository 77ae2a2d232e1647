// The field for the secret of a link that came without it.

import { useWords } from "../words.ts";

export function RestOfLink() {
  const t = useWords();
  return (
    <form class="rest-of-link" x-data="restOfLink" x-on:submit="open" novalidate>
      <label class="label" for="rest-of-link">
        {t("rest.label")}
      </label>
      <div class="join-row">
        <input
          id="rest-of-link"
          class="input"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          dir="ltr"
          placeholder={t("rest.placeholder")}
          aria-describedby="rest-problem"
          x-model="text"
          x-bind:aria-invalid="problem !== ''"
        />
        <button type="submit" class="button framed">
          {t("rest.open")}
        </button>
      </div>
      <p id="rest-problem" class="problem" role="alert" x-text="problem" />
    </form>
  );
}
