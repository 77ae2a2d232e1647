// Protects and unprotects the frames of a call under the keys of its MLS epochs. RFC 9605 §5.2, PROTOCOL §8.

import { assert } from "../../base/assert.ts";
import type { Bytes } from "../../base/bytes.ts";
import { concat, copy } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Kind, Source } from "../../protocol/socket-messages.ts";
import type { Aead } from "./aead.ts";
import { clearPrefixLength } from "./clear-prefix.ts";
import type { Codec } from "./codec.ts";
import type { FrameDrop } from "./frame-drop.ts";
import type { EpochKeys } from "./frame-epoch.ts";
import { FrameEpoch } from "./frame-epoch.ts";
import { CTR_MAX } from "./frame-key.ts";
import { frameMetadata } from "./frame-metadata.ts";
import { HEADER_BYTES_MAX, parseHeader } from "./header.ts";
import { epochLowOf, kindOf, parseKid } from "./kid.ts";

/** Longer lets frames of a past epoch in, shorter loses those that are under way. */
export const RECEIVE_GRACE_MS = 10_000;

/** Longer keeps a newcomer waiting, shorter cuts off those whose commit is still under way. */
export const SEND_GRACE_MS = 1_000;

export type UnprotectedFrame = {
  readonly frame: Bytes;
  /** Whose key it was: the only thing that may label the picture. */
  readonly participantId: ParticipantId;
  readonly source: Source;
};

/** Adds `ms` to a time. */
function later(now: Millis, ms: number): Millis {
  return (now + ms) as Millis;
}

export class MlsContext {
  readonly #aead: Aead;
  /** Newest first; the first is the group's current epoch. */
  #epochs: FrameEpoch[] = [];
  /** When each epoch but the newest is forgotten. */
  readonly #expiresAt = new Map<FrameEpoch, Millis>();
  #epochHighest = -1;

  constructor(aead: Aead) {
    this.#aead = aead;
  }

  /**
   * Frames under it are opened at once. Ours go out under it at once after a Remove (`isUrgent`),
   * so that the removed person hears nothing of what follows; after an Add when everyone has the
   * keys, or in a second.
   * @throws Bug unless the epoch is newer than all before: a second copy of an epoch's base key
   * would start its counters at 0 again and repeat every nonce.
   */
  addEpoch(keys: EpochKeys, isUrgent: boolean, now: Millis): void {
    assert(Number.isSafeInteger(keys.epoch), "epoch isn't a whole number");
    assert(keys.epoch > this.#epochHighest, "epoch given twice or out of order");
    this.#epochHighest = keys.epoch;
    this.handleTick(now);
    const [previous] = this.#epochs;
    const isAtOnce = isUrgent || previous === undefined;
    if (previous !== undefined) this.#expiresAt.set(previous, later(now, RECEIVE_GRACE_MS));
    const epoch = new FrameEpoch(this.#aead, keys, isAtOnce ? now : later(now, SEND_GRACE_MS));
    const isEvicted = (old: FrameEpoch) => epochLowOf(old.epoch) === epochLowOf(epoch.epoch);
    for (const old of this.#epochs.filter(isEvicted)) this.#close(old);
    this.#epochs.unshift(epoch);
  }

  /** Everyone has the keys of `epoch`: nothing is gained by waiting with them. */
  handleAllReady(epoch: number, now: Millis): void {
    const [newest] = this.#epochs;
    if (newest?.epoch === epoch && newest.sendFrom > now) newest.sendFrom = now;
  }

  /**
   * @param codec null when it isn't one of ours.
   * @param frame as the encoder made it; may be empty.
   * @returns clear prefix ‖ SFrame header ‖ ciphertext ‖ tag.
   */
  async protect(
    source: Source,
    codec: Codec | null,
    frame: Bytes,
    now: Millis,
  ): Promise<Result<Bytes, FrameDrop>> {
    this.handleTick(now);
    const epoch = this.#epochs.find((candidate) => candidate.sendFrom <= now);
    if (epoch === undefined) return reject("no-key");
    if (codec === null) return reject("unknown-codec");
    const prefixLength = clearPrefixLength(codec, frame);
    if (prefixLength === null) return reject("malformed");
    const key = await epoch.sender(source);
    if (epoch.isClosed) return reject("no-epoch");
    const prefix = frame.subarray(0, prefixLength);
    const metadata = frameMetadata(codec, kindOf(source), prefix);
    const body = await key.protect(metadata, copy(frame.subarray(prefixLength)));
    return ok(concat(prefix, body));
  }

  /**
   * @param kind of the slot that the frame came by.
   * @param codec null when it isn't one of ours.
   * @param frame what `protect` made, or anything else that the server sends instead.
   */
  async unprotect(
    kind: Kind,
    codec: Codec | null,
    frame: Bytes,
    now: Millis,
  ): Promise<Result<UnprotectedFrame, FrameDrop>> {
    this.handleTick(now);
    const [newest] = this.#epochs;
    if (newest === undefined) return reject("no-key");
    if (codec === null) return reject("unknown-codec");
    const prefixLength = clearPrefixLength(codec, frame);
    if (prefixLength === null) return reject("malformed");
    const body = frame.subarray(prefixLength);
    const header = parseHeader(body.subarray(0, HEADER_BYTES_MAX));
    if (header === null || header.ctr > CTR_MAX) return reject("malformed");
    const kid = parseKid(header.kid);
    if (kid === null) return reject("malformed");
    // A server must not be able to play a camera's key into an audio slot, or the reverse.
    if (kindOf(kid.source) !== kind) return reject("wrong-context");
    const epoch = this.#epochs.find((held) => epochLowOf(held.epoch) === kid.epochLow);
    if (epoch === undefined) return reject("no-epoch");
    const participantId = epoch.participantAt(kid.leafIndex);
    // Somebody who was removed still holds the old epoch's key: nothing of theirs is shown.
    if (participantId === null || !newest.hasParticipant(participantId)) {
      return reject("unknown-member");
    }
    // By the policy in force now, whichever epoch the frame is of.
    if (!newest.maySend(participantId, kid.source)) return reject("forbidden");
    const receiver = epoch.receiver(kid.source, kid.leafIndex);
    const ctr = Number(header.ctr);
    if (!receiver.window.isFresh(ctr)) return reject("replayed");
    const key = await receiver.key;
    if (epoch.isClosed) return reject("no-epoch");
    const metadata = frameMetadata(codec, kind, frame.subarray(0, prefixLength));
    const plaintext = await key.unprotect(metadata, body);
    if (plaintext === null) return reject("bad-tag");
    if (epoch.isClosed) return reject("no-epoch");
    if (!receiver.window.accept(ctr)) return reject("replayed");
    const opened = concat(frame.subarray(0, prefixLength), plaintext);
    return ok({ frame: opened, participantId, source: kid.source });
  }

  #close(epoch: FrameEpoch): void {
    epoch.close();
    this.#expiresAt.delete(epoch);
    this.#epochs = this.#epochs.filter((held) => held !== epoch);
  }

  /** Forgets the epochs whose grace is over. */
  handleTick(now: Millis): void {
    for (const [epoch, expiresAt] of this.#expiresAt) {
      if (expiresAt <= now) this.#close(epoch);
    }
  }

  /** When `handleTick` has something to forget; null for never. */
  nextWakeup(): Millis | null {
    const times = [...this.#expiresAt.values()];
    return times.length === 0 ? null : (Math.min(...times) as Millis);
  }

  /** Forgets every key. From now on every frame is dropped for "no-key". */
  close(): void {
    for (const epoch of this.#epochs) this.#close(epoch);
  }
}
