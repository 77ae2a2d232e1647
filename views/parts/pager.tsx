// The turner of the stage's pages: back, a dot for each page, and on.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

export function Pager({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <nav class="pager" x-cloak x-show="pages > 1" x-place="pager" aria-label={t("pager.title")}>
      <button
        type="button"
        class="icon-button"
        x-on:click="turnBy(-1)"
        x-bind:disabled="page === 0"
        aria-label={t("pager.back")}
        data-tip={t("word.withKey", { label: t("pager.back"), key: "PageUp" })}
        aria-keyshortcuts="PageUp"
      >
        <Icon assets={assets} name="chevron" class="turned-back" />
      </button>
      <span class="dots" x-show="dots.length > 0">
        <template x-for="dot in dots" x-bind:key="dot">
          <button
            type="button"
            class="dot"
            x-on:click="turnTo(dot)"
            x-bind:aria-current="page === dot ? 'page' : 'false'"
            x-bind:aria-label={t.expression("pager.page", { page: "(dot + 1)", pages: "pages" })}
          />
        </template>
      </span>
      <bdi
        class="pager-count"
        dir="ltr"
        aria-hidden="true"
        x-show="dots.length === 0"
        x-text="(page + 1) + ' / ' + pages"
      />
      <span
        class="sr-only"
        role="status"
        x-text={t.expression("pager.page", { page: "(page + 1)", pages: "pages" })}
      />
      <button
        type="button"
        class="icon-button"
        x-on:click="turnBy(1)"
        x-bind:disabled="page === pages - 1"
        aria-label={t("pager.on")}
        data-tip={t("word.withKey", { label: t("pager.on"), key: "PageDown" })}
        aria-keyshortcuts="PageDown"
      >
        <Icon assets={assets} name="chevron" class="turned-on" />
      </button>
    </nav>
  );
}
