// The chat: what was written since one came in, and a field that says when one may not write.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";
import { Panel } from "./panel.tsx";

/** In bytes it may be less; that is told on sending. */
const DRAFT_CHARACTERS_MAX = 4_000;

function Group() {
  return (
    <li class="chat-group" x-bind:class="group.hue" x-bind:data-own="group.isOwn">
      <span class="avatar small" x-show="!group.isOwn" x-text="group.initials" aria-hidden="true" />
      <div class="chat-said">
        <p class="chat-head">
          <span class="chat-name" x-text="group.name" />
          <span class="chat-time" x-text="group.time" />
        </p>
        <template x-for="line in group.lines" x-bind:key="line.id">
          <p class="chat-line" dir="auto">
            <template x-for="(part, index) in line.parts" x-bind:key="index">
              <span>
                <template x-if="part.href !== null">
                  <a href="/" x-bind:href="part.href" target="_blank" rel="noopener noreferrer">
                    <span x-text="part.text" />
                  </a>
                </template>
                <template x-if="part.href === null">
                  <span x-text="part.text" />
                </template>
              </span>
            </template>
          </p>
        </template>
      </div>
    </li>
  );
}

function Composer({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <form class="composer" x-show="mayWrite" x-on:submit="submitDraft">
      <textarea
        class="input"
        rows={1}
        maxlength={DRAFT_CHARACTERS_MAX}
        dir="auto"
        aria-label={t("chat.draft")}
        aria-describedby="draft-problem"
        placeholder={t("chat.draft")}
        data-first
        x-model="draft"
        x-on:keydown="handleDraftKey"
        x-bind:disabled="!mayWrite"
      />
      <button
        type="submit"
        class="icon-button send"
        aria-label={t("chat.send")}
        x-bind:disabled="draft === ''"
      >
        <Icon assets={assets} name="send" />
      </button>
      <p id="draft-problem" class="problem" role="alert" x-text="draftProblem" />
    </form>
  );
}

export function ChatPanel({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <Panel assets={assets} name="chat" title={t("chat.title")} isFilled>
      <div class="chat" x-stick tabindex={0} role="log" aria-label={t("chat.messages")}>
        <p class="chat-start">{t("chat.start")}</p>
        <ul>
          <template x-for="group in chat" x-bind:key="group.id">
            <Group />
          </template>
        </ul>
      </div>
      <Composer assets={assets} />
      <p class="chat-off" role="status" x-show="!mayWrite">
        <Icon assets={assets} name="chat" />
        {t("chat.off")}
      </p>
    </Panel>
  );
}
