// The media of a call: its peer connection, made anew when it fails, what it sends, and what its slots carry.

import { unreachable } from "../base/assert.ts";
import type { Millis } from "../base/time.ts";
import type { NetworkLevel } from "../core/mls/signal.ts";
import type { Kind, Relay, Source, Wanted } from "../protocol/socket-messages.ts";
import { SOURCES } from "../protocol/socket-messages.ts";
import type { LayersWanted } from "../protocol/video-layers.ts";
import type { CallState } from "./call-state.ts";
import type { CallWorkers } from "./call-workers.ts";
import type { Failure } from "./failure.ts";
import type { FromFrameWorker } from "./frame-messages.ts";
import type { DataMode } from "./media/data-mode.ts";
import { heightIn, layersIn } from "./media/data-mode.ts";
import { OfferPace } from "./offer-pace.ts";
import { Peer } from "./peer.ts";
import type { ShownTiles } from "./view-request.ts";
import { ViewRequest } from "./view-request.ts";

/** RMS as a fraction of full scale; below it is breath and fans. */
const SPEAKING_LEVEL = 0.02;

/** Before the server says what is received: all of a camera, in what every browser decodes. */
const UNASKED_CAMERA: LayersWanted = { source: "camera", active: [], codec: "vp8" };

export type CallMediaEvents = {
  readonly handleChange: () => void;
  /** How this end's own connection is, told again and again. */
  readonly handleNetwork: (level: NetworkLevel) => void;
  /** There is no call without media. */
  readonly handleFailure: (failure: Failure) => void;
};

