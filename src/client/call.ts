// One call as the page sees it: the workers, the peer connection, and a model of what they tell.

import { unreachable } from "../base/assert.ts";
import type { Bytes } from "../base/bytes.ts";
import { copy } from "../base/bytes.ts";
import type { Millis } from "../base/time.ts";
import type { MeetingId } from "../protocol/ids.ts";
import type { Source } from "../protocol/socket-messages.ts";
import { CallAnnouncements } from "./call-announcements.ts";
import { CallLinks } from "./call-links.ts";
import { CallMedia } from "./call-media.ts";
import type { Act, FromCallWorker, PageSignal, ToCallWorker } from "./call-messages.ts";
import type { CallModel } from "./call-model.ts";
import { CallState } from "./call-state.ts";
import { CallWorkers } from "./call-workers.ts";
import { CallWriting } from "./call-writing.ts";
import type { Failure } from "./failure.ts";
import type { FromFrameWorker } from "./frame-messages.ts";
import type { DataMode } from "./media/data-mode.ts";
import { Reentry } from "./reentry.ts";

/** Shorter flickers, longer lags behind the voice. */
const SPEAKING_MS = 200;

/** Longer keeps keys in memory for nothing, shorter may cut off the word that we leave. */
const GOODBYE_MS = 500;

export type CallOptions = {
  readonly meetingId: MeetingId;
  /** The decoded fragment of the link; with the host's seed in a host's browser. */
  readonly fragment: Bytes;
  /** Which may be the link instead, where this browser knows of any. */
  readonly others?: readonly Bytes[];
  readonly onChange: (model: CallModel) => void;
  /** What to come back with after a crash, to be stored before this returns. */
  readonly onLinks: (current: Bytes, others: readonly Bytes[]) => void;
};

export type OwnTracks = {
  readonly microphone: MediaStreamTrack | null;
  readonly camera: MediaStreamTrack | null;
};

export class Call extends CallWriting {
  readonly #options: CallOptions;
  readonly #state = new CallState();
  readonly #links: CallLinks;
  readonly #media: CallMedia;
  readonly announcements: CallAnnouncements;
  #name = "";
  #passphrase: string | null = null;
  #workers: CallWorkers | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #reentry = new Reentry();
  /** Of the call that was lost, while the next one hasn't begun. */
  #callWorker: Worker | null = null;
  #isDirty = false;

