// The operator's key, where not everyone may start meetings; asked for once the server wants it.

import { useWords } from "../words.ts";

/** Twice what the operator’s command makes. */
const START_KEY_CHARACTERS_MAX = 64;

/** A field of a form. */
export function StartKey() {
  const t = useWords();
  return (
    <div class="field" x-cloak x-show="needsKey">
      <label class="label" for="start-key">
        {t("home.key")}
      </label>
      <input
        id="start-key"
        class="input"
        type="password"
        autocomplete="current-password"
        maxlength={START_KEY_CHARACTERS_MAX}
        x-ref="startKey"
        x-model="startKey"
        x-bind:disabled="stage === 'making'"
      />
    </div>
  );
}
