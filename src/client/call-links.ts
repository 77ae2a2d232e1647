// The links that a call may enter with: the one in use, and those that open should it not. PROTOCOL §7.

import type { Bytes } from "../base/bytes.ts";
import { copy, equal } from "../base/bytes.ts";
import { encodeFragment, formatFragment, parseFragment } from "../core/link/fragment.ts";

/*
 * A host who replaces the link keeps the next one before anybody hears of it, and the one before
 * until the server has the next: cut off in between, whoever comes back finds by entering which of
 * the two is the link.
 */
export class CallLinks {
  /** Decoded fragments; with the host's seed in a host's browser. */
  #current: Bytes;
  #others: readonly Bytes[];
  /** Of `#others`, those not tried since they last changed. */
  #untried: readonly Bytes[];
  #hasOpened = false;
  /** Of `#others`, our own that isn't in force yet. */
  #next: Bytes | null = null;

  constructor(current: Bytes, others: readonly Bytes[]) {
    this.#current = copy(current);
    this.#others = others.filter((other) => !equal(other, current)).map(copy);
    this.#untried = this.#others;
  }

  get current(): Bytes {
    return this.#current;
  }

  get others(): readonly Bytes[] {
    return this.#others;
  }

  /** The text after the # of the link to share: never with the host's seed. */
  get invitation(): string {
    const parsed = parseFragment(this.#current);
    return parsed === null ? "" : formatFragment({ ...parsed, hostSeed: null });
  }

  /** A new link is about to be announced, by us. */
  handleNext(fragment: Bytes): void {
    const next = this.#withHostSeed(fragment);
    this.#keepOthers([next, ...this.#others.filter((other) => other !== this.#next)]);
    this.#next = next;
  }

  /** The new link is in force in the group; the server may not have it yet. */
  handleReplaced(fragment: Bytes): void {
    const before = this.#current;
    this.#current = this.#withHostSeed(fragment);
    this.#next = null;
    this.#keepOthers([before, ...this.#others.filter((other) => !equal(other, this.#current))]);
  }

  /** A host gave us the key: the link in use, with the host's seed. */
  handleHostLink(fragment: Bytes): void {
    const before = this.#current;
    this.#current = copy(fragment);
    before.fill(0);
  }

  /**
   * What we began is over: the server has the link in use; or, when it isn't through, either nobody
   * has the next one, or the group has it and the server the one before.
   */
  handleRotationDone(isThrough: boolean): void {
    this.#keepOthers(isThrough ? [] : this.#others.filter((other) => other !== this.#next));
    this.#next = null;
  }

  /**
   * The server opened to the link in use. Should it stop to before we are in, another member brought
   * it the new one meanwhile, which it didn't open to when we tried: once more, then.
   */
  handleOpened(): void {
    if (!this.#hasOpened) this.#untried = this.#others;
    this.#hasOpened = true;
  }

  /** We are in: the server and the group both took the link in use. */
  handleJoined(): void {
    this.#keepOthers([]);
    this.#next = null;
  }

  /** The server doesn't open to the link in use. @returns whether there is another to try. */
  handleWrongLink(): boolean {
    const [next, ...untried] = this.#untried;
    if (next === undefined) return false;
    this.#others = [...this.#others.filter((other) => other !== next), this.#current];
    this.#current = next;
    this.#untried = untried;
    return true;
  }

  /** Zeroes them all. */
  close(): void {
    this.#current.fill(0);
    this.#keepOthers([]);
  }

  /** Those that are kept no longer are zeroed. */
  #keepOthers(others: readonly Bytes[]): void {
    for (const old of this.#others) if (!others.includes(old)) old.fill(0);
    this.#others = others;
    this.#untried = others;
    this.#hasOpened = false;
  }

  #withHostSeed(fragment: Bytes): Bytes {
    const next = parseFragment(fragment);
    const hostSeed = parseFragment(this.#current)?.hostSeed ?? null;
    return next === null ? copy(fragment) : encodeFragment({ ...next, hostSeed });
  }
}
