// The call's run loop in the browser: stamps the time once, feeds one event, performs every effect, then feeds the next.

import { unreachable } from "../../base/assert.ts";
import type { Bytes } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import type { Clock } from "../../base/time.ts";
import { parseFragment } from "../../core/link/fragment.ts";
import { zeroLinkKeys } from "../../core/link/link-keys.ts";
import { isWithinBounds } from "../../core/mls/chat-fields.ts";
import { Member } from "../../core/mls/member.ts";
import type { MemberEffect } from "../../core/mls/member-effect.ts";
import type { MeetingId, ParticipantId } from "../../protocol/ids.ts";
import type { ServerMessage } from "../../protocol/socket-messages.ts";
import type { Act, FromCallWorker, ToCallWorker } from "../call-messages.ts";
import type { Entered } from "../entry.ts";
import { enterMeeting, stretched } from "../entry.ts";
import type { Failure } from "../failure.ts";
import type { ToFrameWorker } from "../frame-messages.ts";
import { Signaling } from "../signaling.ts";
import { webCryptoAead } from "../web-crypto.ts";
import type { CallMemory } from "./call-memory.ts";
import { EnteredLink } from "./entered-link.ts";
import { epochMessage } from "./epoch-message.ts";
import type { Event } from "./event-queue.ts";
import { EventQueue } from "./event-queue.ts";
import type { FileDeskOptions } from "./file-desk.ts";
import { FileDesk, isFileMessage, isFileSignal } from "./file-desk.ts";
import { HeldSignals } from "./held-signals.ts";
import { HostRole } from "./host-role.ts";
import { pageNews } from "./page-news.ts";

type Enter = Extract<ToCallWorker, { type: "enter" }>;

/** What the worker's shell lends: tests lend others. */
export type CallEdges = {
  readonly post: (message: FromCallWorker) => void;
  readonly fetch: typeof fetch;
  readonly openSocket: (meetingId: MeetingId) => WebSocket;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly subtle: SubtleCrypto;
};

const TIMERS: Pick<FileDeskOptions, "setTimer" | "clearTimer"> = {
  setTimer: (run, delayMs) => setTimeout(run, delayMs),
  clearTimer: (timer) => clearTimeout(timer),
};

/** One call, from the link to the end. Holds every key that isn't a frame key. */
export class CallLoop {
  readonly #edges: CallEdges;
  readonly #memory: CallMemory;
  #enter: Enter | null = null;
  #link: EnteredLink | null = null;
  #entered: Entered | null = null;
  #role: HostRole | null = null;
  /** Of the newest socket's challenge. */
  #nonce: Bytes = new Uint8Array(0);
  readonly #held: HeldSignals;
  readonly #files: FileDesk;
  #signaling: Signaling | null = null;
  #member: Member | null = null;
  readonly #queue: EventQueue;
  #isEntering = false;
  /** Aborted at the end of the call. */
  readonly #leaving = new AbortController();

