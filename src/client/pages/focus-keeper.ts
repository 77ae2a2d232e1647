// Keeps the focus in the call when what had it is gone: with a person who left, a card that was answered, a panel that closed.

const FOCUSABLE = "button, a[href], input, select, textarea, [tabindex]";

function isShown(element: Element): boolean {
  return element.isConnected && element.checkVisibility();
}

function firstFocusable(within: Element): HTMLElement | null {
  const found = [...within.querySelectorAll<HTMLElement>(FOCUSABLE)];
  return found.find((one) => isShown(one) && !one.hasAttribute("disabled")) ?? null;
}

/** Takes the focus when nothing near is left: from there on, Tab goes through the call again. */
function fallback(root: HTMLElement, path: readonly Element[]): HTMLElement {
  const near = path.find((one) => one !== root && isShown(one));
  return (near === undefined ? null : firstFocusable(near)) ?? root;
}

/** @param root takes the focus itself: it has a tabindex. @returns what ends it. */
export function keepFocus(root: HTMLElement): () => void {
  const closing = new AbortController();
  /** What has the focus, and what it lies in, up to the root. */
  let path: readonly Element[] = [];
  let isDue = false;
  const remember = ({ target }: Event) => {
    const around: Element[] = [];
    for (let one = target; one instanceof Element; one = one.parentElement) {
      around.push(one);
      if (one === root) break;
    }
    path = around;
  };
  const look = () => {
    isDue = false;
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body;
    const [own] = path;
    if (!isLost || own === undefined || isShown(own)) return;
    fallback(root, path.slice(1)).focus({ preventScroll: true });
  };
  const changes = new MutationObserver(() => {
    if (isDue) return;
    isDue = true;
    // The browser takes the focus from what is hidden when it draws next.
    setTimeout(() => requestAnimationFrame(look));
  });
  root.addEventListener("focusin", remember, { signal: closing.signal });
  changes.observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["style", "open", "hidden", "disabled"],
  });
  closing.signal.addEventListener("abort", () => changes.disconnect());
  return () => closing.abort();
}
