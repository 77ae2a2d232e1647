// The one peer connection of a call: four sources out, a fixed pool of slots in, one offer (PROTOCOL §9).

import { assert } from "../base/assert.ts";
import type { NetworkLevel } from "../core/mls/signal.ts";
import { kindOf } from "../core/sframe/kid.ts";
import { AUDIO_SLOTS, VIDEO_SLOTS } from "../protocol/limits.ts";
import type { Kind, Relay, Source } from "../protocol/socket-messages.ts";
import { SOURCES } from "../protocol/socket-messages.ts";
import type { LayersWanted, PictureSource } from "../protocol/video-layers.ts";
import { SCALABILITY_MODE, VIDEO_LAYERS } from "../protocol/video-layers.ts";
import { AudioLevels } from "./audio-levels.ts";
import type { Encoding } from "./codec-choice.ts";
import { codecsToReceive, codecsToSend, preferCodecs } from "./codec-choice.ts";
import type { TransformOptions } from "./frame-messages.ts";
import { NetworkWatch } from "./network-watch.ts";
import { PathWatch } from "./path-watch.ts";
import type { PeerStats } from "./peer-stats.ts";
import { readPeerStats } from "./peer-stats.ts";
import { SoundChoice } from "./sound-choice.ts";
import { SourceSender } from "./source-sender.ts";
import { StallWatchdog } from "./stall-watchdog.ts";

/** Shorter costs a phone its battery, longer lags behind the voice. Reading takes 2 to 5 ms. */
const SAMPLE_MS = 300;

function pictureEncodings(source: PictureSource): Encoding[] {
  return VIDEO_LAYERS[source].map(({ rid, scale, bpsMax }) => ({
    rid,
    scaleResolutionDownBy: scale,
    maxBitrate: bpsMax,
    scalabilityMode: SCALABILITY_MODE,
  }));
}

/** Above these a voice gains little, below them it is heard. Bits per second. */
const ENCODINGS: Record<Source, readonly Encoding[]> = {
  microphone: [{ maxBitrate: 48_000 }],
  camera: pictureEncodings("camera"),
  screen: pictureEncodings("screen"),
  "screen-audio": [{ maxBitrate: 96_000 }],
};

const SLOTS: Record<Kind, number> = { audio: AUDIO_SLOTS, video: VIDEO_SLOTS };

export type PeerOptions = {
  /** Runs `workers/frame-worker.ts`. */
  readonly frameWorker: Worker;
  /** The server's TURN server; null without one. */
  readonly relay: Relay | null;
  readonly handleConnection: (state: RTCPeerConnectionState) => void;
  /** A video slot gets packets but no pictures; called again every 3 s while that lasts. */
  readonly handleStall: (slot: number) => void;
  /** How this end's own connection is, told again and again. */
  readonly handleNetwork: (level: NetworkLevel) => void;
  /** Nothing comes any more, or the network is another: offer again, over new paths. */
  readonly handlePathLost: () => void;
};

/** What tells offers apart, and their answers repeat (RFC 8866 §5.2): session and version. */
function originOf(sdp: string): string {
  return /^o=\S+ (\d+ \d+) /m.exec(sdp)?.[1] ?? "";
}

/** The server names the relay, and may name none but a relay. */
function configurationOf(relay: Relay | null): RTCConfiguration {
  const urls = relay?.urls.filter((url) => /^turns?:/.test(url)) ?? [];
  const { username = "", credential = "" } = relay ?? {};
  const iceServers = urls.length === 0 ? [] : [{ urls, username, credential }];
  return { bundlePolicy: "max-bundle", iceServers };
}

export class Peer {
  readonly #options: PeerOptions;
  readonly #connection: RTCPeerConnection;
  readonly #senders = new Map<Source, SourceSender>();
  readonly #streams: Record<Kind, MediaStream[]> = { audio: [], video: [] };
  /** In the order of the offer's media sections. */
  readonly #places: { transceiver: RTCRtpTransceiver; options: TransformOptions }[] = [];
  readonly #levels = new AudioLevels();
  readonly #watchdog = new StallWatchdog();
  readonly #path = new PathWatch();
  readonly #network = new NetworkWatch();
  readonly #sound = new SoundChoice();
  readonly #closing = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  /** The newest answer, and the choice of sound with which it was taken. */
  #answer: { readonly sdp: string; readonly sound: string } | null = null;
  /** Descriptions are changed one after the other. */
  #changes: Promise<unknown> = Promise.resolve();
  #isSampling = false;
  #isClosed = false;

