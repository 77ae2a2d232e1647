// The screen, window or tab that the person picks to show, with its sound where the browser gives it.

import type { Result } from "../base/result.ts";
import { ok, reject } from "../base/result.ts";

export type ScreenTracks = {
  readonly screen: MediaStreamTrack;
  /** Null when the person shares none, or the browser can't. */
  readonly sound: MediaStreamTrack | null;
};

/** Screen Capture §5.3 and later; TypeScript's library lacks the last three. */
type Options = DisplayMediaStreamOptions & {
  readonly systemAudio: "include";
  readonly surfaceSwitching: "include";
  readonly selfBrowserSurface: "exclude";
};

/**
 * More frames than the camera's would cost the text its sharpness. Echo cancellation and its like
 * are made for voices: they would eat music.
 */
const OPTIONS: Options = {
  video: { frameRate: { ideal: 30, max: 30 } },
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  systemAudio: "include",
  surfaceSwitching: "include",
  selfBrowserSurface: "exclude",
};

/** Phones have no picker. */
export function canShareScreen(): boolean {
  return typeof navigator !== "undefined" && "getDisplayMedia" in (navigator.mediaDevices ?? {});
}

/** Opens the browser's own picker. "refused": the person closed it, or the browser may not. */
export async function openScreen(): Promise<Result<ScreenTracks, "refused" | "failed">> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia(OPTIONS);
    const [screen] = stream.getVideoTracks();
    const [sound = null] = stream.getAudioTracks();
    if (screen === undefined) return reject("failed");
    // Rather fewer frames than letters that nobody can read.
    screen.contentHint = "detail";
    if (sound !== null) sound.contentHint = "music";
    return ok({ screen, sound });
  } catch (error) {
    const isRefused = error instanceof Error && error.name === "NotAllowedError";
    return reject(isRefused ? "refused" : "failed");
  }
}
