// The part of the meeting page about recordings: one's own, and what one answered to those of others.

import type { ParticipantId } from "../../protocol/ids.ts";
import type { CallModel } from "../call-model.ts";
import type { RecordingView as Recorded } from "../call-recordings.ts";
import { saveRecording } from "../recording/kept-recordings.ts";
import type { RecordingEnd } from "../recording/recorder.ts";
import { Recorder } from "../recording/recorder.ts";
import { sceneOf } from "../recording/scene.ts";
import { t } from "../words.ts";
import { unwatched } from "./component.ts";
import { elapsedText } from "./elapsed.ts";
import { LimitsView } from "./limits-view.ts";
import { namesInWords } from "./sentence.ts";
import { shortcutOf } from "./shortcut.ts";

/** Each second is shown once. */
const TICK_MS = 1_000;

type Workings = {
  recorder: Recorder | null;
  isStarting: boolean;
  model: CallModel | null;
  /** Who records, as it was told last. */
  known: readonly Recorded[];
  readonly streams: WeakMap<MediaStreamTrack, MediaStream>;
  timer: ReturnType<typeof setInterval> | undefined;
};

export abstract class RecordingView extends LimitsView {
  isRecording = false;
  recordedFor = "";
  /** Who records, in words; "" while nobody does. */
  recordingText = "";
  /** "ask": somebody records, and this person hasn't answered. */
  recordingCard: "" | "ask" | "other" | "own" = "";
  recordingWords = "";
  isInRecording = false;
  isRecordingOpen = false;
  readonly recordings = unwatched<Workings>({
    recorder: null,
    isStarting: false,
    model: null,
    known: [],
    streams: new WeakMap(),
    timer: undefined,
  });

  /** The host lets members record nothing. */
  get isRecordHeld(): boolean {
    return !this.door.mayRecord && this.ownRole === "member";
  }

  startRecordings(): void {
    this.recordings.known = [];
    this.recordings.model = null;
    this.isRecordingOpen = false;
    this.showRecorders([], null);
  }

  toggleRecord(): void {
    if (this.isRecording) void this.stopRecording();
    else if (this.isRecordHeld) this.toast(t("recording.off"));
    else this.openDialog("record");
  }

  async confirmRecord(): Promise<void> {
    this.closeDialog();
    const { recordings } = this;
    if (recordings.isStarting || this.isRecording || this.running === null) return;
    recordings.isStarting = true;
    const started = await Recorder.start((end) => void this.handleRecorderEnd(end)).catch(
      (): RecordingEnd => "failed",
    );
    recordings.isStarting = false;
    if (!(started instanceof Recorder)) {
      this.toast(t(`recording.${started}`));
      return;
    }
    recordings.recorder = started;
    // The call may have ended, or the host forbidden it meanwhile.
    if (this.running === null || this.isRecordHeld) {
      await this.stopRecording();
      return;
    }
    this.isRecording = true;
    const startedAt = performance.now();
    const tick = () => {
      this.recordedFor = elapsedText(performance.now() - startedAt);
    };
    tick();
    recordings.timer = setInterval(tick, TICK_MS);
    this.running.announcements.record(true);
    this.showScene();
  }

  /** What was recorded goes to the downloads. */
  async stopRecording(): Promise<void> {
    const { recorder } = this.recordings;
    if (recorder === null) return;
    this.endRecording();
    await recorder.stop();
    if (await saveRecording(recorder.name)) this.toast(t("recording.saved"));
  }

  endRecording(): void {
    this.recordings.recorder = null;
    this.isRecording = false;
    this.isRecordingOpen = false;
    clearInterval(this.recordings.timer);
    this.running?.announcements.record(false);
  }

  async handleRecorderEnd(end: RecordingEnd): Promise<void> {
    const { recorder } = this.recordings;
    this.endRecording();
    this.toast(t(`recording.${end}`));
    if (recorder !== null) await saveRecording(recorder.name);
  }

  showRecording(model: CallModel): void {
    const { recordings } = this;
    recordings.model = model;
    if (this.isRecording && this.isRecordHeld) {
      void this.stopRecording();
      this.toast(t("recording.stopped"));
    }
    this.showScene();
    this.sayRecordings(model.recordings);
    recordings.known = model.recordings;
    this.showRecorders(model.recordings, model);
  }

