// The space bar as a key to talk: while it is held, somebody muted is heard.

type Talk = {
  /** @returns whether the press is one to talk; the page does nothing else with it then. */
  readonly start: () => boolean;
  readonly stop: () => void;
};

/** What the space bar is for where the focus is. */
const TYPED_IN = "input, select, textarea, [contenteditable]";
const PRESSED = "button, a, summary, video, [role]";

/** What a click left the focus on isn't what somebody wants to press again with a key. */
export class TalkKey {
  readonly #talk: Talk;
  #isFocusByKey = false;
  #isHeld = false;

  constructor(talk: Talk, signal: AbortSignal) {
    this.#talk = talk;
    const listen = <K extends keyof DocumentEventMap>(
      type: K,
      handle: (event: DocumentEventMap[K]) => void,
    ) => document.addEventListener(type, handle, { signal, capture: true });
    listen("pointerdown", () => {
      this.#isFocusByKey = false;
    });
    listen("keydown", (event) => this.#handleDown(event));
    listen("keyup", (event) => this.#handleUp(event));
    // The key's way up goes to another window then.
    listen("visibilitychange", () => this.#release());
    window.addEventListener("blur", () => this.#release(), { signal });
  }

  #handleDown(event: KeyboardEvent): void {
    if (event.key === "Tab" || event.key.startsWith("Arrow")) this.#isFocusByKey = true;
    if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#isHeld) event.preventDefault();
    if (this.#isHeld || event.repeat || this.#isForSomethingElse(event.target)) return;
    if (!this.#talk.start()) return;
    this.#isHeld = true;
    event.preventDefault();
  }

  #handleUp(event: KeyboardEvent): void {
    if (event.key !== " " || !this.#isHeld) return;
    // A button that has the focus would be pressed.
    event.preventDefault();
    this.#release();
  }

  #isForSomethingElse(target: EventTarget | null): boolean {
    if (!(target instanceof Element)) return false;
    if (target.closest(TYPED_IN) !== null) return true;
    return this.#isFocusByKey && target.closest(PRESSED) !== null;
  }

  #release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#talk.stop();
  }
}
