// The attributes that we add to Alpine's: dialogs, fragments, the chat's end, and those of media and of the stage.

import Alpine from "@alpinejs/csp";
import { loadFragment } from "./htmx-setup.ts";
import { addMediaDirectives } from "./media-directives.ts";
import { drawPicture } from "./picture.ts";
import { addStageDirectives } from "./stage-directives.ts";

/** Lines further up than this are being read: what is new doesn't pull them away. CSS pixels. */
const NEAR_END = 120;

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: Element): boolean {
  return scrollHeight - scrollTop - clientHeight < NEAR_END;
}

export function addDirectives(): void {
  addMediaDirectives();
  addStageDirectives();

  // The browser keeps the focus inside, and gives it back to what opened the dialog.
  Alpine.directive("modal", (element, { expression }, { effect, evaluateLater }) => {
    if (!(element instanceof HTMLDialogElement)) return;
    const evaluate = evaluateLater(expression);
    effect(() =>
      evaluate((isOpen) => {
        if (isOpen === true && !element.open) element.showModal();
        if (isOpen !== true && element.open) element.close();
      }),
    );
  });

  // The first child gets what the server renders. Alpine looks at nothing in there (x-ignore).
  Alpine.directive("fragment", (element, { expression }, { effect, evaluateLater }) => {
    const evaluate = evaluateLater(expression);
    effect(() =>
      evaluate((address) => {
        const target = element.firstElementChild;
        if (typeof address !== "string" || address === "") return;
        if (target instanceof HTMLElement) loadFragment(target, address);
      }),
    );
  });

  Alpine.directive("picture", (element, { expression }, { effect, evaluateLater }) => {
    if (!(element instanceof HTMLCanvasElement)) return;
    const evaluate = evaluateLater(expression);
    let shown: unknown = null;
    effect(() =>
      evaluate((blob) => {
        if (!(blob instanceof Blob) || blob === shown) return;
        shown = blob;
        void drawPicture(element, blob).then((isDrawn) => {
          element.hidden = !isDrawn;
        });
      }),
    );
  });

  // Shows the newest lines: when they come, and when the list comes into view.
  Alpine.directive("stick", (element, _, { cleanup }) => {
    let wasNearEnd = true;
    const stick = () => {
      if (wasNearEnd) element.scrollTop = element.scrollHeight;
    };
    element.addEventListener("scroll", () => {
      if (element.clientHeight > 0) wasNearEnd = isNearEnd(element);
    });
    const changes = new MutationObserver(stick);
    changes.observe(element, { childList: true, subtree: true });
    const sizes = new ResizeObserver(stick);
    sizes.observe(element);
    cleanup(() => {
      changes.disconnect();
      sizes.disconnect();
    });
  });
}