  /** @param memory of the loops before it, for the same meeting. */
  constructor(edges: CallEdges, memory: CallMemory) {
    this.#edges = edges;
    this.#memory = memory;
    this.#queue = new EventQueue({
      clock: edges.clock,
      perform: (effect) => this.#perform(effect),
      handleTick: (out) => this.#member?.handleTick(this.#now(), out),
      nextWakeup: () => this.#member?.nextWakeup() ?? null,
      // The call ends, and never limps on.
      handleBug: () => this.#end("worker-lost"),
    });
    this.#files = new FileDesk({
      ...edges,
      ...TIMERS,
      aead: webCryptoAead,
      send: (message) => this.#signaling?.send(message),
      say: (signal) => this.#held.handleSignal(signal),
      backlogBytes: () => this.#signaling?.backlogBytes ?? 0,
    });
    this.#held = new HeldSignals({
      say: (signal) => this.#feed((out) => this.#member?.handleSignal(signal, this.#now(), out)),
      ...TIMERS,
    });
  }

  handlePage(message: ToCallWorker): void {
    switch (message.type) {
      case "ping":
        this.#memory.handleAwake();
        // From within the queue, which a machine that hangs holds up; as does an entry that waits.
        if (this.#isEntering) this.#edges.post({ type: "pong" });
        else this.#feed(async () => this.#edges.post({ type: "pong" }));
        break;
      case "enter":
        this.#feed(() => this.#handleEnter(message));
        break;
      case "offer":
      case "refresh":
      case "view":
        this.#feed(async () => this.#signaling?.send(message));
        break;
      case "signal":
        if (isWithinBounds(message.signal)) this.#held.handleSignal(message.signal);
        break;
      case "files":
        this.#files.handlePage(message.wish);
        break;
      case "host-answer":
        this.#feed((out) => this.#handleHostAnswer(message.isAccepted, out));
        break;
      case "act":
        this.#feed((out) => this.#handleAct(message.act, out));
        break;
      case "next-link-kept":
        // Past the queue: the act that waits for it holds the queue up.
        this.#role?.handleLinkKept();
        break;
      case "leave":
        this.#signaling?.leave();
        this.#end(null);
        break;
      default:
        unreachable(message);
    }
  }

  get hasEnded(): boolean {
    return this.#leaving.signal.aborted;
  }

  #now() {
    return this.#edges.clock();
  }

  #feed(event: Event): void {
    this.#queue.feed(event);
  }

  async #handleEnter(enter: Enter): Promise<void> {
    const fragment = parseFragment(enter.fragment);
    if (fragment === null) {
      this.#end("broken-link");
      return;
    }
    this.#enter = enter;
    const { meetingId } = enter;
    const passphrase = fragment.needsPassphrase ? (enter.passphrase ?? "") : null;
    this.#link = new EnteredLink(meetingId, fragment, stretched(meetingId, passphrase));
    const { fetch, random } = this.#edges;
    const { signal } = this.#leaving;
    const entrance = {
      meetingId,
      fragment,
      stretched: this.#link.stretched,
      fetch,
      random,
      signal,
    };
    this.#isEntering = true;
    const entered = await enterMeeting(entrance);
    this.#isEntering = false;
    if (!entered.ok) {
      this.#end(entered.reason);
      return;
    }
    if (this.#leaving.signal.aborted) {
      entered.value.sessionKey.zero();
      zeroLinkKeys(entered.value.linkKeys);
      return;
    }
    this.#entered = entered.value;
    this.#role = new HostRole({
      link: this.#link,
      sessionId: entered.value.sessionId,
      hostKey: entered.value.hostKey,
      subtle: this.#edges.subtle,
      random,
      keepLink: (next) => this.#edges.post({ type: "next-link", fragment: next }),
    });
    const problem = await this.#role.takeOwnKey();
    if (problem !== null) {
      this.#end(problem);
      return;
    }
    this.#signaling = new Signaling({
      open: () => this.#edges.openSocket(meetingId),
      sessionId: entered.value.sessionId,
      sessionKey: entered.value.sessionKey,
      clock: this.#edges.clock,
      random: this.#edges.random,
      ...TIMERS,
      handlers: {
        session: (participantId, isResumed, nonce, relay) => {
          this.#nonce = nonce;
          this.#edges.post({ type: "relay", relay });
          if (!isResumed) this.#feed((out) => this.#handleSession(participantId, out));
        },
        message: (message) => this.#handleServer(message),
        connection: (state) => this.#handleConnection(state),
        ended: (failure) => this.#feed(async () => this.#end(failure)),
      },
    });
  }

  async #handleSession(id: ParticipantId, out: MemberEffect[]): Promise<void> {
    const entered = this.#entered;
    const enter = this.#enter;
    const link = this.#link;
    if (!entered || !enter || !link) return;
    // Before the knock: a locked meeting is open to its host.
    const desk = this.#role?.desk ?? null;
    if (desk !== null) this.#signaling?.send(await desk.prove(this.#nonce));
    this.#member = await Member.create({
      meetingId: enter.meetingId,
      hostKey: entered.hostKey,
      host: desk,
      suite: link.fragment.suite,
      linkKeys: entered.linkKeys,
      linkGeneration: entered.linkGeneration,
      linkKeysOf: (secret) => {
        const { srpPassword, ...keys } = link.keysOf(secret);
        srpPassword.zero();
        return keys;
      },
      participantId: id,
      past: this.#memory.past,
      name: enter.name,
      subtle: this.#edges.subtle,
      random: this.#edges.random,
    });
    this.#files.handleEntered(id);
    this.#edges.post({ type: "entered", participantId: id });
    this.#edges.post({ type: "knocking" });
    await this.#member.start(this.#now(), out);
  }

  #handleServer(message: ServerMessage): void {
    if (isFileMessage(message)) {
      this.#files.handleServer(message);
      return;
    }
    switch (message.type) {
      case "answer":
        this.#edges.post({ type: "answer", sdp: message.sdp });
        break;
      case "slots":
        this.#edges.post({ type: "slots", assignments: message.assignments });
        break;
      case "all-ready":
        this.#tellFrames({ type: "all-ready", epoch: Number(message.epoch) });
        break;
      case "media-lost":
        this.#edges.post({ type: "media-lost" });
        break;
      case "layers":
        this.#edges.post({ type: "layers", wanted: message });
        break;
      case "ends-in":
      case "full":
        this.#edges.post(message);
        break;
      case "act-refused":
        if (message.act === "delete") this.#tellDone("delete-meeting", false);
        this.#feed((out) => this.#member?.handleServer(message, this.#now(), out));
        break;
      default:
        this.#feed((out) => this.#member?.handleServer(message, this.#now(), out));
    }
  }

  #handleConnection(state: "up" | "down"): void {
    this.#edges.post({ type: "connection", state });
    this.#held.handleConnection(state);
  }

  async #handleAct(act: Act, out: MemberEffect[]): Promise<void> {
    const member = this.#member;
    if (act.type === "delete-meeting") {
      const desk = this.#role?.desk ?? null;
      if (desk === null) this.#tellDone(act.type, false);
      else this.#signaling?.send(await desk.delete());
      return;
    }
    if (member === null) {
      this.#tellDone(act.type, false);
      return;
    }
    await member.handleAct(act, this.#now(), out);
    // The member puts out first, so that who is out isn't told the new link.
    if (act.type === "remove" && act.isLinkRotated) {
      await member.handleAct({ type: "rotate-link" }, this.#now(), out);
    }
  }

  async #handleHostOffered(by: ParticipantId, seed: Bytes): Promise<void> {
    const isRight = (await this.#role?.handleOffered(seed)) ?? false;
    if (isRight) this.#edges.post({ type: "host-offered", by });
    else this.#feed((out) => this.#handleHostAnswer(false, out));
  }

  async #handleHostAnswer(isAccepted: boolean, out: MemberEffect[]): Promise<void> {
    const fragment = this.#role?.handleAnswer(isAccepted) ?? null;
    const desk = fragment === null ? null : (this.#role?.desk ?? null);
    if (fragment !== null && desk !== null) {
      this.#edges.post({ type: "host-link", fragment });
      this.#signaling?.send(await desk.prove(this.#nonce));
    }
    await this.#member?.handleHostAnswer(desk, this.#now(), out);
  }

  #tellDone(act: Act["type"], isThrough: boolean): void {
    this.#edges.post({ type: "act-done", act, isThrough });
  }

  #perform(effect: MemberEffect): void {
    switch (effect.type) {
      case "send":
        this.#signaling?.send(effect.message);
        break;
      case "epoch":
        this.#performEpoch(effect);
        break;
      case "signal":
        if (isFileSignal(effect.signal)) this.#files.handleSignal(effect.from, effect.signal);
        else this.#edges.post({ type: "signal", from: effect.from, signal: effect.signal });
        break;
      case "host-offered":
        this.#feed(() => this.#handleHostOffered(effect.by, effect.seed));
        break;
      case "link":
        this.#performLink(effect.secret, effect.generation);
        break;
      case "left":
        this.#signaling?.leave();
        this.#end(effect.reason);
        break;
      default:
        this.#edges.post(pageNews(effect));
    }
  }

  #performLink(secret: Bytes, generation: number): void {
    if (this.#link === null) return;
    const fragment = this.#link.handleReplaced(secret);
    secret.fill(0);
    this.#edges.post({ type: "link", fragment, generation });
  }

  #performEpoch(effect: Extract<MemberEffect, { type: "epoch" }>): void {
    const message = epochMessage(effect);
    this.#tellFrames(message, [message.baseKey]);
    const { roster: members, safety } = effect;
    this.#edges.post({ type: "roster", epoch: message.epoch, members, safety });
    this.#files.handleRoster(members);
    for (const signal of this.#memory.takeUnsaid()) this.#held.handleSignal(signal);
  }

  #tellFrames(message: ToFrameWorker, transfer: Transferable[] = []): void {
    this.#enter?.framePort.postMessage(message, transfer);
  }

  #end(failure: Failure | null): void {
    if (this.#leaving.signal.aborted) return;
    this.#leaving.abort();
    this.#memory.handleEnd(this.#member?.takePast() ?? null, this.#held.close());
    this.#queue.close();
    this.#signaling?.close();
    this.#files.close();
    this.#member?.close();
    this.#enter?.fragment.fill(0);
    this.#link?.close();
    this.#role?.close();
    this.#tellFrames({ type: "close" });
    this.#edges.post({ type: "ended", failure });
  }
}
