// The chat: what was written since one came in, and a field that says when one may not write.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { ChatLine } from "./chat-line.tsx";
import { Composer } from "./composer.tsx";
import { Icon } from "./icon.tsx";
import { LinkQuestion } from "./link-question.tsx";
import { Panel } from "./panel.tsx";
import { PollForm } from "./poll-form.tsx";

function Group({ assets }: { assets: Assets }) {
  return (
    <li class="chat-group" x-bind:class="group.hue" x-bind:data-own="group.isOwn">
      <span class="avatar small" x-show="!group.isOwn" x-text="group.initials" aria-hidden="true" />
      <div class="chat-said">
        <p class="chat-head">
          <span class="chat-name" x-text="group.name" />
          <span class="chat-time" x-text="group.time" />
        </p>
        <template x-for="line in group.lines" x-bind:key="line.id">
          <ChatLine assets={assets} />
        </template>
      </div>
    </li>
  );
}

function Tools({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="panel-tools">
      <button
        type="button"
        class="icon-button"
        x-on:click="toggleChatSearch"
        x-bind:aria-expanded="isSearchingChat"
        aria-controls="chat-search-field"
        aria-label={t("chat.search")}
        data-tip={t("chat.search")}
        data-tip-side="below"
      >
        <Icon assets={assets} name="search" />
      </button>
      <button
        type="button"
        class="icon-button"
        x-on:click="saveChat"
        x-bind:disabled="chat.length === 0"
        aria-label={t("chat.save")}
        data-tip={t("chat.save")}
        data-tip-side="below"
      >
        <Icon assets={assets} name="save" />
      </button>
    </div>
  );
}

function SearchField({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div id="chat-search-field" class="search" x-show="isSearchingChat">
      <Icon assets={assets} name="search" />
      <input
        id="chat-search"
        type="search"
        class="input"
        aria-label={t("chat.search")}
        placeholder={t("chat.search")}
        autocomplete="off"
        x-model="chatQuery"
        x-on:keydown="handleSearchKey"
      />
    </div>
  );
}

const DROPPING = {
  "x-on:dragover": "handleDrag",
  "x-on:dragleave": "handleDragEnd",
  "x-on:drop": "handleDrop",
};

export function ChatPanel({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <Panel
      assets={assets}
      name="chat"
      title={t("chat.title")}
      tools={<Tools assets={assets} />}
      isFilled
      {...DROPPING}
    >
      <SearchField assets={assets} />
      <p class="drop-here" x-show="isDropping" aria-hidden="true">
        <Icon assets={assets} name="file" />
        {t("files.drop")}
      </p>
      <div class="chat" x-stick tabindex={0} role="log" aria-label={t("chat.messages")}>
        <p class="chat-start">{t("chat.start")}</p>
        <p
          class="chat-start"
          role="status"
          x-show="isSearchingChat && chatQuery !== '' && shownChat.length === 0"
        >
          {t("chat.search.none")}
        </p>
        <ul>
          <template x-for="group in shownChat" x-bind:key="group.id">
            <Group assets={assets} />
          </template>
        </ul>
      </div>
      <Composer assets={assets} />
      <p class="chat-off" role="status" x-show="!mayWrite">
        <Icon assets={assets} name="chat" />
        {t("chat.off")}
      </p>
      <LinkQuestion />
      <PollForm assets={assets} />
    </Panel>
  );
}
