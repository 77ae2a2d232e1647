// The meetings that this browser made: one's own room first; open, copy, rename or forget each.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

function Actions({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div
      class="row-actions"
      x-show="forgetting !== meeting.id && renaming !== meeting.id && deleting !== meeting.id"
    >
      <a class="button framed" href="/" x-bind:href="meeting.link">
        {t("kept.open")}
      </a>
      <button
        type="button"
        class="icon-button"
        x-on:click="copy(meeting.link)"
        x-bind:aria-label={`copied === meeting.link ? ${t.quoted("word.linkCopied")} : ${t.quoted("word.copyLink")}`}
        data-tip={t("word.copyLink")}
      >
        <Icon assets={assets} name="copy" x-show="copied !== meeting.link" />
        <Icon assets={assets} name="check" x-show="copied === meeting.link" />
      </button>
      <button
        type="button"
        class="icon-button"
        x-bind:id="'rename-' + meeting.id"
        x-on:click="rename(meeting)"
        aria-label={t("kept.rename")}
        data-tip={t("kept.rename")}
      >
        <Icon assets={assets} name="pencil" />
      </button>
      <button
        type="button"
        class="icon-button"
        x-on:click="askForget(meeting.id)"
        aria-label={t("kept.forget.label")}
        data-tip={t("kept.forget")}
      >
        <Icon assets={assets} name="bin" />
      </button>
    </div>
  );
}

function Renaming() {
  const t = useWords();
  return (
    <template x-if="renaming === meeting.id">
      <form class="rename-form" x-on:submit="keepName">
        <input
          class="input"
          type="text"
          maxlength={120}
          dir="auto"
          x-bind:id="'name-' + meeting.id"
          aria-label={t("kept.name")}
          x-model="newName"
          x-on:keydown="$event.key === 'Escape' && stopRenaming()"
        />
        <button type="submit" class="button primary compact">
          {t("kept.save")}
        </button>
      </form>
    </template>
  );
}

function Deleting() {
  const t = useWords();
  return (
    <template x-if="deleting === meeting.id">
      <form class="row-actions asks" x-on:submit="deleteForAll" x-bind:aria-busy="isDeleteBusy">
        <span class="small">{t("kept.delete.words")}</span>
        <input
          class="input"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          required
          aria-label={t("word.passphrase")}
          placeholder={t("word.passphrase")}
          x-show="meeting.needsPassphrase"
          x-bind:disabled="!meeting.needsPassphrase"
          x-model="deletePassphrase"
        />
        <button type="submit" class="button danger" x-bind:disabled="isDeleteBusy">
          {t("kept.delete.deed")}
        </button>
        <button
          type="button"
          class="button quiet"
          x-bind:id="'keep-' + meeting.id"
          x-on:click="askDelete('')"
        >
          {t("kept.keep")}
        </button>
        <p class="problem" role="alert" x-text="deleteProblem" />
      </form>
    </template>
  );
}

function Row({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <li class="meeting-row">
      <div class="meeting-name" x-show="renaming !== meeting.id">
        <span class="meeting-title" dir="auto" x-show="meeting.name !== ''" x-text="meeting.name" />
        <span class="code" dir="ltr" x-text="meeting.id" />
        <span class="text-quiet small" x-text="meeting.made" />
      </div>
      <Renaming />
      <Actions assets={assets} />
      <div class="row-actions asks" x-show="forgetting === meeting.id">
        <span class="small">{t("kept.forget.words")}</span>
        <button type="button" class="button danger" x-on:click="forget(meeting.id)">
          {t("kept.forget")}
        </button>
        <button type="button" class="button framed" x-on:click="askDelete(meeting.id)">
          {t("kept.delete")}
        </button>
        <button type="button" class="button quiet" x-on:click="askForget('')">
          {t("kept.keep")}
        </button>
      </div>
      <Deleting />
    </li>
  );
}

function Room({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="room" aria-labelledby="room-title">
      <h2 id="room-title">{t("room.title")}</h2>
      <p class="text-quiet">{t("room.words")}</p>
      <button
        type="button"
        class="button framed"
        x-show="room === null"
        x-on:click="startRoom"
        x-bind:disabled="stage === 'making'"
      >
        <Icon assets={assets} name="home" />
        {t("room.make")}
      </button>
      <template x-if="room !== null">
        <ul class="meeting-list">
          <template x-for="meeting in [room]" x-bind:key="meeting.id">
            <Row assets={assets} />
          </template>
        </ul>
      </template>
    </section>
  );
}

function MeetingFile({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <details class="quiet-details meeting-file">
      <summary>
        <Icon assets={assets} name="share" />
        {t("file.title")}
        <Icon assets={assets} name="chevron" class="turns" />
      </summary>
      <p class="small text-quiet">{t("file.words")}</p>
      <div class="field">
        <label class="label" for="file-passphrase">
          {t("file.passphrase")}
        </label>
        <input
          id="file-passphrase"
          class="input"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          x-model="filePassphrase"
        />
      </div>
      <div class="actions" x-bind:aria-busy="isFileBusy">
        <button
          type="button"
          class="button framed"
          x-show="meetings.length > 0"
          x-on:click="exportFile"
          x-bind:disabled="isFileBusy"
        >
          {t("file.export")}
        </button>
        <label class="button framed file-button">
          {t("file.import")}
          <input
            type="file"
            class="sr-only"
            accept="application/json,.json"
            x-on:change="importFile"
            x-bind:disabled="isFileBusy"
          />
        </label>
      </div>
      <p class="problem" role="alert" x-text="fileProblem" />
    </details>
  );
}

export function YourMeetings({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="your-meetings" x-cloak x-show="stage !== 'made'">
      <Room assets={assets} />
      <section x-show="otherMeetings.length > 0" aria-labelledby="your-meetings-title">
        <h2 id="your-meetings-title" tabindex={-1}>
          {t("kept.title")}
        </h2>
        <p class="text-quiet">{t("kept.words")}</p>
        <ul class="meeting-list">
          <template x-for="meeting in otherMeetings" x-bind:key="meeting.id">
            <Row assets={assets} />
          </template>
        </ul>
      </section>
      <MeetingFile assets={assets} />
    </div>
  );
}
