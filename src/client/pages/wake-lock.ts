// Keeps the screen awake during a call: a phone that dims its screen would stop the camera.

/** @returns the function that lets it sleep again. Where the browser can't, nothing happens. */
export function keepAwake(): () => void {
  const closing = new AbortController();
  let lock: WakeLockSentinel | null = null;
  const request = async () => {
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    // Refused on an empty battery, for one: the call goes on without.
    lock = await navigator.wakeLock.request("screen").catch(() => null);
    if (closing.signal.aborted) void lock?.release();
  };
  // The browser releases it whenever the page is hidden.
  document.addEventListener("visibilitychange", () => void request(), { signal: closing.signal });
  void request();
  return () => {
    closing.abort();
    void lock?.release();
  };
}
