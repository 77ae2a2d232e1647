// Registers the service worker of this build; the site works the same without it.

/** @returns the build's hash in an address of an asset; "" for another address. */
export function buildIn(address: string): string {
  return /\/assets\/([0-9a-f]+)\/[^/]+$/.exec(address)?.[1] ?? "";
}

/**
 * A browser asks for a worker's script with the address of the page, whatever the referrer policy says:
 * a meeting's page registers none.
 *
 * @param own the address of the page's script.
 */
export async function registerOfflineWorker(own: string): Promise<void> {
  if (location.pathname.startsWith("/m/")) return;
  const build = buildIn(own);
  if (build === "" || !("serviceWorker" in navigator)) return;
  const address = `/service-worker.js?build=${build}`;
  // Refused in private windows, for one.
  await navigator.serviceWorker
    .register(address, { updateViaCache: "none" })
    .catch(() => undefined);
}
