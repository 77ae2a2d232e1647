// The attributes that we add to Alpine's: streams, speakers, the stage, dialogs, fragments, the chat's end.

import Alpine from "@alpinejs/csp";
import { loadFragment } from "./htmx-setup.ts";
import { TileStage } from "./tile-stage.ts";

/** Fired on an element that the browser won't play before the person touched the page. */
export const PLAYBACK_BLOCKED = "playback-blocked";

function play(element: HTMLMediaElement): void {
  element.play().catch((error: unknown) => {
    // Another stream was set, or the element is gone: not what the person has to act on.
    if (!(error instanceof Error) || error.name !== "NotAllowedError") return;
    element.dispatchEvent(new CustomEvent(PLAYBACK_BLOCKED, { bubbles: true }));
  });
}

function setStream(element: HTMLMediaElement, stream: MediaStream | null): void {
  if (element.srcObject === stream) return;
  element.srcObject = stream;
  if (stream !== null) play(element);
}

/** Plays again whatever was blocked. To be called in a click. */
export function playAll(root: ParentNode): void {
  for (const element of root.querySelectorAll("audio")) play(element);
}

/** Lines further up than this are being read: what is new doesn't pull them away. CSS pixels. */
const NEAR_END = 120;

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: Element): boolean {
  return scrollHeight - scrollTop - clientHeight < NEAR_END;
}

function addMedia(): void {
  Alpine.directive("stream", (element, { expression }, { effect, cleanup, evaluateLater }) => {
    if (!(element instanceof HTMLMediaElement)) return;
    // The attribute is ignored on an element that was cloned from a template.
    element.muted = element instanceof HTMLVideoElement;
    const evaluate = evaluateLater(expression);
    effect(() =>
      evaluate((stream) => setStream(element, stream instanceof MediaStream ? stream : null)),
    );
    cleanup(() => setStream(element, null));
  });

  Alpine.directive("speaker", (element, { expression }, { effect, evaluateLater }) => {
    if (!(element instanceof HTMLMediaElement) || !("setSinkId" in element)) return;
    const evaluate = evaluateLater(expression);
    effect(() =>
      evaluate((id) => {
        // A speaker that was unplugged: the browser goes on with its default.
        void element.setSinkId(typeof id === "string" ? id : "").catch(() => undefined);
      }),
    );
  });
}

export function addDirectives(): void {
  addMedia();

  Alpine.directive("tiles", (element, _, { cleanup }) => {
    const stage = new TileStage(element);
    cleanup(() => stage.close());
  });

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
