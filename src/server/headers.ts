// The security headers of every answer: what a browser may load, be framed by, and use.

import type { Context, MiddlewareHandler } from "hono";
import type { Connection } from "./runtime/runtime.ts";

/**
 * Only what this server ships may run. Against injected markup (a name, a chat line, a broken
 * escape) and against a page that frames ours. `connect-src 'self'` covers our own WebSocket.
 * 'wasm-unsafe-eval' lets scripts of ours compile WebAssembly, for noise and backgrounds, and nothing
 * be evaluated as script: who could use it runs script here already.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "media-src 'self'",
  "font-src 'none'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const ALLOWED_FEATURES = [
  "autoplay",
  "camera",
  "clipboard-write",
  "display-capture",
  "fullscreen",
  "microphone",
  "picture-in-picture",
  "screen-wake-lock",
  "speaker-selection",
];

const DENIED_FEATURES = [
  "accelerometer",
  "browsing-topics",
  "clipboard-read",
  "encrypted-media",
  "geolocation",
  "gyroscope",
  "hid",
  "idle-detection",
  "local-fonts",
  "magnetometer",
  "midi",
  "payment",
  "publickey-credentials-get",
  "serial",
  "storage-access",
  "usb",
  "window-management",
  "xr-spatial-tracking",
];

const PERMISSIONS_POLICY = [
  ...ALLOWED_FEATURES.map((feature) => `${feature}=(self)`),
  ...DENIED_FEATURES.map((feature) => `${feature}=()`),
].join(", ");

const HEADERS = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  // No other page holds a handle on our window, or can load our answers into its process.
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": PERMISSIONS_POLICY,
  // The path names the meeting: no other site may learn it from a followed link.
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "X-Robots-Tag": "noindex, nofollow",
} as const;

const TWO_YEARS_SECONDS = 63_072_000;

/** @param isHttps tells whether the browser came by TLS, as far as a trusted proxy says. */
export function securityHeaders(
  isHttps: (c: Context<{ Bindings: Connection }>) => boolean,
): MiddlewareHandler {
  return async (c, next) => {
    await next();
    // An upgrade's answer belongs to the runtime and can't be changed.
    if (c.res.status === 101) return;
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
    if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
    if (isHttps(c)) {
      c.res.headers.set("Strict-Transport-Security", `max-age=${TWO_YEARS_SECONDS}`);
    }
  };
}
