// The Alpine component of the call's screen: its panels, its clock, its controls that step back.

import { Component, unwatched } from "./component.ts";
import { elapsedText } from "./elapsed.ts";
import { keepFocus } from "./focus-keeper.ts";
import { IdleWatch } from "./idle-watch.ts";
import { PLAYBACK_BLOCKED, playAll } from "./media-directives.ts";
import { readPreferences } from "./preferences.ts";
import { shortcutOf } from "./shortcut.ts";
import { keepAwake } from "./wake-lock.ts";

export type PanelName = "" | "people" | "chat" | "safety" | "devices";

/** Each second is shown once. */
const TICK_MS = 1_000;

const PANEL_KEYS: Readonly<Record<string, PanelName>> = {
  P: "people",
  C: "chat",
  S: "safety",
  E: "devices",
};

/** Named apart from the meeting's own: inside its markup both are one scope. */
type Workings = {
  readonly startedAt: number;
  readonly closing: AbortController;
  /** What opened the panel, and gets the focus back. */
  opener: HTMLElement | null;
  idle: IdleWatch | null;
};

/** A keyboard on the screen would cover what one came to read: there the title has the focus. */
function focusIn(panel: PanelName): void {
  const field = document.querySelector<HTMLElement>(`#panel-${panel} [data-first]`);
  const hasKeyboard = !matchMedia("(pointer: coarse)").matches;
  const isReady = field !== null && hasKeyboard && !field.hasAttribute("disabled");
  (isReady ? field : document.getElementById(`panel-${panel}-title`))?.focus();
}

export class CallScreen extends Component {
  panel: PanelName = "";
  isIdle = false;
  isReacting = false;
  isAudioBlocked = false;
  elapsed = elapsedText(0);
  readonly workings = unwatched<Workings>({
    startedAt: performance.now(),
    closing: new AbortController(),
    opener: null,
    idle: null,
  });

  init(): void {
    const root = this.$el;
    const { signal } = this.workings.closing;
    this.workings.idle = new IdleWatch((isIdle) => {
      const isOpen = this.panel !== "" || this.isReacting;
      const isWatching = !isOpen && root.querySelector(":focus-visible") === null;
      this.isIdle = isIdle && isWatching;
    });
    const timer = setInterval(() => {
      this.elapsed = elapsedText(performance.now() - this.workings.startedAt);
    }, TICK_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
    signal.addEventListener("abort", keepAwake());
    signal.addEventListener("abort", keepFocus(root));
    document.addEventListener("keydown", (event) => this.handleKey(event), { signal });
    const handleBlocked = () => {
      this.isAudioBlocked = true;
    };
    root.addEventListener(PLAYBACK_BLOCKED, handleBlocked, { signal });
  }

  destroy(): void {
    this.workings.closing.abort();
    this.workings.idle?.close();
  }

  handlePointer(): void {
    this.workings.idle?.handlePointer();
  }

  handleKey(event: KeyboardEvent): void {
    this.workings.idle?.handleKey();
    if (document.querySelector("dialog[open]") !== null) return;
    // A menu that is open closes by itself.
    if (document.querySelector(":popover-open") === null && event.key === "Escape") this.stepBack();
    if (!readPreferences().hasShortcuts) return;
    const key = shortcutOf(event) ?? "";
    const panel = PANEL_KEYS[key];
    if (panel !== undefined) this.togglePanel(panel);
    // The key press would otherwise go on to what gets the focus.
    if (panel !== undefined || key === "R") event.preventDefault();
    if (key === "R") this.toggleReactions();
  }

  /** What Escape closes: the menu first, then the panel. */
  stepBack(): void {
    if (this.isReacting) this.toggleReactions();
    else this.closePanel();
  }

  toggleReactions(): void {
    this.isReacting = !this.isReacting;
    if (!this.isReacting) {
      document.getElementById("reactions-button")?.focus();
      return;
    }
    this.$nextTick(() => document.querySelector<HTMLElement>(".reactions button")?.focus());
  }

  closeReactions(): void {
    this.isReacting = false;
  }

  togglePanel(panel: PanelName): void {
    if (this.panel === panel) {
      this.closePanel();
      return;
    }
    const { activeElement } = document;
    if (this.panel === "" && activeElement instanceof HTMLElement) {
      this.workings.opener = activeElement;
    }
    this.panel = panel;
    this.isReacting = false;
    this.$nextTick(() => focusIn(panel));
  }

  closePanel(): void {
    if (this.panel === "") return;
    this.panel = "";
    this.workings.opener?.focus();
    this.workings.opener = null;
  }

  hear(): void {
    this.isAudioBlocked = false;
    playAll(document);
  }
}
