// A small picker of emoji, which the page's script fills when it is opened.

import type { EmojiGroup } from "../../src/client/pages/emoji-list.ts";
import { useWords } from "../words.ts";

const GROUPS: readonly EmojiGroup[] = ["faces", "hands", "nature", "food", "things", "signs"];

export function EmojiPicker() {
  const t = useWords();
  return (
    <fieldset class="emoji-picker" aria-label={t("chat.emoji")}>
      {GROUPS.map((group) => (
        <section aria-labelledby={`picker-${group}`}>
          <h3 class="label" id={`picker-${group}`}>
            {t(`picker.${group}`)}
          </h3>
          <div class="picker-row">
            <template x-for={`emoji in emojiOf('${group}')`} x-bind:key="emoji">
              <button
                type="button"
                class="reaction"
                x-on:click="insertEmoji(emoji)"
                x-text="emoji"
              />
            </template>
          </div>
        </section>
      ))}
    </fieldset>
  );
}
