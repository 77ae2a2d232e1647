// The name, and the choice of language, at the top of every page that isn't a call.

import type { Assets } from "../assets.ts";
import { Icon } from "./icon.tsx";
import { LanguageMenu } from "./language-menu.tsx";

export function SiteHeader({ assets }: { assets: Assets }) {
  return (
    <header class="site-header">
      <a href="/" class="wordmark">
        <Icon assets={assets} name="mark" />
        Conclave
      </a>
      <LanguageMenu assets={assets} />
    </header>
  );
}
