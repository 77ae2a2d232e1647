// The meetings that this browser made: open one, copy its link, or forget it.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

export function YourMeetings({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section
      class="your-meetings"
      x-cloak
      x-show="stage !== 'made' && meetings.length > 0"
      aria-labelledby="your-meetings-title"
    >
      <h2 id="your-meetings-title">{t("kept.title")}</h2>
      <p class="text-quiet">{t("kept.words")}</p>
      <ul class="meeting-list">
        <template x-for="meeting in meetings" x-bind:key="meeting.id">
          <li class="meeting-row">
            <div class="meeting-name">
              <span class="code" x-text="meeting.id" />
              <span class="text-quiet small" x-text="meeting.made" />
            </div>
            <div class="row-actions" x-show="forgetting !== meeting.id">
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
                x-on:click="askForget(meeting.id)"
                aria-label={t("kept.forget.label")}
                data-tip={t("kept.forget")}
              >
                <Icon assets={assets} name="bin" />
              </button>
            </div>
            <div class="row-actions asks" x-show="forgetting === meeting.id">
              <span class="small">{t("kept.forget.words")}</span>
              <button type="button" class="button danger" x-on:click="forget(meeting.id)">
                {t("kept.forget")}
              </button>
              <button type="button" class="button quiet" x-on:click="askForget('')">
                {t("kept.keep")}
              </button>
            </div>
          </li>
        </template>
      </ul>
    </section>
  );
}
