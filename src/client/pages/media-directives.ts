// The attributes of sound and picture that we add to Alpine's: streams, and the speaker they come from.

import Alpine from "@alpinejs/csp";

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

export function addMediaDirectives(): void {
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
