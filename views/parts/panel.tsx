// A panel of the call: slides in from the side on wide screens, up as a sheet on phones.

import type { Child } from "hono/jsx";
import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

export function Panel({
  assets,
  name,
  title,
  isFilled = false,
  tools,
  children,
  ...rest
}: {
  assets: Assets;
  name: string;
  title: string;
  /** Its parts share its height and scroll by themselves. */
  isFilled?: boolean;
  /** Buttons beside the title. */
  tools?: Child;
  children: Child;
  /** What else happens in it. */
  [handler: `x-on:${string}`]: string;
}) {
  const t = useWords();
  return (
    <div
      id={`panel-${name}`}
      class="panel"
      role="dialog"
      aria-labelledby={`panel-${name}-title`}
      {...rest}
      x-cloak
      x-show={`panel === '${name}'`}
      x-transition:enter="panel-moves"
      x-transition:enter-start="panel-away"
      x-transition:enter-end="panel-here"
      x-transition:leave="panel-moves"
      x-transition:leave-start="panel-here"
      x-transition:leave-end="panel-away"
    >
      <header class="panel-head">
        <h2 id={`panel-${name}-title`} tabindex={-1}>
          {title}
        </h2>
        {tools}
        <button
          type="button"
          class="icon-button"
          x-on:click="closePanel"
          aria-label={t("word.close")}
        >
          <Icon assets={assets} name="close" />
        </button>
      </header>
      <div class={isFilled ? "panel-body filled" : "panel-body"}>{children}</div>
    </div>
  );
}
