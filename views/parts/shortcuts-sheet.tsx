// The sheet of keys: every control of the call that a keyboard reaches at once.

import { SHORTCUTS } from "../shortcut-list.ts";
import { useWords } from "../words.ts";

export function ShortcutsSheet() {
  const t = useWords();
  return (
    <dialog
      class="dialog"
      aria-labelledby="dialog-shortcuts-title"
      aria-describedby="dialog-shortcuts-words"
      x-modal="dialog === 'shortcuts'"
      x-on:close="closed('shortcuts')"
    >
      <h2 id="dialog-shortcuts-title">{t("keys.title")}</h2>
      <p id="dialog-shortcuts-words" class="switch-words">
        <span x-show="hasShortcuts">{t("keys.words")}</span>
        <span x-show="!hasShortcuts">{t("keys.off")}</span>
      </p>
      <dl class="shortcuts">
        {SHORTCUTS.map(({ keys, label }) => (
          <div>
            <dt>{t(label)}</dt>
            <dd>
              {keys.split("+").map((key) => (
                <kbd>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div class="actions">
        <button type="button" class="button quiet" autofocus x-on:click="closeDialog">
          {t("word.close")}
        </button>
      </div>
    </dialog>
  );
}
