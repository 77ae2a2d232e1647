// Whether this browser has what a meeting needs; there is no way in without it.

import type { NoticeReason } from "./notice.ts";

async function hasCurves(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
    await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    return true;
  } catch {
    return false;
  }
}

/** @returns null when this browser can join. */
export async function findObstacle(): Promise<NoticeReason | null> {
  if (!isSecureContext) return "insecure-page";
  const names = ["RTCRtpScriptTransform", "RTCPeerConnection", "Worker", "WebSocket"];
  const hasAll = names.every((name) => name in globalThis);
  return hasAll && (await hasCurves()) ? null : "unsupported-browser";
}
