// The keys of a call, and what each does: for the sheet, the tips and the settings.

import type { Key } from "./locales/catalogue.ts";

type Shortcut = {
  /** As `aria-keyshortcuts` spells it. */
  readonly keys: string;
  readonly label: Extract<Key, `keys.do.${string}`>;
};

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: "M", label: "keys.do.microphone" },
  { keys: "V", label: "keys.do.camera" },
  { keys: "D", label: "keys.do.share" },
  { keys: "O", label: "keys.do.record" },
  { keys: "H", label: "keys.do.hand" },
  { keys: "R", label: "keys.do.reactions" },
  { keys: "C", label: "keys.do.chat" },
  { keys: "P", label: "keys.do.people" },
  { keys: "S", label: "keys.do.safety" },
  { keys: "E", label: "keys.do.devices" },
  { keys: "G", label: "keys.do.gallery" },
  { keys: "F", label: "keys.do.speaker" },
  { keys: "Y", label: "keys.do.self" },
  { keys: "I", label: "keys.do.window" },
  { keys: "PageDown", label: "keys.do.next" },
  { keys: "PageUp", label: "keys.do.back" },
  { keys: "L", label: "keys.do.link" },
  { keys: "Space", label: "keys.do.talk" },
  { keys: "Shift+Q", label: "keys.do.leave" },
  { keys: "Escape", label: "keys.do.close" },
  { keys: "?", label: "keys.do.sheet" },
];
