// What one receive slot's frames tell: whose they are, and whether they can be shown.

import type { Millis } from "../../base/time.ts";
import type { FrameDrop } from "../../core/sframe/frame-drop.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Kind, Source } from "../../protocol/socket-messages.ts";
import type { FromFrameWorker } from "../frame-messages.ts";

/** Shorter cries at every epoch change and lost packet, longer leaves a frozen tile unexplained. */
export const TROUBLE_MS = 1_000;

/** Drops further apart than this aren't the same trouble. */
const TROUBLE_GAP_MS = 1_000;

/** The page forgets labels when the server says that it remapped a slot: it is told again. */
export const REPEAT_MS = 2_000;

/** A slot that was silent for so long may have been remapped. Over the 400 ms of Opus DTX. */
const SILENCE_MS = 500;

export class SlotMonitor {
  readonly kind: Kind;
  readonly #slot: number;
  #participantId: ParticipantId | null = null;
  #source: Source | null = null;
  #labelledAt = 0;
  #openedAt = 0;
  /** The first and the last of the drops since the last frame that opened. */
  #droppedSince: Millis | null = null;
  #droppedAt = 0;
  #troubledAt: Millis | null = null;

  constructor(kind: Kind, slot: number) {
    this.kind = kind;
    this.#slot = slot;
  }

  handleOpened(
    participantId: ParticipantId,
    source: Source,
    now: Millis,
    out: FromFrameWorker[],
  ): void {
    const kind = this.kind;
    const slot = this.#slot;
    const isSame = participantId === this.#participantId && source === this.#source;
    const isDue = now - this.#openedAt >= SILENCE_MS || now - this.#labelledAt >= REPEAT_MS;
    if (!isSame || isDue) {
      out.push({ type: "label", kind, slot, participantId, source });
      this.#labelledAt = now;
    }
    if (this.#troubledAt !== null) out.push({ type: "recovered", kind, slot });
    this.#participantId = participantId;
    this.#source = source;
    this.#openedAt = now;
    this.#droppedSince = null;
    this.#troubledAt = null;
  }

  handleDropped(drop: FrameDrop, now: Millis, out: FromFrameWorker[]): void {
    // Browsers probe for bandwidth with copies of packets already sent, a switched-off camera's too.
    if (drop === "replayed") return;
    // Nothing is wrong with what isn't to be shown.
    if (drop === "forbidden") return;
    const isNew = this.#droppedSince === null || now - this.#droppedAt > TROUBLE_GAP_MS;
    if (isNew) this.#droppedSince = now;
    this.#droppedAt = now;
    if (now - (this.#droppedSince ?? now) < TROUBLE_MS) return;
    if (this.#troubledAt !== null && now - this.#troubledAt < REPEAT_MS) return;
    this.#troubledAt = now;
    out.push({ type: "trouble", kind: this.kind, slot: this.#slot, drop });
  }
}
