// Notices video slots whose packets arrive but whose pictures don't. PROTOCOL §8.

/** Shorter asks for key frames while one is already under way, longer leaves a frozen picture. */
export const STALL_MS = 3_000;

type Slot = { packets: number; frames: number; since: number | null };

export class StallWatchdog {
  readonly #slots = new Map<number, Slot>();

  /**
   * @param packets received in all.
   * @param frames decoded in all.
   * @returns whether the slot is stalled now: true once for every 3 s of it.
   */
  handleSample(slot: number, packets: number, frames: number, now: number): boolean {
    const before = this.#slots.get(slot) ?? { packets: 0, frames: 0, since: null };
    const isQuiet = packets === before.packets;
    const isMoving = frames !== before.frames;
    // A slot that carries nothing is not stalled, and its silence doesn't count as waiting.
    const since = isQuiet || isMoving ? null : (before.since ?? now);
    const isStalled = since !== null && now - since >= STALL_MS;
    this.#slots.set(slot, { packets, frames, since: isStalled ? now : since });
    return isStalled;
  }
}
