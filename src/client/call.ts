// One call as the page sees it: the workers, the peer connection, and a model of what they tell.

import { unreachable } from "../base/assert.ts";
import type { Bytes } from "../base/bytes.ts";
import { copy } from "../base/bytes.ts";
import type { Millis } from "../base/time.ts";
import { encodeFragment, formatFragment, parseFragment } from "../core/link/fragment.ts";
import type { MeetingId } from "../protocol/ids.ts";
import type { Source } from "../protocol/socket-messages.ts";
import type { Act, Door, FromCallWorker, OpenSignal, Reaction } from "./call-messages.ts";
import type { CallModel } from "./call-model.ts";
import { CallState } from "./call-state.ts";
import { CallWorkers } from "./call-workers.ts";
import type { Failure } from "./failure.ts";
import type { FromFrameWorker } from "./frame-messages.ts";
import { Peer } from "./peer.ts";
import { ViewRequest } from "./view-request.ts";

/** Shorter flickers, longer lags behind the voice. */
const SPEAKING_MS = 200;

/** RMS as a fraction of full scale; below it is breath and fans. */
const SPEAKING_LEVEL = 0.02;

/** How long a lost meeting is tried again before the person is told. */
const REENTRY_MS = 60_000;
const REENTRY_PAUSE_MS = 1_000;

/** Longer keeps keys in memory for nothing, shorter may cut off the word that we leave. */
const GOODBYE_MS = 500;

/** What ends a session but not the wish to be in the meeting. */
const RETRYABLE: ReadonlySet<Failure> = new Set<Failure>([
  "server-gone",
  "shutting-down",
  "unknown-session",
  "group-lost",
]);

export type CallOptions = {
  readonly meetingId: MeetingId;
  /** The decoded fragment of the link; with the host's seed in a host's browser. */
  readonly fragment: Bytes;
  readonly onChange: (model: CallModel) => void;
};

export type OwnTracks = {
  readonly microphone: MediaStreamTrack | null;
  readonly camera: MediaStreamTrack | null;
};

export class Call {
  readonly #options: CallOptions;
  readonly #state = new CallState();
  #fragment: Bytes;
  #tracks: OwnTracks = { microphone: null, camera: null };
  #name = "";
  #passphrase: string | null = null;
  #workers: CallWorkers | null = null;
  #peer: Peer | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lostAt: number | null = null;
  /** What a new group begins without when this one is lost: the host's decisions. */
  #door: Door | null = null;
  readonly #view = new ViewRequest();
  #chatId = 0;
  #isDirty = false;

  constructor(options: CallOptions) {
    this.#options = options;
    this.#fragment = copy(options.fragment);
    this.#state.invitation = invitationOf(this.#fragment);
  }

  /** Enters the meeting. Tracks that are null are off, and can be set later. */
  join(name: string, tracks: OwnTracks, passphrase: string | null = null): void {
    this.#name = name;
    this.#passphrase = passphrase;
    this.#tracks = { ...tracks };
    this.#state.isMicOn = tracks.microphone?.enabled ?? false;
    this.#state.isCameraOn = tracks.camera !== null;
    this.#timer = setInterval(() => this.#handleTick(), SPEAKING_MS);
    this.#enter();
  }

  /** Replaces what is sent; null, or a track that isn't enabled, is off. Tells the others. */
  async setTrack(source: "microphone" | "camera", track: MediaStreamTrack | null): Promise<void> {
    this.#tracks = { ...this.#tracks, [source]: track };
    if (source === "microphone") this.#state.isMicOn = track?.enabled ?? false;
    else this.#state.isCameraOn = track !== null;
    this.#tellStatus();
    this.#change();
    await this.#peer?.setTrack(source, track);
  }

  /** A host's or co-host's act; the model tells how it went. */
  act(act: Act): void {
    this.#state.handleActStarted(act.type);
    this.#workers?.send({ type: "act", act });
    this.#change();
  }

  chat(text: string): void {
    const self = this.#self();
    if (self === null) return;
    this.#signal({ type: "chat", id: this.#chatId++, text });
    this.#state.talk.handleChat(self, text, true, Date.now());
    this.#change();
  }

  react(emoji: Reaction): void {
    const self = this.#self();
    if (self === null) return;
    this.#signal({ type: "reaction", emoji });
    this.#state.talk.handleReaction(self, emoji, Date.now());
    this.#change();
  }

  raiseHand(isRaised: boolean): void {
    const self = this.#self();
    if (self === null) return;
    this.#signal({ type: "hand", isRaised });
    this.#state.talk.handleHand(self.participantId, isRaised);
    this.#change();
  }

  leave(): void {
    this.#workers?.send({ type: "leave" });
    this.#end(null);
  }

  #self() {
    const { selfId, phase } = this.#state;
    if (selfId === null || phase !== "joined") return null;
    return { participantId: selfId, name: this.#name };
  }

