// The browser's microphones, cameras and speakers: lists them and opens them, with typed problems.

import type { Result } from "../base/result.ts";
import { ok, reject } from "../base/result.ts";
import type { DeviceProblem } from "./device-problem.ts";
import { problemOfError } from "./device-problem.ts";
import { t } from "./words.ts";

export type DeviceKind = "microphone" | "camera";

/** Which one, or "" for the browser's default, and what the browser does to its sound. */
export type DeviceWish = {
  readonly id: string;
  /** The browser's own; off where a stronger one follows, or for music. */
  readonly isNoiseSuppressed: boolean;
};

export type Device = { readonly id: string; readonly label: string };

export type DeviceList = {
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  /** Empty where the browser can't choose one. */
  readonly speakers: readonly Device[];
};

/** Larger costs uplink that a tile doesn't show; smaller looks soft when alone on a stage. */
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
  facingMode: "user",
};

/** Without the first, the others hear themselves; whatever is done about noise. */
function microphoneOf({ isNoiseSuppressed }: DeviceWish): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: isNoiseSuppressed,
    autoGainControl: true,
  };
}

function isUnplugged(error: unknown): boolean {
  const names = ["OverconstrainedError", "NotFoundError"];
  return error instanceof Error && names.includes(error.name);
}

async function capture(kind: DeviceKind, wish: DeviceWish): Promise<MediaStreamTrack | undefined> {
  const chosen = wish.id === "" ? {} : { deviceId: { exact: wish.id } };
  const stream = await navigator.mediaDevices.getUserMedia(
    kind === "camera"
      ? { video: { ...CAMERA, ...chosen } }
      : { audio: { ...microphoneOf(wish), ...chosen } },
  );
  return stream.getTracks()[0];
}

/** Opens the device that is wished for, or the browser's default when it is gone. */
export async function openDevice(
  kind: DeviceKind,
  wish: DeviceWish,
): Promise<Result<MediaStreamTrack, DeviceProblem>> {
  try {
    const track = await capture(kind, wish).catch((error: unknown) => {
      if (wish.id === "" || !isUnplugged(error)) throw error;
      return capture(kind, { ...wish, id: "" });
    });
    return track === undefined ? reject("none") : ok(track);
  } catch (error) {
    return reject(problemOfError(error));
  }
}

/**
 * Opens both with one question to the person instead of two; when that fails, each by itself, so
 * that a missing camera doesn't cost the microphone.
 */
export async function openBoth(
  wishes: Readonly<Record<DeviceKind, DeviceWish>>,
): Promise<Readonly<Record<DeviceKind, Result<MediaStreamTrack, DeviceProblem>>>> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { ...microphoneOf(wishes.microphone), deviceId: wishes.microphone.id },
      video: { ...CAMERA, deviceId: wishes.camera.id },
    });
    const [microphone] = stream.getAudioTracks();
    const [camera] = stream.getVideoTracks();
    return {
      microphone: microphone === undefined ? reject("none") : ok(microphone),
      camera: camera === undefined ? reject("none") : ok(camera),
    };
  } catch {
    const microphone = await openDevice("microphone", wishes.microphone);
    return { microphone, camera: await openDevice("camera", wishes.camera) };
  }
}

function labelled(
  devices: readonly MediaDeviceInfo[],
  kind: MediaDeviceKind,
  word: "microphone" | "camera" | "speaker",
): readonly Device[] {
  return devices
    .filter((device) => device.kind === kind && device.deviceId !== "")
    .map((device, index) => ({
      id: device.deviceId,
      label: device.label === "" ? t(`nameless.${word}`, { number: index + 1 }) : device.label,
    }));
}

/** Never throws; the lists are empty until the person allowed a device. */
export async function listDevices(): Promise<DeviceList> {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  const all = devices ?? [];
  const canChooseSpeaker = "setSinkId" in HTMLMediaElement.prototype;
  return {
    microphones: labelled(all, "audioinput", "microphone"),
    cameras: labelled(all, "videoinput", "camera"),
    speakers: canChooseSpeaker ? labelled(all, "audiooutput", "speaker") : [],
  };
}

/** @returns the function that stops listening. */
export function onDevicesChange(listener: () => void): () => void {
  navigator.mediaDevices?.addEventListener("devicechange", listener);
  return () => navigator.mediaDevices?.removeEventListener("devicechange", listener);
}
