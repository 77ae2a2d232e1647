// One's own microphone and camera: open, off, switched, unplugged; and what the page shows of them.

import type { Result } from "../../base/result.ts";
import type { DeviceProblem } from "../device-problem.ts";
import type { DeviceKind } from "../devices.ts";
import { openBoth, openDevice } from "../devices.ts";
import { LevelMeter } from "../level-meter.ts";
import type { Replaced } from "../media/device-line.ts";
import { DeviceLine } from "../media/device-line.ts";
import type { TrackFilter } from "../media/track-filter.ts";

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
  /** A device went by itself: its name, and that of what is used now; null for nothing. */
  readonly onLost?: (kind: DeviceKind, lost: string, now: string | null) => void;
  /** This browser can't filter as wished: the sound goes on as it is, the camera is off. */
  readonly onFilterFailed?: (kind: DeviceKind) => void;
  /** How loud the microphone is while it is muted, in bars. */
  readonly onMutedLevel?: (bars: number) => void;
};

export type OwnMediaWishes = Readonly<Record<DeviceKind, string>> & {
  readonly isMuted: boolean;
  /** The browser's own suppression of noise. */
  readonly isNoiseSuppressed: boolean;
  /** The microphone goes on in this browser while nothing of it is sent. */
  readonly isHeardMuted: boolean;
};

type Opened = Result<MediaStreamTrack, DeviceProblem>;

