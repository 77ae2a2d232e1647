// Recordings in a call: the button, the question before, what everyone is asked, and the mark while one runs.

import type { Assets } from "../assets.ts";
import { quote, useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

export function RecordControl({ assets }: { assets: Assets }) {
  const t = useWords();
  const start = quote(t("word.withKey", { label: t("bar.record"), key: "O" }));
  const stop = quote(t("word.withKey", { label: t("bar.record.stop"), key: "O" }));
  return (
    <button
      type="button"
      class="control records only-wide"
      x-on:click="toggleRecord"
      x-bind:aria-pressed="isRecording"
      x-bind:aria-disabled="isRecordHeld"
      x-bind:data-tip={`isRecording ? ${stop} : isRecordHeld ? ${t.quoted("bar.record.off")} : ${start}`}
      aria-label={t("bar.record")}
      aria-keyshortcuts="O"
    >
      <Icon assets={assets} name="record" />
    </button>
  );
}

/** Where the bar has no room for the control. */
export function RecordItem({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <button type="button" class="button quiet only-narrow" x-on:click="toggleRecord">
      <Icon assets={assets} name="record" />
      <span x-text={`isRecording ? ${t.quoted("bar.record.stop")} : ${t.quoted("bar.record")}`} />
    </button>
  );
}

/** Stays for all as long as somebody records. */
export function RecordingChip({ assets }: { assets: Assets }) {
  return (
    <button
      type="button"
      class="recording-chip"
      x-cloak
      x-show="recordingText !== ''"
      x-on:click="toggleRecordingCard"
      x-bind:aria-expanded="recordingCard !== ''"
    >
      <Icon assets={assets} name="record" />
      <span class="recording-text" x-text="recordingText" />
      <span class="recording-time" x-show="isRecording" x-text="recordedFor" />
    </button>
  );
}

export function RecordingCard({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section
      class="news-card recording-card"
      x-cloak
      x-show="recordingCard !== ''"
      aria-label={t("news.recording")}
    >
      <Icon assets={assets} name="record" />
      <p x-text="recordingWords" />
      <div class="news-actions">
        <button
          type="button"
          class="button primary compact"
          x-show="recordingCard === 'ask' || (recordingCard === 'other' && !isInRecording)"
          x-on:click="answerRecording(true)"
        >
          {t("news.agree")}
        </button>
        <button
          type="button"
          class="button quiet compact"
          x-show="recordingCard === 'ask' || (recordingCard === 'other' && isInRecording)"
          x-on:click="answerRecording(false)"
        >
          {t("news.refuse")}
        </button>
        <button
          type="button"
          class="button danger compact"
          x-show="recordingCard === 'own'"
          x-on:click="toggleRecord"
        >
          {t("bar.record.stop")}
        </button>
        <button
          type="button"
          class="icon-button"
          x-show="recordingCard === 'other' || recordingCard === 'own'"
          x-on:click="toggleRecordingCard"
          aria-label={t("word.close")}
        >
          <Icon assets={assets} name="close" />
        </button>
      </div>
    </section>
  );
}

export function RecordDialog() {
  const t = useWords();
  return (
    <dialog
      class="dialog"
      aria-labelledby="dialog-record-title"
      aria-describedby="dialog-record-words"
      x-modal="dialog === 'record'"
      x-on:close="closed('record')"
    >
      <h2 id="dialog-record-title">{t("ask.record")}</h2>
      <p id="dialog-record-words">{t("ask.record.words")}</p>
      <div class="actions">
        <button type="button" class="button primary" x-on:click="confirmRecord">
          {t("ask.record.deed")}
        </button>
        <button type="button" class="button quiet" autofocus x-on:click="closeDialog">
          {t("word.cancel")}
        </button>
      </div>
    </dialog>
  );
}
