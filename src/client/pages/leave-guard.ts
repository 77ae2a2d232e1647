// Asks before the tab is closed by accident; only where somebody, or a recording, would be left behind.

/** The words are the browser's own. */
export function guardLeaving(isNeeded: () => boolean): void {
  addEventListener("beforeunload", (event) => {
    if (isNeeded()) event.preventDefault();
  });
}