export class OwnMedia {
  readonly #events: OwnMediaEvents;
  readonly #ids: Record<DeviceKind, string>;
  readonly #lines: Readonly<Record<DeviceKind, DeviceLine>>;
  /** What the page was told to send last. */
  readonly #told: Record<DeviceKind, MediaStreamTrack | null> = { microphone: null, camera: null };
  readonly #problems: Record<DeviceKind, DeviceProblem | null> = {
    microphone: null,
    camera: null,
  };
  /** One request at a time for each device; the other one's doesn't wait for it. */
  readonly #opening = new Set<DeviceKind>();
  #isMuted: boolean;
  #isNoiseSuppressed: boolean;
  #isHeardMuted: boolean;
  #noiseFilter: TrackFilter | null = null;
  #meter: LevelMeter | null = null;
  #level = 0;
  #video: MediaStream | null = null;
  #isClosed = false;

  constructor(wishes: OwnMediaWishes, events: OwnMediaEvents) {
    this.#ids = { microphone: wishes.microphone, camera: wishes.camera };
    this.#isMuted = wishes.isMuted;
    this.#isNoiseSuppressed = wishes.isNoiseSuppressed;
    this.#isHeardMuted = wishes.isHeardMuted;
    this.#events = events;
    const handleEnded = (kind: DeviceKind) => (device: MediaStreamTrack) =>
      void this.#handleEnded(kind, device);
    this.#lines = {
      // Apart from the device's own, so that one can be muted while the other is measured.
      microphone: new DeviceLine({
        plain: (device) => {
          const track = device.clone();
          return { track, close: () => track.stop() };
        },
        handleEnded: handleEnded("microphone"),
      }),
      camera: new DeviceLine({
        plain: (track) => ({ track, close: () => undefined }),
        handleEnded: handleEnded("camera"),
      }),
    };
  }

  /** What is sent of it; null while it is off. */
  get microphone(): MediaStreamTrack | null {
    return this.#lines.microphone.sent;
  }

  get camera(): MediaStreamTrack | null {
    return this.#lines.camera.sent;
  }

  /** "" while it is off. */
  deviceId(kind: DeviceKind): string {
    return this.#lines[kind].device?.getSettings().deviceId ?? "";
  }

  /** Opens what the person had on last time. The microphone is opened even when muted then. */
  async open(isCameraWanted: boolean): Promise<void> {
    if (!isCameraWanted) {
      await this.#open("microphone");
      return;
    }
    this.#begin("microphone", "camera");
    const { microphone, camera } = await openBoth({
      microphone: this.#wish("microphone"),
      camera: this.#wish("camera"),
    });
    await Promise.all([this.#take("microphone", microphone), this.#take("camera", camera)]);
  }

  /** Muting keeps the device open, so that unmuting is instant. */
  async toggleMicrophone(): Promise<void> {
    if (this.#lines.microphone.device !== null) {
      this.#mute(!this.#isMuted);
      return;
    }
    this.#isMuted = false;
    await this.#open("microphone");
  }

  /** For whom a host asked to be quiet. */
  muteMicrophone(): void {
    if (!this.#isMuted) this.#mute(true);
  }

  /** While a key is held, and only of a microphone that is there. */
  talk(): void {
    if (this.#isMuted && this.microphone !== null) this.#mute(false);
  }

  stopCamera(): void {
    void this.#set("camera", null);
  }

  /** Off stops the camera, so that its light goes out. */
  async toggleCamera(): Promise<void> {
    if (this.#lines.camera.device === null) await this.#open("camera");
    else await this.#set("camera", null);
  }

  async choose(kind: DeviceKind, id: string): Promise<void> {
    this.#ids[kind] = id;
    await this.#reopen(kind);
  }

  /** Whether the browser suppresses noise is said when a microphone is opened. */
  async suppressNoise(isSuppressed: boolean, filter: TrackFilter | null): Promise<void> {
    const isAnew = isSuppressed !== this.#isNoiseSuppressed;
    this.#isNoiseSuppressed = isSuppressed;
    this.#noiseFilter = filter;
    if (isAnew) await this.#reopen("microphone");
    // Somebody may have wished otherwise while the microphone opened: the last wish counts.
    await this.#filter("microphone", this.#noiseFilter);
  }

  async filterCamera(filter: TrackFilter | null): Promise<void> {
    await this.#filter("camera", filter);
  }

  hearMuted(isHeard: boolean): void {
    this.#isHeardMuted = isHeard;
    this.#applyMute();
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
    void this.#set("microphone", null);
    void this.#set("camera", null);
  }

  close(): void {
    this.#isClosed = true;
    this.turnOff();
  }

  #wish(kind: DeviceKind) {
    return { id: this.#ids[kind], isNoiseSuppressed: this.#isNoiseSuppressed };
  }

  #begin(...kinds: readonly DeviceKind[]): void {
    for (const kind of kinds) this.#opening.add(kind);
    this.#change();
  }

  async #open(kind: DeviceKind): Promise<void> {
    if (this.#opening.has(kind)) return;
    this.#begin(kind);
    await this.#take(kind, await openDevice(kind, this.#wish(kind)));
  }

  async #reopen(kind: DeviceKind): Promise<void> {
    const { device } = this.#lines[kind];
    if (device === null || this.#opening.has(kind)) return;
    // Phones open one camera at a time, and one microphone in one way.
    device.stop();
    await this.#open(kind);
  }

  async #take(kind: DeviceKind, opened: Opened): Promise<void> {
    this.#problems[kind] = opened.ok ? null : opened.reason;
    await this.#set(kind, opened.ok ? opened.value : null);
    this.#opening.delete(kind);
    this.#change();
  }

  async #set(kind: DeviceKind, device: MediaStreamTrack | null): Promise<void> {
    if (this.#isClosed) device?.stop();
    const replaced = this.#lines[kind].replace(this.#isClosed ? null : device);
    // Gone at once, whatever a filter still has to do.
    if (this.#lines[kind].sent === null) this.#show(kind);
    await this.#handleReplaced(kind, await replaced);
  }

  async #filter(kind: DeviceKind, filter: TrackFilter | null): Promise<void> {
    await this.#handleReplaced(kind, await this.#lines[kind].setFilter(filter));
  }

  /** Rather no picture than one that shows what was to be hidden; a voice with its noise hides nothing. */
  async #handleReplaced(kind: DeviceKind, replaced: Replaced): Promise<void> {
    if (replaced === "failed") {
      if (kind === "camera") await this.#lines.camera.replace(null);
      await this.#lines[kind].setFilter(null);
      this.#events.onFilterFailed?.(kind);
    }
    if (replaced !== "late") this.#show(kind);
  }

  /** Tells what is sent from now on. */
  #show(kind: DeviceKind): void {
    const { device, sent } = this.#lines[kind];
    if (kind === "microphone") {
      this.#applyMute();
      this.#measure(device);
    } else if (this.#video?.getTracks()[0] !== sent) {
      this.#video = sent === null ? null : new MediaStream([sent]);
    }
    if (sent !== this.#told[kind]) this.#events.onTrack(kind, sent);
    this.#told[kind] = sent;
    this.#change();
  }

  #mute(isMuted: boolean): void {
    this.#isMuted = isMuted;
    if (this.#lines.microphone.device === null) return;
    this.#level = 0;
    this.#applyMute();
    this.#events.onTrack("microphone", this.microphone);
    this.#change();
  }

  #applyMute(): void {
    const { device, sent } = this.#lines.microphone;
    if (sent !== null) sent.enabled = !this.#isMuted;
    if (device !== null) device.enabled = !this.#isMuted || this.#isHeardMuted;
  }

  async #handleEnded(kind: DeviceKind, device: MediaStreamTrack): Promise<void> {
    const lost = device.label;
    await this.#set(kind, null);
    await this.#open(kind);
    this.#events.onLost?.(kind, lost, this.#lines[kind].device?.label ?? null);
  }

  #measure(microphone: MediaStreamTrack | null): void {
    this.#meter?.close();
    this.#meter = null;
    this.#level = 0;
    if (microphone === null) return;
    this.#meter = new LevelMeter(microphone, (level) => {
      const bars = Math.round(level * LEVELS);
      if (this.#isMuted) this.#events.onMutedLevel?.(bars);
      if (this.#isMuted || bars === this.#level) return;
      this.#level = bars;
      this.#change();
    });
  }

  #change(): void {
    const isMicOn = this.microphone?.enabled ?? false;
    this.#events.onChange({
      isMicOn,
      isCameraOn: this.camera !== null,
      isOpening: this.#opening.size > 0,
      microphoneProblem: this.#problems.microphone,
      cameraProblem: this.#problems.camera,
      video: this.#video,
      level: this.#level,
      isSpeaking: isMicOn && this.#level >= SPEAKING_LEVEL,
    });
  }
}
