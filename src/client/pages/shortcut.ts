// Which one-key shortcut a key press means, if any.

type Press = Pick<
  KeyboardEvent,
  "key" | "repeat" | "ctrlKey" | "metaKey" | "altKey" | "target" | "defaultPrevented"
>;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, select, textarea") !== null;
}

/** @returns the letter in upper case, or null while typing, with a modifier, or held down. */
export function shortcutOf(press: Press): string | null {
  if (press.defaultPrevented || press.repeat || press.ctrlKey || press.metaKey || press.altKey) {
    return null;
  }
  return isTyping(press.target) || press.key.length !== 1 ? null : press.key.toUpperCase();
}
