// The part of the meeting page about how one is seen and heard: noise, background, data, talking while muted.

import type { DeviceKind, DeviceList } from "../devices.ts";
import type { DataMode } from "../media/data-mode.ts";
import { DATA_MODES } from "../media/data-mode.ts";
import type { Plugged } from "../media/device-changes.ts";
import { pluggedIn, pulledOut } from "../media/device-changes.ts";
import type { Background, Noise } from "../media/filters.ts";
import { BACKGROUNDS, backgroundFilter, NOISES, noiseFilter } from "../media/filters.ts";
import { MutedSpeech } from "../media/muted-speech.ts";
import { hasPicture, keepPicture } from "../media/own-picture.ts";
import { t } from "../words.ts";
import { unwatched } from "./component.ts";
import { OwnDevices } from "./own-devices.ts";
import type { OwnMedia, OwnMediaEvents } from "./own-media.ts";
import { keepPreferences, readPreferences } from "./preferences.ts";
import type { RunningCall } from "./running-call.ts";
import { TalkKey } from "./talk-key.ts";

/** @returns what was kept, unless an older or newer version kept something else. */
function oneOf<T extends string>(known: readonly [T, ...T[]], kept: string): T {
  return known.find((each) => each === kept) ?? known[0];
}

type Listening = { readonly speech: MutedSpeech; readonly closing: AbortController };

export abstract class DeviceChoices extends OwnDevices {
  noise: Noise = oneOf(NOISES, readPreferences().noise);
  background: Background = oneOf(BACKGROUNDS, readPreferences().background);
  /** The background, or the sound, is being made ready. */
  isFiltering = false;
  isPictureBad = false;
  /** It couldn't be hidden, and the camera went off. */
  isBackgroundLost = false;
  data: DataMode = oneOf(DATA_MODES, readPreferences().data);
  hasTalkKey = readPreferences().hasTalkKey;
  isHeardMuted = readPreferences().isHeardMuted;
  /** What was plugged in and isn't used; empty for nothing. */
  offered: readonly Plugged[] = [];
  readonly listening = unwatched<Listening>({
    speech: new MutedSpeech(),
    closing: new AbortController(),
  });

  abstract get running(): RunningCall | null;

  abstract get isInCall(): boolean;

  /** Once. */
  listenForTalk(): void {
    const start = () => this.startTalking();
    const stop = () => this.held.media?.muteMicrophone();
    new TalkKey({ start, stop }, this.listening.closing.signal);
  }

  /** @returns whether the person is heard, or told why not. */
  startTalking(): boolean {
    const { media } = this.held;
    const isMuted = this.isInCall && !this.own.isMicOn && media?.microphone != null;
    if (!this.hasTalkKey || !isMuted || document.querySelector("dialog[open]") !== null) {
      return false;
    }
    media?.talk();
    return true;
  }

  override mediaNews(): Partial<OwnMediaEvents> {
    return {
      onLost: (kind, lost, now) => this.handleLost(kind, lost, now),
      onFilterFailed: (kind) => this.handleFilterFailed(kind),
      onMutedLevel: (bars) => this.handleMutedLevel(bars),
    };
  }

  override prepareMedia(media: OwnMedia): void {
    void media.suppressNoise(this.noise === "browser", noiseFilter(this.noise));
    void media.filterCamera(backgroundFilter(this.background));
  }

  override get isCameraAllowed(): boolean {
    return this.data !== "sound";
  }

  handleMutedLevel(bars: number): void {
    const isNews = this.listening.speech.handleLevel(bars, performance.now());
    if (isNews && this.isInCall) this.toast(t("muted.hint"));
  }

  handleLost(kind: DeviceKind, lost: string, now: string | null): void {
    const device = lost === "" ? t(`lost.${kind}`) : lost;
    if (now === null) this.toast(t(`unplugged.last.${kind}`, { device }));
    else this.toast(t("unplugged.next", { device, next: now }));
  }

  override async handleDevicesChange(): Promise<void> {
    const before = this.devices;
    await super.handleDevicesChange();
    this.followSpeaker(before);
    const gone = new Set(pulledOut(before, this.devices).map(({ id }) => id));
    const isUsed = ({ kind, id }: Plugged) => this.chosen[kind] === id;
    const plugged = pluggedIn(before, this.devices).filter((one) => !isUsed(one));
    const waiting = this.offered.filter(({ id }) => !gone.has(id));
    this.offered = [...waiting, ...plugged];
    if (plugged.length > 0) this.say(this.offerText);
  }

  /** The browser goes on with its default by itself. */
  followSpeaker(before: DeviceList): void {
    const { speaker } = this.chosen;
    const lost = pulledOut(before, this.devices).find((one) => one.kind === "speaker");
    if (lost === undefined || lost.id !== speaker) return;
    this.chosen = { ...this.chosen, speaker: "" };
    this.toast(t("unplugged.speaker", { device: lost.label }));
  }

  get offerText(): string {
    const [first] = this.offered;
    return first === undefined ? "" : t("plugged.in", { device: first.label });
  }

  async answerOffer(isAccepted: boolean): Promise<void> {
    const { offered } = this;
    this.offered = [];
    if (!isAccepted) return;
    // What comes in one piece, a headset, is taken as one; of two cameras the first.
    const kinds = new Set(offered.map(({ kind }) => kind));
    for (const kind of kinds) {
      await this.choose(kind, offered.find((one) => one.kind === kind)?.id ?? "");
    }
  }

  async chooseNoise(noise: Noise): Promise<void> {
    this.noise = noise;
    keepPreferences({ noise });
    this.isFiltering = true;
    await this.held.media?.suppressNoise(noise === "browser", noiseFilter(noise));
    this.isFiltering = false;
  }

  /** "image" where none was chosen yet waits for one. */
  async chooseBackground(background: Background): Promise<void> {
    this.background = background;
    this.isPictureBad = false;
    this.isBackgroundLost = false;
    if (background === "image" && !(await hasPicture())) return;
    // Another was chosen meanwhile.
    if (this.background !== background) return;
    keepPreferences({ background });
    this.isFiltering = true;
    await this.held.media?.filterCamera(backgroundFilter(background));
    this.isFiltering = false;
  }

  async choosePicture(files: FileList | null): Promise<void> {
    const [file] = files ?? [];
    if (file === undefined) return;
    this.isPictureBad = !(await keepPicture(file));
    if (!this.isPictureBad) await this.chooseBackground("image");
  }

  handleFilterFailed(kind: DeviceKind): void {
    this.isFiltering = false;
    if (kind === "camera") {
      this.isBackgroundLost = true;
      this.background = "none";
      keepPreferences({ background: "none" });
      this.toast(t("background.failed"));
      return;
    }
    this.toast(t("noise.failed"));
    void this.chooseNoise("browser");
  }

  chooseData(data: DataMode): void {
    this.data = data;
    keepPreferences({ data });
    if (data === "sound") this.held.media?.stopCamera();
    this.running?.setData(data);
  }

  /** On coming in: somebody who chose it days ago may wonder where everybody is. */
  tellData(): void {
    this.running?.setData(this.data);
    if (this.data === "sound") this.toast(t("data.sound"));
  }

  keepTalkKey(): void {
    keepPreferences({ hasTalkKey: this.hasTalkKey });
  }

  keepHeardMuted(): void {
    keepPreferences({ isHeardMuted: this.isHeardMuted });
    this.held.media?.hearMuted(this.isHeardMuted);
  }
}
