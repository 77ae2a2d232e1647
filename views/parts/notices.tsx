// Every reason why a person isn't in a meeting, ready in the page for when the server is gone.

import type { NoticeReason } from "../../src/client/pages/notice.ts";
import type { Assets } from "../assets.ts";
import { keysOf } from "../locales/keys-of.ts";
import type { NoticeStep } from "../notice-steps.ts";
import { NOTICE_STEPS } from "../notice-steps.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";
import { RestOfLink } from "./rest-of-link.tsx";

function Action({ step }: { step: NoticeStep }) {
  const t = useWords();
  return step.action === "home" ? (
    <a class="button primary" href="/">
      {t(step.label)}
    </a>
  ) : (
    <button type="button" class="button primary" x-on:click={step.action}>
      {t(step.label)}
    </button>
  );
}

function Notice({ assets, reason }: { assets: Assets; reason: NoticeReason }) {
  const t = useWords();
  const step = NOTICE_STEPS[reason];
  return (
    <div class="notice" role="alert">
      <Icon assets={assets} name={step.icon} class="notice-icon" />
      <h1 tabindex={-1} data-autofocus>
        {t(`notice.${reason}.title`)}
      </h1>
      <p>{t(`notice.${reason}.body`)}</p>
      {reason === "broken-link" ? <RestOfLink /> : null}
      <div class="actions">
        {reason === "time-over" ? (
          <template x-if="goOnText !== ''">
            <button type="button" class="button primary" x-on:click="goOn">
              {t("news.goOn")}
            </button>
          </template>
        ) : null}
        <Action step={step} />
        {step.action === "home" ? null : (
          <a class="button quiet" href="/">
            {t("notice.start")}
          </a>
        )}
      </div>
    </div>
  );
}

export function Notices({ assets }: { assets: Assets }) {
  return (
    <>
      {keysOf(NOTICE_STEPS).map((reason) => (
        <template x-if={`notice === '${reason}'`}>
          <Notice assets={assets} reason={reason} />
        </template>
      ))}
    </>
  );
}