  sayRecordings(now: readonly Recorded[]): void {
    const { known } = this.recordings;
    const isIn = (list: readonly Recorded[], { by, id }: Recorded) =>
      list.some((one) => one.by === by && one.id === id);
    for (const one of now) {
      if (!isIn(known, one)) this.say(t("said.recordingAsks", { name: one.name }));
    }
    for (const one of known) {
      if (!isIn(now, one)) this.toast(t("said.recordingOver", { name: one.name }));
    }
  }

  showRecorders(others: readonly Recorded[], model: CallModel | null): void {
    const names = namesInWords(others.map(({ name }) => name));
    const of = others.length === 0 ? "" : t("said.recording", { name: names });
    this.recordingText = this.isRecording ? t("recording.own") : of;
    const [asked] = others.filter(({ answer }) => answer === null);
    const [first] = others;
    this.recordingCard = asked === undefined ? this.openCard(others) : "ask";
    if (asked !== undefined) {
      this.recordingWords = t("said.recordingAsks", { name: asked.name });
    } else if (this.recordingCard === "own" && model !== null) {
      this.recordingWords = this.ownWords(model);
    } else if (first !== undefined) {
      this.isInRecording = first.answer === true;
      const { name } = first;
      this.recordingWords = this.isInRecording
        ? t("said.recordedIn", { name })
        : t("said.recordedOut", { name });
    }
  }

  openCard(others: readonly Recorded[]): "" | "other" | "own" {
    if (!this.isRecordingOpen) return "";
    if (this.isRecording) return "own";
    return others.length === 0 ? "" : "other";
  }

  ownWords({ participants, ownRecording }: CallModel): string {
    const isInside = (id: ParticipantId) => ownRecording?.agreed.has(id) === true;
    const others = participants.filter(({ isSelf }) => !isSelf);
    const namesOf = (wanted: boolean) =>
      others.filter(({ id }) => isInside(id) === wanted).map(({ name }) => name);
    const inside = t("recording.inside", {
      names: namesInWords([t("person.you"), ...namesOf(true)]),
    });
    const outside = namesInWords(namesOf(false));
    return outside === "" ? inside : `${inside} ${t("recording.outside", { names: outside })}`;
  }

  toggleRecordingCard(): void {
    this.isRecordingOpen = !this.isRecordingOpen;
    this.showRecorders(this.recordings.known, this.recordings.model);
  }

  /** To whoever waits for an answer; or, when nobody does, to whom it was given before. */
  answerRecording(isAgreed: boolean): void {
    const { known } = this.recordings;
    const waiting = known.filter(({ answer }) => answer === null);
    this.isRecordingOpen = false;
    const [to] = waiting.length > 0 ? waiting : known;
    if (to !== undefined) this.running?.announcements.answerRecording(to.by, isAgreed);
  }

  /** Of those who agreed; and of oneself as this browser sends it. */
  showScene(): void {
    const { recorder, model } = this.recordings;
    if (recorder === null || model === null) return;
    const { tracks } = this.sharing;
    recorder.show(
      sceneOf(model, {
        video: this.own.video,
        // Muted, it may still listen for whether its person talks.
        sound: this.own.isMicOn ? this.streamOf(this.held.media?.microphone ?? null) : null,
        screen: this.streamOf(tracks?.screen ?? null),
        screenSound: this.streamOf(tracks?.sound ?? null),
        isSpeaking: this.own.isSpeaking,
      }),
    );
  }

  streamOf(track: MediaStreamTrack | null): MediaStream | null {
    if (track === null) return null;
    const { streams } = this.recordings;
    const stream = streams.get(track) ?? new MediaStream([track]);
    streams.set(track, stream);
    return stream;
  }

  override handleShortcut(event: KeyboardEvent): void {
    super.handleShortcut(event);
    const isInCall = document.querySelector(".call") !== null;
    if (!isInCall || document.querySelector("dialog[open]") !== null) return;
    if (this.hasShortcuts && shortcutOf(event) === "O") {
      // The key press would otherwise go on to the dialog's button.
      event.preventDefault();
      this.toggleRecord();
    }
  }
}