export class CallMedia {
  readonly #state: CallState;
  readonly #events: CallMediaEvents;
  readonly #tracks: Record<Source, MediaStreamTrack | null> = {
    microphone: null,
    camera: null,
    screen: null,
    "screen-audio": null,
  };
  readonly #view = new ViewRequest();
  readonly #layersWanted = new Map<Source, LayersWanted>();
  #dataMode: DataMode = "all";
  #shown: Pick<ShownTiles, "pinned" | "visible"> = { pinned: [], visible: [] };
  #relay: Relay | null = null;
  #workers: CallWorkers | null = null;
  #peer: Peer | null = null;
  readonly #pace = new OfferPace();
  #offering: ReturnType<typeof setTimeout> | undefined;

  constructor(state: CallState, events: CallMediaEvents) {
    this.#state = state;
    this.#events = events;
  }

  /** Replaces what is sent; null, or a track that isn't enabled, is off. */
  async setTrack(source: Source, track: MediaStreamTrack | null): Promise<void> {
    this.#tracks[source] = track;
    await this.#peer?.setTrack(source, track);
  }

  /** Sends those sizes of a picture that somebody receives, in what all can decode. */
  setLayers(wanted: LayersWanted): void {
    this.#layersWanted.set(wanted.source, wanted);
    this.#sendLayers(wanted);
  }

  setData(mode: DataMode): void {
    if (mode === this.#dataMode) return;
    this.#dataMode = mode;
    this.#sendLayers(this.#layersWanted.get("camera") ?? UNASKED_CAMERA);
    this.#peer?.setSparingSound(mode !== "all").catch(() => {});
    this.#events.handleChange();
  }

  #sendLayers(asked: LayersWanted): void {
    const active = layersIn(this.#dataMode, asked.source, asked.active);
    const wanted = { ...asked, active };
    // Refused when the connection ended meanwhile: then nothing is sent at all.
    void this.#peer?.setLayers(wanted).catch(() => {});
  }

  /** Which pictures the stage shows now. */
  setShown(shown: Pick<ShownTiles, "pinned" | "visible">): void {
    this.#shown = shown;
  }

  /** Makes the peer connection and its one offer; again when the last one failed. */
  async connect(workers: CallWorkers): Promise<void> {
    this.close();
    this.#workers = workers;
    try {
      const peer = new Peer({
        frameWorker: workers.frame,
        relay: this.#relay,
        handleConnection: (state) => this.#handleConnection(peer, state),
        handleStall: (slot) => workers.send({ type: "refresh", slot }),
        handleNetwork: (level) => {
          if (peer === this.#peer) this.#events.handleNetwork(level);
        },
        handlePathLost: () => {
          if (peer === this.#peer) void this.#restart();
        },
      });
      this.#peer = peer;
      this.#layersWanted.clear();
      if (this.#dataMode !== "all") this.#sendLayers(UNASKED_CAMERA);
      await peer.setSparingSound(this.#dataMode !== "all");
      for (const source of SOURCES) await peer.setTrack(source, this.#tracks[source]);
      const sdp = await peer.offer();
      if (this.#peer === peer) workers.send({ type: "offer", sdp });
    } catch {
      this.#events.handleFailure("unsupported-browser");
    }
  }

  /**
   * The TURN server to use from now on. The first comes when what a browser gathers by itself is
   * offered already: then it gathers once more.
   */
  setRelay(relay: Relay | null): void {
    const isNew = this.#relay === null && relay !== null;
    this.#relay = relay;
    this.#peer?.setRelay(relay);
    if (isNew) void this.#restart();
  }

  /** Offers anew over the same connection: over other paths, with the same keys and slots. */
  async #restart(): Promise<void> {
    const peer = this.#peer;
    const workers = this.#workers;
    if (peer === null || workers === null) return;
    try {
      const sdp = await peer.restart();
      if (this.#peer === peer) workers.send({ type: "offer", sdp });
    } catch {
      // It was closed meanwhile, or fails, and is replaced then.
    }
  }

  accept(sdp: string): void {
    void this.#peer?.accept(sdp).catch(() => this.#events.handleFailure("unsupported-media"));
  }

  /** The server has nothing left of the connection. */
  handleLost(): void {
    if (this.#peer === null) return;
    this.#state.isMediaUp = false;
    this.#offerAgain(this.#peer, "failed");
  }

  #handleConnection(peer: Peer, state: RTCPeerConnectionState): void {
    if (peer !== this.#peer) return;
    this.#state.isMediaUp = state === "connected";
    // The path is gone, by another network maybe: a new one is looked for before all is made anew.
    if (state === "failed" || state === "disconnected") this.#offerAgain(peer, state);
    this.#events.handleChange();
  }

  /** At once after a time without trouble, else a moment later, and then only if it still is as bad. */
  #offerAgain(peer: Peer, state: "failed" | "disconnected"): void {
    clearTimeout(this.#offering);
    const offer = () => {
      if (peer !== this.#peer || this.#workers === null || this.#state.isMediaUp) return;
      this.#pace.handleOffer(performance.now());
      void (state === "failed" ? this.connect(this.#workers) : this.#restart());
    };
    const waitMs = this.#pace.waitMs(performance.now());
    if (waitMs === 0) offer();
    else this.#offering = setTimeout(offer, waitMs);
  }

  handleFrames(message: FromFrameWorker): void {
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
    this.#events.handleChange();
  }

  /** The server knows nothing of what an earlier entry told it. */
  handleEntered(): void {
    this.#view.handleEntered();
  }

  handleTick(now: Millis): void {
    const speaking = this.#peer?.slotsLouderThan(SPEAKING_LEVEL) ?? new Set();
    if (this.#state.handleSpeaking(speaking)) this.#events.handleChange();
    const isSilent = this.#peer?.isSilent(now) ?? false;
    if (isSilent !== this.#state.isMediaSilent) {
      this.#state.isMediaSilent = isSilent;
      this.#events.handleChange();
    }
    this.#tellView(now);
  }

  /** Of those on the stage who send a picture; when there are more than slots, the server needs an order. */
  #tellView(now: Millis): void {
    if (this.#state.phase !== "joined") return;
    if (this.#dataMode === "sound") this.#view.handleNothing();
    else this.#handleTiles();
    const message = this.#view.takeMessage(now);
    if (message !== null) this.#workers?.send(message);
  }

  #handleTiles(): void {
    const mode = this.#dataMode;
    const sent = (items: readonly Wanted[]) =>
      items.flatMap((wanted): Wanted[] => {
        if (!this.#state.isSending(wanted)) return [];
        const { source, height } = wanted;
        return [source === "camera" ? { ...wanted, height: heightIn(mode, height) } : wanted];
      });
    const { speaking } = this.#state;
    const [pinned, visible] = [sent(this.#shown.pinned), sent(this.#shown.visible)];
    this.#view.handleTiles({ pinned, visible, speaking });
  }

  stream(kind: Kind, slot: number): MediaStream | null {
    // What came last would stand still.
    if (kind === "video" && this.#dataMode === "sound") return null;
    return this.#peer?.slotStream(kind, slot) ?? null;
  }

  close(): void {
    clearTimeout(this.#offering);
    this.#peer?.close();
    this.#peer = null;
    this.#workers = null;
    this.#state.handleMediaReset();
  }
}
