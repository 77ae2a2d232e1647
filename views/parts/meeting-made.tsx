// The home page once a meeting is made: its link, large, and the ways to hand it on.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";
import { QrCode } from "./qr-code.tsx";

export function MeetingMade({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="made" x-cloak x-show="stage === 'made'" aria-labelledby="made-title">
      <h1 id="made-title" tabindex={-1} x-ref="madeTitle">
        {t("made.title")}
      </h1>
      <p class="lead">{t("made.lead")}</p>
      <div class="link-box">
        <QrCode />
        <p class="link-text" dir="ltr" x-on:click="selectLink">
          <span x-text="linkHead" />
          <span class="text-quiet" x-text="linkTail" />
        </p>
        <div class="link-actions">
          <button type="button" class="button framed" x-on:click="copy(link)">
            <Icon assets={assets} name="copy" x-show="copied !== link" />
            <Icon assets={assets} name="check" x-show="copied === link" />
            <span
              x-text={`copied === link ? ${t.quoted("word.copied")} : ${t.quoted("word.copyLink")}`}
            />
          </button>
          <button type="button" class="button framed" x-show="canShare" x-on:click="share">
            <Icon assets={assets} name="share" />
            {t("made.share")}
          </button>
          <a class="button framed" href="/schedule" x-show="isKept">
            <Icon assets={assets} name="calendar" />
            {t("made.calendar")}
          </a>
        </div>
      </div>
      <p class="text-quiet" x-show="hasPassphrase">
        {t("made.passphrase")}
      </p>
      <p class="note" x-show="!isKept">
        {t("made.unkept")}
      </p>
      <div class="actions">
        <a class="button primary large" href="/" x-bind:href="link">
          {t("made.enter")}
          <Icon assets={assets} name="arrow" />
        </a>
        <button type="button" class="button quiet large" x-on:click="back">
          {t("made.later")}
        </button>
      </div>
    </section>
  );
}
