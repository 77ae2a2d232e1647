// The Alpine component of the page that tests devices: see and hear oneself, hear a tone, ask the network.

import { onDevicesChange } from "../devices.ts";
import { checkNetwork } from "../media/network-check.ts";
import { SoundTest } from "../media/sound-test.ts";
import { unwatched } from "./component.ts";
import { OwnDevices } from "./own-devices.ts";
import { readPreferences } from "./preferences.ts";

/** Long enough for two sentences, short enough to listen to. */
const RECORDED_SECONDS = 5;

type Outcome = "idle" | "busy" | "good" | "bad";

export class DeviceTest extends OwnDevices {
  hasBegun = false;
  /** What is recorded or played now. */
  sound: "idle" | "recording" | "playing" | "tone" | "failed" = "idle";
  secondsLeft = 0;
  /** What the tests play, through the chosen speaker. */
  heard: MediaStream | null = null;
  network: Readonly<Record<"server" | "socket" | "call", Outcome>> = {
    server: "idle",
    socket: "idle",
    call: "idle",
  };
  answerMs = 0;
  readonly test = unwatched<{ sound: SoundTest | null }>({ sound: null });
  /** What the picture of oneself asks for, as in a meeting. */
  readonly initials = "";
  readonly isMirrored = readPreferences().isMirrored;

  init(): void {
    onDevicesChange(() => void this.handleDevicesChange());
    document.addEventListener("keydown", (event) => this.handleShortcut(event));
    addEventListener("pagehide", () => this.closeDevices());
  }

  handleTrack(): void {}

  handleOwn(): void {}

  get isNetworkBusy(): boolean {
    return Object.values(this.network).includes("busy");
  }

  async begin(): Promise<void> {
    this.hasBegun = true;
    await this.openDevices();
  }

  /** In a click: before one the browser may play nothing. */
  soundTest(): SoundTest {
    const sound = this.test.sound ?? new SoundTest();
    this.test.sound = sound;
    this.heard = sound.stream;
    return sound;
  }

  async record(): Promise<void> {
    const { microphone = null } = this.held.media ?? {};
    if (microphone === null || this.sound === "recording") return;
    const sound = this.soundTest();
    this.sound = "recording";
    this.secondsLeft = RECORDED_SECONDS;
    const timer = setInterval(() => {
      this.secondsLeft = Math.max(1, this.secondsLeft - 1);
    }, 1_000);
    const recorded = await sound.record(microphone, RECORDED_SECONDS);
    clearInterval(timer);
    this.sound = recorded === null ? "failed" : "playing";
    if (recorded === null) return;
    await sound.play(recorded);
    this.sound = "idle";
  }

  async playTone(): Promise<void> {
    const sound = this.soundTest();
    this.sound = "tone";
    await sound.playNotes();
    this.sound = "idle";
  }

  async askNetwork(): Promise<void> {
    this.network = { server: "busy", socket: "busy", call: "busy" };
    await checkNetwork((step, answerMs) => {
      if (step === "server" && answerMs !== null) this.answerMs = Math.max(1, Math.round(answerMs));
      this.network = { ...this.network, [step]: answerMs === null ? "bad" : "good" };
    });
  }
}