  constructor(options: CallOptions) {
    super();
    this.#options = options;
    this.#links = new CallLinks(options.fragment, options.others ?? []);
    this.#state.invitation = this.#links.invitation;
    this.announcements = new CallAnnouncements(
      this.#state,
      (signal) => {
        if (this.#state.phase === "joined") this.#signal(signal);
      },
      () => this.#change(),
    );
    this.#media = new CallMedia(this.#state, {
      handleChange: () => this.#change(),
      handleNetwork: (level) => this.announcements.network(level),
      handleFailure: (failure) => this.#end(failure),
    });
  }

  /** While the person is still at the door: going in takes less time then. */
  prepare(): void {
    this.#ready();
  }

  /** Enters the meeting. Tracks that are null are off, and can be set later. */
  join(name: string, tracks: OwnTracks, passphrase: string | null = null): void {
    this.#name = name;
    this.#passphrase = passphrase;
    for (const source of ["microphone", "camera"] as const) {
      void this.#media.setTrack(source, tracks[source]);
    }
    this.#state.isMicOn = tracks.microphone?.enabled ?? false;
    this.#state.isCameraOn = tracks.camera !== null;
    this.#timer = setInterval(() => this.#handleTick(), SPEAKING_MS);
    this.#enter();
  }

  /** Replaces what is sent; null, or a track that isn't enabled, is off. Tells the others. */
  async setTrack(source: Source, track: MediaStreamTrack | null): Promise<void> {
    if (source === "microphone") this.#state.isMicOn = track?.enabled ?? false;
    if (source === "camera") this.#state.isCameraOn = track !== null;
    if (source === "screen") this.#state.isSharing = track !== null;
    this.#tellStatus();
    this.#change();
    await this.#media.setTrack(source, track);
  }

  /** Which pictures the stage shows now. */
  setShown(shown: Parameters<CallMedia["setShown"]>[0]): void {
    this.#media.setShown(shown);
  }

  /** Which pictures come and go. */
  setData(mode: DataMode): void {
    this.#media.setData(mode);
  }

  /** A host's or co-host's act; the model tells how it went. */
  act(act: Act): void {
    this.#state.handleActStarted(act.type);
    // Between two entries nobody is there to do it, nor to answer.
    if (this.#workers === null) this.#state.handleActDone(act.type, false);
    else this.#workers.send({ type: "act", act });
    this.#change();
  }

  /** To who hands the meeting over to this person. */
  answerHostOffer(isAccepted: boolean): void {
    this.#state.handleHostAnswered();
    this.#workers?.send({ type: "host-answer", isAccepted });
    this.#change();
  }

  leave(): void {
    this.#workers?.send({ type: "leave" });
    this.#end(null);
  }

  protected override get state(): CallState {
    return this.#state;
  }

  protected override send(message: ToCallWorker): void {
    this.#workers?.send(message);
  }

  protected override change(): void {
    this.#change();
  }

  #signal(signal: PageSignal): void {
    this.#workers?.send({ type: "signal", signal });
  }

  /** Starts the workers, and makes the offer that takes the browser a moment. */
  #ready(): CallWorkers {
    const handlers = {
      handleCall: (message: FromCallWorker) => this.#handleCall(message),
      handleFrames: (message: FromFrameWorker) => this.#media.handleFrames(message),
      handleLost: (failure: Failure) => this.#end(failure),
    };
    const workers = new CallWorkers(handlers, this.#callWorker);
    this.#callWorker = null;
    this.#workers = workers;
    void this.#media.connect(workers);
    return workers;
  }

  #enter(): void {
    this.#state.phase = "entering";
    const workers = this.#workers ?? this.#ready();
    workers.enter({
      type: "enter",
      meetingId: this.#options.meetingId,
      fragment: copy(this.#links.current),
      passphrase: this.#passphrase,
      name: this.#name,
    });
    this.#change();
  }

  #handleCall(message: FromCallWorker): void {
    const state = this.#state;
    switch (message.type) {
      case "entered":
        state.selfId = message.participantId;
        this.#links.handleOpened();
        break;
      case "knocking":
        state.phase = "knocking";
        break;
      case "answer":
        this.#media.accept(message.sdp);
        break;
      case "relay":
        this.#media.setRelay(message.relay);
        break;
      case "ends-in":
        state.limits.handleEndsIn(message.ms, Date.now());
        break;
      case "full":
        state.limits.handleFull(message.most);
        break;
      case "media-lost":
        this.#media.handleLost();
        break;
      case "slots":
        state.handleSlots(message.assignments);
        break;
      case "layers":
        this.#media.setLayers(message.wanted);
        return;
      case "roster":
        this.#handleRoster(message);
        break;
      case "policy":
        state.door = message.door;
        state.spotlight = message.spotlight;
        break;
      case "knocks":
        state.waiting = message.waiting.map(({ participantId, name }) => ({
          id: participantId,
          name,
        }));
        break;
      case "signal":
        state.handleSignal(message.from, message.signal, Date.now());
        break;
      case "files":
        state.fileBytesMax = message.bytesMax;
        break;
      case "file-line":
        state.chat.handleFile(state.named(message.from), message, Date.now());
        break;
      case "file-state":
        state.chat.handleFileState(message.line, message.state);
        break;
      case "asked":
        state.talk.handleAsked(state.nameOf(message.by), message.what);
        break;
      case "next-link":
        this.#links.handleNext(message.fragment);
        this.#keepLinks();
        this.#workers?.send({ type: "next-link-kept" });
        break;
      case "link":
        this.#links.handleReplaced(message.fragment);
        this.#keepLinks();
        break;
      case "act-done":
        state.handleActDone(message.act, message.isThrough);
        if (message.act === "rotate-link") this.#handleRotationDone(message.isThrough);
        break;
      case "alarm":
        state.handleAlarm(message.alarm);
        break;
      case "connection":
        state.isSocketUp = message.state === "up";
        break;
      case "ended":
        this.#handleEnded(message.failure);
        break;
      case "host-offered":
        state.handleHostOffered(message.by);
        break;
      case "host-link":
        this.#links.handleHostLink(message.fragment);
        this.#keepLinks();
        break;
      case "pong":
        return;
      default:
        unreachable(message);
    }
    this.#change();
  }

  #handleRoster(roster: Extract<FromCallWorker, { type: "roster" }>): void {
    const isFirst = this.#state.phase !== "joined";
    this.#reentry.handleJoined();
    this.#state.handleRoster(roster);
    if (!isFirst) return;
    this.#media.handleEntered();
    this.#tellStatus();
    this.announcements.retell();
    this.#links.handleJoined();
    this.#keepLinks();
  }

  #handleRotationDone(isThrough: boolean): void {
    this.#links.handleRotationDone(isThrough);
    this.#keepLinks();
  }

  #keepLinks(): void {
    this.#state.invitation = this.#links.invitation;
    this.#options.onLinks(this.#links.current, this.#links.others);
  }

  #handleTick(): void {
    this.#media.handleTick(performance.now() as Millis);
    if (this.#state.talk.handleTick(Date.now())) this.#change();
  }

  #tellStatus(): void {
    if (this.#state.phase !== "joined") return;
    const { isMicOn, isCameraOn, isSharing } = this.#state;
    this.#signal({ type: "status", isMicOn, isCameraOn, isSharing });
  }

  #handleEnded(failure: Failure | null): void {
    if (failure === "wrong-link" && this.#links.handleWrongLink()) {
      this.#releaseWorkers();
      this.#enter();
      return;
    }
    const pauseMs = this.#reentry.pauseMs(failure, performance.now());
    if (pauseMs === null) {
      this.#end(failure);
      return;
    }
    this.#releaseWorkers();
    this.#state.isSocketUp = false;
    setTimeout(() => {
      if (this.#state.phase !== "ended") this.#enter();
    }, pauseMs);
  }

  /** The meeting is to be entered again: the call worker stays. */
  #releaseWorkers(): void {
    this.#media.close();
    this.#callWorker = this.#workers?.release() ?? null;
    this.#workers = null;
    this.#state.handleCallLost();
  }

  #closeWorkers(): void {
    this.#media.close();
    this.#workers?.close();
    this.#workers = null;
    this.#callWorker?.terminate();
    this.#callWorker = null;
  }

  #end(failure: Failure | null): void {
    if (this.#state.phase === "ended") return;
    this.#state.phase = "ended";
    this.#state.failure = failure;
    this.#links.close();
    this.#state.invitation = "";
    this.#passphrase = null;
    clearInterval(this.#timer);
    if (failure === null) setTimeout(() => this.#closeWorkers(), GOODBYE_MS);
    else this.#closeWorkers();
    this.#change();
  }

  /** Tells the page once for all changes of this turn. */
  #change(): void {
    if (this.#isDirty) return;
    this.#isDirty = true;
    queueMicrotask(() => {
      this.#isDirty = false;
      this.#options.onChange(this.#state.model((kind, slot) => this.#media.stream(kind, slot)));
    });
  }
}
