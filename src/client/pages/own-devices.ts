// The part of a page about one's own devices: which there are, which are chosen, and what they give.

import type { DeviceKind, DeviceList } from "../devices.ts";
import { listDevices } from "../devices.ts";
import { unwatched } from "./component.ts";
import { NewsView } from "./news-view.ts";
import type { OwnMediaEvents, OwnMediaView } from "./own-media.ts";
import { NO_MEDIA, OwnMedia } from "./own-media.ts";
import { keepPreferences, readPreferences } from "./preferences.ts";
import { shortcutOf } from "./shortcut.ts";

/** The meter's level changes often, and no tile shows it. */
const SHOWN_ON_TILE = ["isMicOn", "isCameraOn", "isSpeaking", "video"] as const;

type Chosen = Readonly<Record<DeviceKind | "speaker", string>>;

function chosenBefore(): Chosen {
  const { microphone, camera, speaker } = readPreferences();
  return { microphone, camera, speaker };
}

export abstract class OwnDevices extends NewsView {
  own: OwnMediaView = NO_MEDIA;
  devices: DeviceList = { microphones: [], cameras: [], speakers: [] };
  chosen = chosenBefore();
  hasShortcuts = readPreferences().hasShortcuts;
  readonly held = unwatched<{ media: OwnMedia | null }>({ media: null });

  /** What is to be sent changed; null, or a track that isn't enabled, is off. */
  abstract handleTrack(kind: DeviceKind, track: MediaStreamTrack | null): void;

  /** What the page shows of the devices changed, other than the meter. */
  abstract handleOwn(): void;

  async openDevices(): Promise<void> {
    const { isMicWanted, isCameraWanted, isHeardMuted, noise } = readPreferences();
    const wishes = {
      microphone: this.chosen.microphone,
      camera: this.chosen.camera,
      isMuted: !isMicWanted,
      isNoiseSuppressed: noise === "browser",
      isHeardMuted,
    };
    const media = new OwnMedia(wishes, {
      onChange: (view) => this.show(view),
      onTrack: (kind, track) => this.handleTrack(kind, track),
      ...this.mediaNews(),
    });
    this.held.media = media;
    this.prepareMedia(media);
    await media.open(isCameraWanted && this.isCameraAllowed);
    await this.handleDevicesChange();
  }

  /** What else the page wants to hear of the devices. */
  mediaNews(): Partial<OwnMediaEvents> {
    return {};
  }

  /** Before anything is opened. */
  prepareMedia(_media: OwnMedia): void {}

  get isCameraAllowed(): boolean {
    return true;
  }

  closeDevices(): void {
    this.held.media?.close();
    this.held.media = null;
  }

  show(view: OwnMediaView): void {
    const isSameTile = SHOWN_ON_TILE.every((part) => view[part] === this.own[part]);
    this.own = view;
    if (!isSameTile) this.handleOwn();
  }

  async handleDevicesChange(): Promise<void> {
    await this.held.media?.handleDevicesChange();
    this.devices = await listDevices();
    this.noteChosen();
  }

  /** Shows in the menus what was really opened: a remembered device may be gone. */
  noteChosen(): void {
    const openId = (kind: DeviceKind) => this.held.media?.deviceId(kind) || this.chosen[kind];
    this.chosen = { ...this.chosen, microphone: openId("microphone"), camera: openId("camera") };
  }

  async toggleMicrophone(): Promise<void> {
    await this.held.media?.toggleMicrophone();
    keepPreferences({ isMicWanted: this.own.isMicOn });
  }

  async toggleCamera(): Promise<void> {
    await this.held.media?.toggleCamera();
    keepPreferences({ isCameraWanted: this.own.isCameraOn });
  }

  async retry(kind: DeviceKind): Promise<void> {
    await this.held.media?.retry(kind);
    await this.handleDevicesChange();
  }

  async choose(kind: DeviceKind | "speaker", id: string): Promise<void> {
    this.chosen = { ...this.chosen, [kind]: id };
    keepPreferences({ [kind]: id });
    if (kind !== "speaker") await this.held.media?.choose(kind, id);
    this.noteChosen();
  }

  handleShortcut(event: KeyboardEvent): void {
    if (!this.hasShortcuts) return;
    const key = shortcutOf(event);
    if (key === "M") void this.toggleMicrophone();
    if (key === "V") void this.toggleCamera();
  }

  keepShortcuts(): void {
    keepPreferences({ hasShortcuts: this.hasShortcuts });
  }
}
