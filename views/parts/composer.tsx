// The field in which one writes: what is answered above it, people to mention, emoji, and what else can be sent.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { EmojiPicker } from "./emoji-picker.tsx";
import { Icon } from "./icon.tsx";

/** In bytes it may be less; that is told on sending. */
const DRAFT_CHARACTERS_MAX = 4_000;

function Answered({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="composer-reply" x-show="replyTo !== null">
      <p class="chat-quote" dir="auto">
        <b x-text={t.expression("chat.replying", { name: "replyName" })} />{" "}
        <span x-text="replyText" />
      </p>
      <button
        type="button"
        class="icon-button"
        x-on:click="cancelReply"
        aria-label={t("chat.reply.cancel")}
      >
        <Icon assets={assets} name="close" />
      </button>
    </div>
  );
}

function Suggestions() {
  const t = useWords();
  return (
    <div
      id="mentions"
      class="suggestions"
      role="listbox"
      aria-label={t("chat.mentions")}
      x-show="suggestions.length > 0"
    >
      <template x-for="(person, index) in suggestions" x-bind:key="person.id">
        <button
          type="button"
          role="option"
          tabindex={-1}
          class="suggestion"
          x-bind:id="'mention-' + index"
          x-bind:aria-selected="suggested === index"
          x-on:click="mention(person)"
          x-text="person.label"
        />
      </template>
    </div>
  );
}

function More({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="composer-more" x-show="composerMenu === 'more'">
      <template x-if="maySendFiles">
        <div>
          <button type="button" class="button quiet" x-on:click="pickFiles">
            <Icon assets={assets} name="file" />
            {t("files.send")}
          </button>
          <p class="composer-note">
            <span x-text="fileLimit" /> {t("files.words")}
          </p>
        </div>
      </template>
      <button type="button" class="button quiet" x-on:click="openPollForm">
        <Icon assets={assets} name="poll" />
        {t("poll.title")}
      </button>
    </div>
  );
}

export function Composer({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <form
      class="composer"
      x-show="mayWrite"
      x-on:submit="submitDraft"
      {...{ "x-on:click.outside": "closeComposerMenu" }}
    >
      <input
        id="file-field"
        type="file"
        multiple
        hidden
        aria-label={t("files.send")}
        x-on:change="handlePicked"
      />
      <Answered assets={assets} />
      <Suggestions />
      <More assets={assets} />
      <template x-if="composerMenu === 'emoji'">
        <EmojiPicker />
      </template>
      <div class="composer-row">
        <button
          type="button"
          class="icon-button"
          x-on:click="toggleComposerMenu('more')"
          x-bind:aria-expanded="composerMenu === 'more'"
          aria-label={t("chat.more")}
        >
          <Icon assets={assets} name="plus" />
        </button>
        <div class="composer-field">
          <textarea
            class="input"
            rows={1}
            maxlength={DRAFT_CHARACTERS_MAX}
            dir="auto"
            aria-label={t("chat.draft")}
            aria-describedby="draft-problem"
            aria-autocomplete="list"
            aria-controls="mentions"
            x-bind:aria-activedescendant="suggestions.length > 0 ? 'mention-' + suggested : null"
            placeholder={t("chat.draft")}
            data-first
            x-model="draft"
            x-on:keydown="handleDraftKey"
            x-on:input="suggest"
            x-on:paste="handlePaste"
            x-on:click="suggest"
            x-bind:disabled="!mayWrite"
          />
          <button
            type="button"
            class="icon-button"
            x-on:click="toggleComposerMenu('emoji')"
            x-bind:aria-expanded="composerMenu === 'emoji'"
            aria-label={t("chat.emoji")}
          >
            <Icon assets={assets} name="smile" />
          </button>
        </div>
        <button
          type="submit"
          class="icon-button send"
          aria-label={t("chat.send")}
          x-bind:disabled="draft === ''"
        >
          <Icon assets={assets} name="send" />
        </button>
      </div>
      <p id="draft-problem" class="problem" role="alert" x-text="draftProblem" />
    </form>
  );
}