  #signal(signal: OpenSignal): void {
    this.#workers?.send({ type: "signal", signal });
  }

  #enter(): void {
    this.#state.phase = "entering";
    const { meetingId } = this.#options;
    this.#workers = new CallWorkers(
      {
        type: "enter",
        meetingId,
        fragment: copy(this.#fragment),
        passphrase: this.#passphrase,
        name: this.#name,
        door: this.#door,
      },
      {
        handleCall: (message) => this.#handleCall(message),
        handleFrames: (message) => this.#handleFrames(message),
        handleLost: (failure) => this.#end(failure),
      },
    );
    this.#change();
  }

  #handleCall(message: FromCallWorker): void {
    const state = this.#state;
    switch (message.type) {
      case "entered":
        state.selfId = message.participantId;
        void this.#connect();
        break;
      case "knocking":
        state.phase = "knocking";
        break;
      case "answer":
        void this.#peer?.accept(message.sdp).catch(() => this.#end("unsupported-media"));
        break;
      case "media-lost":
        void this.#connect();
        break;
      case "slots":
        state.handleSlots(message.assignments);
        break;
      case "roster":
        this.#handleRoster(message);
        break;
      case "policy":
        this.#door = message.door;
        state.door = message.door;
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
      case "asked":
        state.talk.handleAsked(state.nameOf(message.by), message.what);
        break;
      case "link":
        this.#handleLink(message.fragment);
        break;
      case "act-done":
        state.handleActDone(message.act, message.isThrough);
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
      // Not kept yet: a host cut off in mid-rotation has the new link from the others, if there are any.
      case "next-link":
      case "pong":
        return;
      default:
        unreachable(message);
    }
    this.#change();
  }

  #handleRoster(roster: Extract<FromCallWorker, { type: "roster" }>): void {
    const isFirst = this.#state.phase !== "joined";
    this.#lostAt = null;
    this.#state.handleRoster(roster);
    if (!isFirst) return;
    this.#tellStatus();
    this.#view.handleEntered();
  }

  /** A replaced link: from here on to share, and to come back by. */
  #handleLink(fragment: Bytes): void {
    this.#fragment = this.#withHostSeed(fragment);
    this.#state.invitation = invitationOf(fragment);
  }

  #withHostSeed(fragment: Bytes): Bytes {
    const next = parseFragment(fragment);
    const hostSeed = parseFragment(this.#fragment)?.hostSeed ?? null;
    return next === null ? fragment : encodeFragment({ ...next, hostSeed });
  }

  #handleFrames(message: FromFrameWorker): void {
    switch (message.type) {
      case "label":
        if (!this.#state.handleLabel(message.kind, message.slot, message)) return;
        break;
      case "trouble": {
        const trouble = message.drop === "no-key" ? "no-key" : "stalled";
        this.#state.handleTrouble(message.kind, message.slot, trouble);
        break;
      }
      case "recovered":
        this.#state.handleTrouble(message.kind, message.slot, null);
        break;
      case "counts":
        return;
      default:
        unreachable(message);
    }
    this.#change();
  }

  /** Makes the peer connection and its one offer; again when the last one failed. */
  async #connect(): Promise<void> {
    this.#peer?.close();
    this.#state.handleMediaReset();
    const workers = this.#workers;
    if (workers === null) return;
    try {
      const peer = new Peer({
        frameWorker: workers.frame,
        handleConnection: (state) => this.#handleMedia(peer, state),
        handleStall: (slot) => workers.send({ type: "refresh", slot }),
      });
      this.#peer = peer;
      for (const source of ["microphone", "camera"] as const satisfies readonly Source[]) {
        await peer.setTrack(source, this.#tracks[source]);
      }
      const sdp = await peer.offer();
      if (this.#peer === peer) workers.send({ type: "offer", sdp });
    } catch {
      this.#end("unsupported-browser");
    }
  }

  #handleMedia(peer: Peer, state: RTCPeerConnectionState): void {
    if (peer !== this.#peer) return;
    this.#state.isMediaUp = state === "connected";
    if (state === "failed") void this.#connect();
    this.#change();
  }

  #handleTick(): void {
    const speaking = this.#peer?.slotsLouderThan(SPEAKING_LEVEL) ?? new Set();
    const hasSpeakingChanged = this.#state.handleSpeaking(speaking);
    if (this.#state.talk.handleTick(Date.now()) || hasSpeakingChanged) this.#change();
    this.#tellView();
  }

  /** Every tile is on the stage; when there are more than slots, the server needs an order. */
  #tellView(): void {
    if (this.#state.phase !== "joined") return;
    const { speaking } = this.#state;
    this.#view.handleTiles({ pinned: [], visible: this.#state.camerasOn(), speaking });
    const message = this.#view.takeMessage(performance.now() as Millis);
    if (message !== null) this.#workers?.send(message);
  }

  #tellStatus(): void {
    if (this.#state.phase !== "joined") return;
    const { isMicOn, isCameraOn } = this.#state;
    this.#signal({ type: "status", isMicOn, isCameraOn });
  }

  #handleEnded(failure: Failure | null): void {
    const hasBeenIn = this.#state.phase === "joined" || this.#lostAt !== null;
    this.#lostAt ??= performance.now();
    const isLate = performance.now() - this.#lostAt > REENTRY_MS;
    if (failure === null || !RETRYABLE.has(failure) || !hasBeenIn || isLate) {
      this.#end(failure);
      return;
    }
    this.#closeWorkers();
    this.#state.isSocketUp = false;
    setTimeout(() => {
      if (this.#state.phase !== "ended") this.#enter();
    }, REENTRY_PAUSE_MS);
  }

  #closeWorkers(): void {
    this.#peer?.close();
    this.#peer = null;
    this.#workers?.close();
    this.#workers = null;
    this.#state.handleMediaReset();
  }

  #end(failure: Failure | null): void {
    if (this.#state.phase === "ended") return;
    this.#state.phase = "ended";
    this.#state.failure = failure;
    this.#fragment.fill(0);
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
      this.#options.onChange(
        this.#state.model((kind, slot) => this.#peer?.slotStream(kind, slot) ?? null),
      );
    });
  }
}

/** The text after the # of the link to share: never with the host's seed. */
function invitationOf(fragment: Bytes): string {
  const parsed = parseFragment(fragment);
  return parsed === null ? "" : formatFragment({ ...parsed, hostSeed: null });
}
