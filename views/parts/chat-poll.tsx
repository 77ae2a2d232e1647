// A poll in the chat: its options with what each has so far. Votes bear names, and the poll says so.

import { useWords } from "../words.ts";

export function ChatPoll() {
  const t = useWords();
  return (
    <fieldset class="poll" x-bind:aria-label="line.text">
      <template x-for="option in line.poll.options" x-bind:key="option.index">
        <button
          type="button"
          class="poll-choice"
          x-bind:aria-pressed="option.isOwn"
          x-bind:disabled="!line.poll.isOpen"
          x-bind:title="option.names"
          x-on:click="vote(line, option.index)"
        >
          <progress class="poll-bar" max="100" x-bind:value="option.percent" aria-hidden="true" />
          <span class="poll-text" dir="auto" x-text="option.text" />
          <span class="poll-count" x-text="option.count" />
          <span class="poll-names" x-show="option.names !== ''" x-text="option.names" />
        </button>
      </template>
      <p class="poll-foot">
        <span x-text="line.poll.voters" />
        <span x-show="line.poll.isOpen && line.poll.isMultiple">{t("poll.several")}</span>
        <span x-show="!line.poll.isOpen">{t("poll.over")}</span>
        <button
          type="button"
          class="text-button"
          x-show="mayEndPoll(line)"
          x-on:click="endPoll(line)"
        >
          {t("poll.end")}
        </button>
      </p>
    </fieldset>
  );
}
