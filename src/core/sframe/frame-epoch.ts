// The frame keys of one MLS epoch: derived when first needed, counted, and zeroed together. RFC 9605 §5.2.

import { assert } from "../../base/assert.ts";
import type { Secret } from "../../base/secret.ts";
import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Source } from "../../protocol/socket-messages.ts";
import type { Aead } from "./aead.ts";
import { ProtectKey, UnprotectKey } from "./frame-key.ts";
import { AES_128_GCM_SHA256_128, frameSecret } from "./key-schedule.ts";
import { encodeKid, epochLowOf, LEAF_INDEX_MAX } from "./kid.ts";
import { ReplayWindow } from "./replay-window.ts";

/** What a commit or a Welcome gives. `baseKey` is MLS-Exporter("SFrame 1.0 Base Key", "", 16). */
export type EpochKeys = {
  readonly epoch: number;
  /** 16 bytes. Taken over, and zeroed. */
  readonly baseKey: Uint8Array<ArrayBuffer>;
  readonly ownLeafIndex: number;
  readonly members: readonly {
    readonly leafIndex: number;
    readonly participantId: ParticipantId;
    /** By the host's policy of this epoch. */
    readonly mayShare: boolean;
  }[];
};

export type Receiver = {
  readonly key: Promise<UnprotectKey>;
  readonly window: ReplayWindow;
};

export class FrameEpoch {
  readonly epoch: number;
  /** From when on we send under this epoch. */
  sendFrom: Millis;
  readonly #aead: Aead;
  readonly #secret: Secret;
  readonly #ownLeafIndex: number;
  readonly #members: ReadonlyMap<number, ParticipantId>;
  readonly #participants: ReadonlySet<ParticipantId>;
  readonly #sharers: ReadonlySet<ParticipantId>;
  readonly #senders = new Map<Source, Promise<ProtectKey>>();
  /** At most 4 for each member, whatever the server sends: only members' KIDs get here. */
  readonly #receivers = new Map<bigint, Receiver>();
  #isClosed = false;

  constructor(aead: Aead, keys: EpochKeys, sendFrom: Millis) {
    assert(keys.baseKey.length === AES_128_GCM_SHA256_128.keyBytes, "base key of another length");
    assert(keys.ownLeafIndex <= LEAF_INDEX_MAX, "own leaf index over 10 bits");
    this.epoch = keys.epoch;
    this.sendFrom = sendFrom;
    this.#aead = aead;
    this.#secret = frameSecret(AES_128_GCM_SHA256_128, keys.baseKey);
    keys.baseKey.fill(0);
    this.#ownLeafIndex = keys.ownLeafIndex;
    this.#members = new Map(keys.members.map((member) => [member.leafIndex, member.participantId]));
    this.#participants = new Set(this.#members.values());
    const sharers = keys.members.filter(({ mayShare }) => mayShare);
    this.#sharers = new Set(sharers.map(({ participantId }) => participantId));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Whose frames `leafIndex` signs for. Null for a blank leaf and for our own: a server that
   * reflects our frames must not show us ourselves as somebody else.
   */
  participantAt(leafIndex: number): ParticipantId | null {
    if (leafIndex === this.#ownLeafIndex) return null;
    return this.#members.get(leafIndex) ?? null;
  }

  hasParticipant(participantId: ParticipantId): boolean {
    return this.#participants.has(participantId);
  }

  /** May the participant's frames of `source` be shown? Cameras and microphones always. */
  maySend(participantId: ParticipantId, source: Source): boolean {
    return source === "microphone" || source === "camera" || this.#sharers.has(participantId);
  }

  #kid(source: Source, leafIndex: number): bigint {
    return encodeKid({ source, leafIndex, epochLow: epochLowOf(this.epoch) });
  }

  /** The one key that protects `source`'s frames in this epoch, however many transforms use it. */
  sender(source: Source): Promise<ProtectKey> {
    const known = this.#senders.get(source);
    if (known !== undefined) return known;
    const kid = this.#kid(source, this.#ownLeafIndex);
    const key = ProtectKey.derive(AES_128_GCM_SHA256_128, this.#aead, this.#secret, kid);
    this.#senders.set(source, key);
    return key;
  }

  /** The key and window of a member's `source`, the same for whichever slot its frames come by. */
  receiver(source: Source, leafIndex: number): Receiver {
    const kid = this.#kid(source, leafIndex);
    const known = this.#receivers.get(kid);
    if (known !== undefined) return known;
    const key = UnprotectKey.derive(AES_128_GCM_SHA256_128, this.#aead, this.#secret, kid);
    const receiver = { key, window: new ReplayWindow() };
    this.#receivers.set(kid, receiver);
    return receiver;
  }

  /** Forgets every key. Frames that are being worked on meanwhile must be dropped: see `isClosed`. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#secret.zero();
    const keys = [...this.#senders.values(), ...[...this.#receivers.values()].map((r) => r.key)];
    for (const key of keys) void key.then((derived) => derived.zero());
    this.#senders.clear();
    this.#receivers.clear();
  }
}
