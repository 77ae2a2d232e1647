// The foot of the home page: what this server sees, where its source is, and which version runs.

import type { Assets } from "../assets.ts";
import { VERSION } from "../version.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

export function SiteFooter({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <footer class="site-footer">
      <details
        class="sees"
        hx-get="/fragments/server-sees"
        hx-trigger="toggle once"
        hx-target="#server-sees"
      >
        <summary>
          <Icon assets={assets} name="eye" />
          {t("sees.title")}
          <Icon assets={assets} name="chevron" class="turns" />
        </summary>
        <div id="server-sees" class="sees-body" aria-live="polite" x-ignore>
          <p class="text-quiet">{t("sees.asking")}</p>
        </div>
      </details>
      <p class="colophon">
        <a href="/devices">{t("test.link")}</a>
        <a href="/design">{t("site.design")}</a>
        <a href="/source">{t("site.source")}</a>
        <span>{t("site.version", { version: VERSION })}</span>
      </p>
    </footer>
  );
}
