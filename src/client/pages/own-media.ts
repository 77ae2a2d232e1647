// One's own microphone and camera: open, off, switched, unplugged; and what the page shows of them.

import type { Result } from "../../base/result.ts";
import type { DeviceProblem } from "../device-problem.ts";
import type { DeviceKind } from "../devices.ts";
import { openBoth, openDevice } from "../devices.ts";
import { LevelMeter } from "../level-meter.ts";

/** Bars of the level meter. */
const LEVELS = 5;

/** A level from which on one counts as speaking. */
const SPEAKING_LEVEL = 2;

export type OwnMediaView = {
  readonly isMicOn: boolean;
  readonly isCameraOn: boolean;
  /** The person is being asked, or a device starts. */
  readonly isOpening: boolean;
  readonly microphoneProblem: DeviceProblem | null;
  readonly cameraProblem: DeviceProblem | null;
  readonly video: MediaStream | null;
  /** 0 to 5. */
  readonly level: number;
  readonly isSpeaking: boolean;
};

export const NO_MEDIA: OwnMediaView = {
  isMicOn: false,
  isCameraOn: false,
  isOpening: false,
  microphoneProblem: null,
  cameraProblem: null,
  video: null,
  level: 0,
  isSpeaking: false,
};

export type OwnMediaEvents = {
  readonly onChange: (view: OwnMediaView) => void;
  /** What is to be sent changed; null, or a track that isn't enabled, is off. */
  readonly onTrack: (kind: DeviceKind, track: MediaStreamTrack | null) => void;
};

type Opened = Result<MediaStreamTrack, DeviceProblem>;

export class OwnMedia {
  readonly #events: OwnMediaEvents;
  readonly #ids: Record<DeviceKind, string>;
  readonly #tracks: Record<DeviceKind, MediaStreamTrack | null> = {
    microphone: null,
    camera: null,
  };
  readonly #problems: Record<DeviceKind, DeviceProblem | null> = {
    microphone: null,
    camera: null,
  };
  /** One request at a time for each device; the other one's doesn't wait for it. */
  readonly #opening = new Set<DeviceKind>();
  #meter: LevelMeter | null = null;
  #level = 0;
  #video: MediaStream | null = null;
  #isClosed = false;

  constructor(ids: Readonly<Record<DeviceKind, string>>, events: OwnMediaEvents) {
    this.#ids = { ...ids };
    this.#events = events;
  }

  get microphone(): MediaStreamTrack | null {
    return this.#tracks.microphone;
  }

  get camera(): MediaStreamTrack | null {
    return this.#tracks.camera;
  }

  /** Opens what the person had on last time. The microphone is opened even when muted then. */
  async open(isMicWanted: boolean, isCameraWanted: boolean): Promise<void> {
    if (!isCameraWanted) {
      await this.#open("microphone");
    } else {
      this.#begin("microphone", "camera");
      const { microphone, camera } = await openBoth(this.#ids.microphone, this.#ids.camera);
      this.#opening.clear();
      this.#take("microphone", microphone);
      this.#take("camera", camera);
    }
    if (!isMicWanted) this.#mute(true);
  }

  /** Muting keeps the device open, so that unmuting is instant. */
  async toggleMicrophone(): Promise<void> {
    const track = this.#tracks.microphone;
    if (track === null) await this.#open("microphone");
    else this.#mute(track.enabled);
  }

  /** For whom a host asked to be quiet. */
  muteMicrophone(): void {
    if (this.#tracks.microphone?.enabled === true) this.#mute(true);
  }

  stopCamera(): void {
    this.#set("camera", null);
  }

  /** Off stops the camera, so that its light goes out. */
  async toggleCamera(): Promise<void> {
    if (this.#tracks.camera === null) await this.#open("camera");
    else this.#set("camera", null);
  }

  async choose(kind: DeviceKind, id: string): Promise<void> {
    this.#ids[kind] = id;
    const track = this.#tracks[kind];
    if (track === null || this.#opening.has(kind)) return;
    const wasEnabled = track.enabled;
    // Phones open one camera at a time.
    if (kind === "camera") track.stop();
    await this.#open(kind);
    if (kind === "microphone" && !wasEnabled) this.#mute(true);
  }

  async retry(kind: DeviceKind): Promise<void> {
    await this.#open(kind);
  }

  /** Something was plugged in: what was missing may be there now. */
  async handleDevicesChange(): Promise<void> {
    for (const kind of ["microphone", "camera"] as const) {
      if (this.#problems[kind] === "none") await this.#open(kind);
    }
  }

  /** Turns both off, for somebody who only wants to watch. */
  turnOff(): void {
    this.#set("microphone", null);
    this.#set("camera", null);
  }

  close(): void {
    this.#isClosed = true;
    this.#set("microphone", null);
    this.#set("camera", null);
  }

  #begin(...kinds: readonly DeviceKind[]): void {
    for (const kind of kinds) this.#opening.add(kind);
    this.#change();
  }

  async #open(kind: DeviceKind): Promise<void> {
    if (this.#opening.has(kind)) return;
    this.#begin(kind);
    const opened = await openDevice(kind, this.#ids[kind]);
    this.#opening.delete(kind);
    this.#take(kind, opened);
  }

  #take(kind: DeviceKind, opened: Opened): void {
    this.#problems[kind] = opened.ok ? null : opened.reason;
    this.#set(kind, opened.ok ? opened.value : null);
  }

  #mute(isMuted: boolean): void {
    const track = this.#tracks.microphone;
    if (track === null) return;
    track.enabled = !isMuted;
    this.#level = 0;
    this.#events.onTrack("microphone", track);
    this.#change();
  }

  #set(kind: DeviceKind, track: MediaStreamTrack | null): void {
    const before = this.#tracks[kind];
    const now = this.#isClosed ? null : track;
    if (now === null) track?.stop();
    if (before === now) {
      this.#change();
      return;
    }
    this.#tracks[kind] = now;
    before?.stop();
    // Fired when the device is unplugged or the permission withdrawn, not by our own `stop`.
    now?.addEventListener("ended", () => void this.#handleEnded(kind, now));
    if (kind === "camera") this.#video = now === null ? null : new MediaStream([now]);
    else this.#measure(now);
    this.#events.onTrack(kind, now);
    this.#change();
  }

  async #handleEnded(kind: DeviceKind, track: MediaStreamTrack): Promise<void> {
    if (this.#tracks[kind] !== track) return;
    this.#set(kind, null);
    await this.#open(kind);
  }

  #measure(microphone: MediaStreamTrack | null): void {
    this.#meter?.close();
    this.#meter = null;
    this.#level = 0;
    if (microphone === null) return;
    this.#meter = new LevelMeter(microphone, (level) => {
      const bars = Math.round(level * LEVELS);
      if (bars === this.#level) return;
      this.#level = bars;
      this.#change();
    });
  }

  #change(): void {
    const isMicOn = this.#tracks.microphone?.enabled ?? false;
    this.#events.onChange({
      isMicOn,
      isCameraOn: this.#tracks.camera !== null,
      isOpening: this.#opening.size > 0,
      microphoneProblem: this.#problems.microphone,
      cameraProblem: this.#problems.camera,
      video: this.#video,
      level: this.#level,
      isSpeaking: isMicOn && this.#level >= SPEAKING_LEVEL,
    });
  }
}
