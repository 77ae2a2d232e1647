// Takes the link's secret out of the address bar before any other script of the page runs.

// htmx, referrers, crash reports and extensions read the address: they must find no secret in it.
// The history entry's state keeps it, in this browser alone, so that a reload is not a lost link,
// until the person has left for good.

/** The parts of a window that it touches. */
export type Window = {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: {
    readonly state: unknown;
    replaceState(state: unknown, unused: string, url: string): void;
  };
};

function kept(state: unknown): string {
  if (typeof state !== "object" || state === null || !("fragment" in state)) return "";
  return typeof state.fragment === "string" ? state.fragment : "";
}

/** @returns the fragment without its #, now or before a reload of this entry; "" when there is none. */
export function stripFragment({ location, history }: Window): string {
  if (location.hash.length < 2) return kept(history.state);
  const fragment = location.hash.slice(1);
  history.replaceState({ fragment }, "", location.pathname + location.search);
  return fragment;
}

function isWindow(scope: object): scope is Window & EventTarget & { location: { reload(): void } } {
  return "location" in scope && "history" in scope && "addEventListener" in scope;
}

let fragment = "";

const scope: object = globalThis;
if (isWindow(scope) && scope.location.pathname.startsWith("/m/")) {
  fragment = stripFragment(scope);
  scope.addEventListener("hashchange", () => {
    const next = stripFragment(scope);
    // Another link of the same meeting was pasted into the address bar: start over with it.
    if (next !== fragment) scope.location.reload();
  });
}

/** The host replaced the link: a reload of this entry would fail with the old one. */
export function keepFragment(next: string, { history }: Pick<Window, "history">): void {
  fragment = next;
  history.replaceState({ fragment: next }, "", "");
}

/** The person left for good: from here on nothing of this page, nor of this entry, has it. */
export function forgetFragment({ history }: Pick<Window, "history">): void {
  fragment = "";
  history.replaceState(null, "", "");
}

/** The fragment that the page was opened with, or that replaced it; "" when it had none, and on
 * pages without secrets. */
export function linkFragment(): string {
  return fragment;
}
