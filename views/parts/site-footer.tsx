// The foot of the home page: what this server sees, where its source is, and which version runs.

import type { Assets } from "../assets.ts";
import { VERSION } from "../version.ts";
import { Icon } from "./icon.tsx";

export function SiteFooter({ assets }: { assets: Assets }) {
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
          What this server sees
          <Icon assets={assets} name="chevron" class="turns" />
        </summary>
        <div id="server-sees" class="sees-body" aria-live="polite" x-ignore>
          <p class="text-quiet">Asking the server…</p>
        </div>
      </details>
      <p class="colophon">
        <a href="/source">Source</a>
        <span>Version {VERSION}</span>
      </p>
    </footer>
  );
}
