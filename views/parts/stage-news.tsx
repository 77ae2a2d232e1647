// What happens in the call, over the stage: who knocks, what a host asks, and passing words.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { ConnectionCard } from "./connection-parts.tsx";
import { Icon } from "./icon.tsx";
import { LimitCards } from "./limit-cards.tsx";
import { RecordingCard } from "./recording-parts.tsx";

function KnockCard({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section
      class="news-card"
      x-show="waiting.length > 0 && panel !== 'people'"
      aria-label={t("news.door")}
    >
      <Icon assets={assets} name="door" />
      <p x-text="knocks" />
      <div class="news-actions">
        <template x-if="waiting.length === 1">
          <button type="button" class="button primary compact" x-on:click="admit(waiting[0].id)">
            {t("people.admit")}
          </button>
        </template>
        <template x-if="waiting.length > 1">
          <button type="button" class="button primary compact" x-on:click="admitAll">
            {t("people.admitAll")}
          </button>
        </template>
        <button type="button" class="button quiet compact" x-on:click="togglePanel('people')">
          <span
            x-text={`waiting.length === 1 ? ${t.quoted("news.more")} : ${t.quoted("news.seeWho")}`}
          />
        </button>
      </div>
    </section>
  );
}

function UnmuteCard({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <template x-if="unmuteAsked !== null">
      <section class="news-card" aria-label={t("news.request")}>
        <Icon assets={assets} name="mic" />
        <p x-text="unmuteText" />
        <div class="news-actions">
          <button type="button" class="button primary compact" x-on:click="answerUnmute(true)">
            {t("news.unmute")}
          </button>
          <button type="button" class="button quiet compact" x-on:click="answerUnmute(false)">
            {t("news.stayMuted")}
          </button>
        </div>
      </section>
    </template>
  );
}

function HostOfferCard({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="news-card" x-show="offeredBy !== ''" aria-label={t("news.request")}>
      <Icon assets={assets} name="key" />
      <p x-text="hostOfferText" />
      <div class="news-actions">
        <button type="button" class="button primary compact" x-on:click="answerHostOffer(true)">
          {t("news.takeOver")}
        </button>
        <button type="button" class="button quiet compact" x-on:click="answerHostOffer(false)">
          {t("news.decline")}
        </button>
      </div>
    </section>
  );
}

function SharingCard({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="news-card sharing" x-show="isSharing" aria-label={t("sharing.now")}>
      <Icon assets={assets} name="screen" />
      <p>{t("sharing.now")}</p>
      <div class="news-actions">
        <button type="button" class="button danger compact" x-on:click="stopShare">
          {t("bar.share.stop")}
        </button>
      </div>
    </section>
  );
}

function PluggedCard({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="news-card" x-show="offered.length > 0" aria-label={t("devices.title")}>
      <Icon assets={assets} name="sliders" />
      <p x-text="offerText" />
      <div class="news-actions">
        <button type="button" class="button primary compact" x-on:click="answerOffer(true)">
          {t("devices.offer.use")}
        </button>
        <button type="button" class="button quiet compact" x-on:click="answerOffer(false)">
          {t("devices.offer.not")}
        </button>
      </div>
    </section>
  );
}

export function StageNews({ assets }: { assets: Assets }) {
  return (
    <div class="stage-news">
      <ConnectionCard assets={assets} />
      <SharingCard assets={assets} />
      <KnockCard assets={assets} />
      <UnmuteCard assets={assets} />
      <HostOfferCard assets={assets} />
      <LimitCards assets={assets} />
      <RecordingCard assets={assets} />
      <PluggedCard assets={assets} />
      <ul class="toasts" aria-hidden="true">
        <template x-for="toast in toasts" x-bind:key="toast.id">
          <li class="toast" x-text="toast.text" />
        </template>
      </ul>
    </div>
  );
}