  /** @throws TypeError in a browser without encoded transforms, or without our codecs. */
  constructor(options: PeerOptions) {
    this.#options = options;
    this.#connection = new RTCPeerConnection(configurationOf(options.relay));
    try {
      // Fail closed: without a transform frames would leave in the clear, so no track is ever set.
      if (typeof RTCRtpScriptTransform === "undefined")
        throw new TypeError("no encoded transforms");
      for (const source of SOURCES) this.#addSender(source);
      for (const kind of ["audio", "video"] as const) {
        for (let slot = 0; slot < SLOTS[kind]; slot++) this.#addSlot(kind, slot);
      }
    } catch (error) {
      this.#connection.close();
      throw error;
    }
    this.#connection.addEventListener("connectionstatechange", () => {
      if (!this.#isClosed) options.handleConnection(this.#connection.connectionState);
    });
    this.#timer = setInterval(() => void this.#sample(), SAMPLE_MS);
    this.#heedNetwork();
  }

  /** Not all browsers tell of the network that they use; all tell that there is one again. */
  #heedNetwork(): void {
    const { signal } = this.#closing;
    const handleChange = () => {
      if (this.#path.handleNetworkChange(performance.now())) this.#options.handlePathLost();
    };
    window.addEventListener("online", handleChange, { signal });
    const { connection } = navigator as { readonly connection?: EventTarget };
    connection?.addEventListener("change", handleChange, { signal });
  }

  #transform(options: TransformOptions): RTCRtpScriptTransform {
    return new RTCRtpScriptTransform(this.#options.frameWorker, options);
  }

  #addSender(source: Source): void {
    const kind = kindOf(source);
    const transceiver = this.#connection.addTransceiver(kind, {
      direction: "sendonly",
      sendEncodings: [...ENCODINGS[source]],
    });
    const options: TransformOptions = { direction: "send", source };
    transceiver.sender.transform = this.#transform(options);
    preferCodecs(transceiver, codecsToSend(source, transceiver.sender));
    this.#senders.set(source, new SourceSender(transceiver.sender));
    this.#places.push({ transceiver, options });
  }

  #addSlot(kind: Kind, slot: number): void {
    const transceiver = this.#connection.addTransceiver(kind, { direction: "recvonly" });
    const options: TransformOptions = { direction: "receive", kind, slot };
    transceiver.receiver.transform = this.#transform(options);
    preferCodecs(transceiver, codecsToReceive(kind));
    this.#streams[kind].push(new MediaStream([transceiver.receiver.track]));
    this.#places.push({ transceiver, options });
  }

  /** @returns the SDP, without candidates: the server learns ours from the checks that we send it. */
  offer(): Promise<string> {
    return this.#change(() => this.#offer());
  }

  async #offer(): Promise<string> {
    await this.#connection.setLocalDescription();
    const sdp = this.#connection.localDescription?.sdp;
    assert(sdp !== undefined, "no local description");
    return sdp;
  }

  /** Another offer of the same connection, over new paths: its keys and slots stay. @returns the SDP. */
  restart(): Promise<string> {
    return this.#change(() => {
      this.#connection.restartIce();
      return this.#offer();
    });
  }

  #change<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#changes.then(change);
    this.#changes = changed.catch(() => {});
    return changed;
  }

  /**
   * Takes the answer to the newest offer; one to an earlier offer, or to another connection's, is
   * late and of no use. Rejects when the browser can't use `sdp`.
   */
  accept(sdp: string): Promise<void> {
    return this.#change(async () => {
      const { localDescription, signalingState } = this.#connection;
      const isAwaited = signalingState === "have-local-offer";
      if (!isAwaited || originOf(sdp) !== originOf(localDescription?.sdp ?? "")) return;
      await this.#take(sdp);
    });
  }

  async #take(sdp: string): Promise<void> {
    this.#answer = { sdp, sound: this.#sound.name };
    await this.#connection.setRemoteDescription({
      type: "answer",
      sdp: this.#sound.writeInto(sdp),
    });
  }

  /**
   * Takes the answer once more when the choice of sound is another: nothing else of the offer is new, so
   * the server isn't asked. An answer that is awaited brings the choice by itself.
   */
  #reshape(): Promise<void> {
    return this.#change(async () => {
      const isStable = this.#connection.signalingState === "stable" && !this.#isClosed;
      if (!isStable || this.#answer === null || this.#answer.sound === this.#sound.name) return;
      await this.#connection.setLocalDescription();
      await this.#take(this.#answer.sdp);
    });
  }

  /** Silence isn't sent, and nothing twice: fewer bits, of which times and sizes tell more. */
  async setSparingSound(isSparing: boolean): Promise<void> {
    this.#sound.setSparing(isSparing);
    await this.#reshape();
  }

  /** Sends `track` from now on, or nothing. Never renegotiates. */
  async setTrack(source: Source, track: MediaStreamTrack | null): Promise<void> {
    if (!this.#isClosed) await this.#senders.get(source)?.setTrack(track);
  }

  /** Sends the layers that are wanted, in the codec that is, and not the others. */
  async setLayers({ source, active, codec }: LayersWanted): Promise<void> {
    if (this.#isClosed) return;
    if (codec === "opus" || codec === "red") {
      this.#sound.handleAsked(source, codec === "red");
      await this.#reshape();
    } else {
      await this.#senders.get(source)?.setLayers(active, codec);
    }
  }

  /** The same stream for the whole connection; silent or black while the slot is empty. */
  slotStream(kind: Kind, slot: number): MediaStream | null {
    return this.#streams[kind][slot] ?? null;
  }

  /** RMS of what the slot played lately, 0 to 1. In Chromium 0 until its stream plays somewhere. */
  audioLevel(slot: number): number {
    return this.#levels.level(slot);
  }

  /** The audio slots over `level`. */
  slotsLouderThan(level: number): ReadonlySet<number> {
    return this.#levels.louderThan(level);
  }

  /** It stands, as far as the browser knows, and nothing comes. */
  isSilent(now: number): boolean {
    return this.#path.isSilent(now);
  }

  async stats(): Promise<PeerStats> {
    const places = new Map<string, TransformOptions>();
    for (const { transceiver, options } of this.#places) {
      if (transceiver.mid !== null) places.set(transceiver.mid, options);
    }
    const report = await this.#connection.getStats();
    return readPeerStats(this.#connection.connectionState, report, places);
  }

  async #sample(): Promise<void> {
    if (this.#isSampling || this.#connection.connectionState !== "connected") return;
    this.#isSampling = true;
    // Null when the connection was closed meanwhile.
    const stats = await this.stats().catch(() => null);
    this.#isSampling = false;
    if (stats !== null && !this.#isClosed) this.#handleSample(stats, performance.now());
  }

  #handleSample({ slots, senders, bytesReceived, network }: PeerStats, now: number): void {
    this.#options.handleNetwork(this.#network.handleSample(network, now));
    this.#sound.handleUplink(network.roomBps);
    // Fails in a connection that was closed meanwhile: nothing is sent by it at all.
    this.#reshape().catch(() => {});
    const packetsSent = senders.reduce((sum, sender) => sum + sender.packetsSent, 0);
    if (this.#path.handleSample({ packetsSent, bytesReceived }, now)) {
      this.#options.handlePathLost();
    }
    for (const stats of slots) {
      const { slot, packetsReceived, framesDecoded } = stats;
      if (stats.kind === "audio") {
        this.#levels.handleSample(slot, stats.totalAudioEnergy, stats.totalSamplesDuration);
      } else if (this.#watchdog.handleSample(slot, packetsReceived, framesDecoded, now)) {
        this.#options.handleStall(slot);
      }
    }
  }

  /** Credentials for what is gathered from now on. */
  setRelay(relay: Relay | null): void {
    if (!this.#isClosed) this.#connection.setConfiguration(configurationOf(relay));
  }

  /** Stops sending and receiving. The tracks stay the caller's. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#closing.abort();
    clearInterval(this.#timer);
    this.#connection.close();
  }
}
