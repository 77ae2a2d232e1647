// The files of a call: what the page wants of them, what members announce, and what the server brings.

import type { RandomBytes } from "../../base/random.ts";
import type { Clock } from "../../base/time.ts";
import type { ChunkAead } from "../../core/file/chunk.ts";
import type { ChatSignal, LineRef } from "../../core/mls/chat-fields.ts";
import type { OpenSignal } from "../../core/mls/signal.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { ClientMessage, ServerMessage } from "../../protocol/socket-messages.ts";
import type { FileWish, FromCallWorker } from "../call-messages.ts";
import { FileGiving } from "./file-giving.ts";
import { FileTaking } from "./file-taking.ts";

export type FileSignal = Extract<ChatSignal, { type: "file" | "file-end" }>;
export type FileMessage = Extract<
  ServerMessage,
  { type: "files" | "file-asked" | "file-chunk" | "file-cancelled" | "file-refused" }
>;

const FILE_MESSAGES: ReadonlySet<ServerMessage["type"]> = new Set<FileMessage["type"]>([
  "files",
  "file-asked",
  "file-chunk",
  "file-cancelled",
  "file-refused",
]);

type Timer = ReturnType<typeof setTimeout>;

export type FileDeskOptions = {
  readonly aead: ChunkAead;
  readonly random: RandomBytes;
  readonly clock: Clock;
  readonly post: (message: FromCallWorker) => void;
  readonly send: (message: ClientMessage) => void;
  readonly say: (signal: OpenSignal) => void;
  /** Sent and not acknowledged by the server. */
  readonly backlogBytes: () => number;
  readonly setTimer: (callback: () => void, delayMs: number) => Timer;
  readonly clearTimer: (timer: Timer) => void;
};

export function isFileSignal(signal: OpenSignal): signal is FileSignal {
  return signal.type === "file" || signal.type === "file-end";
}

export function isFileMessage(message: ServerMessage): message is FileMessage {
  return FILE_MESSAGES.has(message.type);
}

/** Neither a key nor a piece of a file leaves the worker but to the server, sealed: the page gets what was checked. */
export class FileDesk {
  readonly #options: FileDeskOptions;
  readonly #giving: FileGiving;
  readonly #taking: FileTaking;
  #ownId: ParticipantId | null = null;
  #members: ReadonlySet<ParticipantId> = new Set();
  #bytesMax = 0;
  #timer: Timer | undefined;

  constructor(options: FileDeskOptions) {
    this.#options = options;
    const { aead, random, clock, send, say, backlogBytes, setTimer, post } = options;
    this.#giving = new FileGiving({
      aead,
      random,
      clock,
      send,
      say,
      backlogBytes,
      setTimer,
      show: (id, state) => {
        if (this.#ownId === null) return;
        post({ type: "file-state", line: { author: this.#ownId, id }, state });
      },
    });
    this.#taking = new FileTaking({
      aead,
      clock,
      send,
      show: (line, state) => post({ type: "file-state", line, state }),
    });
  }

  handlePage(wish: FileWish): void {
    switch (wish.type) {
      case "offer":
        void this.#giving.offer(wish.id, wish.name, wish.file, this.#bytesMax);
        break;
      case "get":
        this.#taking.get(wish.line, this.#bytesMax);
        break;
      case "cancel":
        this.#taking.cancel(wish.line);
        break;
      case "end":
        this.#giving.end(wish.id);
        break;
    }
    this.#arm();
  }

  handleEntered(ownId: ParticipantId): void {
    this.#ownId = ownId;
  }

  /** What a member said who may. */
  handleSignal(from: ParticipantId, signal: FileSignal): void {
    const line: LineRef = { author: from, id: signal.id };
    if (signal.type === "file-end") this.#taking.handleEnded(line);
    else {
      const { id, name, size, key, digest } = signal;
      const isNew = this.#taking.handleOffered({ line, size, key, digest });
      if (isNew) this.#options.post({ type: "file-line", from, id, name, size });
    }
    this.#arm();
  }

  handleServer(message: FileMessage): void {
    switch (message.type) {
      case "files":
        this.#bytesMax = message.bytesMax;
        this.#options.post(message);
        break;
      case "file-asked": {
        const { by, file, index } = message;
        this.#giving.handleAsked(by, file, index, this.#members.has(by));
        break;
      }
      case "file-chunk":
        this.#taking.handleChunk(message.owner, message.file, message.index, message.sealed);
        break;
      case "file-cancelled":
        this.#giving.handleCancelled(message.by, message.file);
        break;
      case "file-refused":
        this.#taking.handleRefused(message.owner, message.file, message.reason);
        break;
    }
    this.#arm();
  }

  /** Those who left give nothing more, and get nothing. */
  handleRoster(members: readonly { readonly participantId: ParticipantId }[]): void {
    this.#members = new Set(members.map(({ participantId }) => participantId));
    this.#giving.handleRoster((id) => this.#members.has(id));
    this.#taking.handleRoster((id) => this.#members.has(id));
    this.#arm();
  }

  close(): void {
    if (this.#timer !== undefined) this.#options.clearTimer(this.#timer);
    this.#giving.close();
    this.#taking.close();
  }

  #arm(): void {
    if (this.#timer !== undefined) this.#options.clearTimer(this.#timer);
    const wakeup = this.#taking.nextWakeup();
    if (wakeup === null) return;
    const delayMs = Math.max(0, wakeup - this.#options.clock());
    this.#timer = this.#options.setTimer(() => {
      this.#taking.handleTick();
      this.#arm();
    }, delayMs);
  }
}
