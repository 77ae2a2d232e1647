// htmx for fragments without secrets: it keeps no history, tells the server no address, and trusts no answer.

import htmx from "htmx.org";
import { isPlainMarkup } from "./fragment-guard.ts";

/** Fired on an element whose fragment didn't come, or was refused; it keeps the one it has. */
export const FRAGMENT_LOST = "fragment-lost";
export const FRAGMENT_SHOWN = "fragment-shown";

/** Longer shows an old panel without a word, shorter gives up on slow networks. */
const FRAGMENT_MS = 10_000;

export function setUpHtmx(): void {
  // It would otherwise overwrite the state that fragment-strip.ts keeps in the history entry.
  htmx.config.history = false;
  htmx.config.defaultTimeout = FRAGMENT_MS;
  document.addEventListener("htmx:config:request", ({ detail }) => {
    // The address names the meeting: no log on the way needs it.
    delete detail.ctx.request.headers["HX-Current-URL"];
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    // What the server says in HX- headers could move the fragment, or the page, elsewhere.
    Reflect.set(ctx, "hx", {});
    if (ctx.response?.status !== 200 || !isPlainMarkup(String(ctx.text))) event.preventDefault();
    const isShown = !event.defaultPrevented;
    tell(ctx.sourceElement, isShown ? FRAGMENT_SHOWN : FRAGMENT_LOST);
  });
  document.addEventListener("htmx:error", ({ detail }) => {
    tell(detail.ctx?.sourceElement, FRAGMENT_LOST);
  });
}

function tell(element: unknown, name: string): void {
  if (element instanceof Element) element.dispatchEvent(new CustomEvent(name, { bubbles: true }));
}

/** Replaces what is in `target`, keeping the focus; the newest of several requests wins. */
export function loadFragment(target: HTMLElement, address: string): void {
  void htmx.ajax("GET", address, { source: target, target, swap: "innerMorph" });
}
