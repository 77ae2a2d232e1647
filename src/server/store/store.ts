// What the server keeps, whichever database keeps it: SQLite answers at once, PostgreSQL later.

import type { Bytes } from "../../base/bytes.ts";
import type { Later } from "../../base/later.ts";
import type { RandomBytes } from "../../base/random.ts";
import type { Result } from "../../base/result.ts";
import type { Day } from "../../base/time.ts";
import type { MeetingId } from "../../protocol/ids.ts";
import type { Tier } from "./tier.ts";

/** All that the server keeps of a meeting. */
export type Meeting = {
  readonly id: MeetingId;
  readonly salt: Bytes;
  /** v of SRP, 384 bytes. */
  readonly verifier: Bytes;
  /** Ed25519 public key, 32 bytes. */
  readonly hostKey: Bytes;
  /** From 1; grows with each new link. */
  readonly linkGeneration: number;
  /** The last day on which it can be entered. */
  readonly expiresOn: Day;
  readonly tier: Tier;
};

export type NewLink = Pick<Meeting, "salt" | "verifier" | "linkGeneration">;

/** A row as either database gives it. */
export type MeetingRow = {
  readonly srp_salt: Uint8Array;
  readonly srp_verifier: Uint8Array;
  readonly host_key: Uint8Array;
  readonly link_generation: number;
  readonly expires_on: number;
  readonly is_paid: number;
};

/** Every method rejects with `overloaded` when the database can't be asked, or has no room. */
export type MeetingStore = {
  /** Rejects with `overloaded` also when there are as many meetings as are kept. */
  create(meeting: Meeting): Later<Result<null, "id-taken" | "overloaded">>;
  /** @returns null for an unknown ID and for a meeting that expired before `today`. */
  find(id: MeetingId, today: Day): Later<Result<Meeting | null, "overloaded">>;
  /** Puts off the expiry. Writes only when the day grows: not even the order of use is left behind. */
  touch(id: MeetingId, expiresOn: Day): Later<Result<null, "overloaded">>;
  /**
   * Puts another link's verifier in the place of the one before, all or nothing.
   * @returns false when the meeting isn't at the generation before `linkGeneration`, or isn't there.
   */
  rotate(id: MeetingId, link: NewLink): Later<Result<boolean, "overloaded">>;
  /** @returns whether there was such a meeting. */
  remove(id: MeetingId): Later<Result<boolean, "overloaded">>;
  /** Deletes what expired before `today`. @returns how many meetings. */
  prune(today: Day): Later<Result<number, "overloaded">>;
};

export type OperatorKey = { readonly label: string; readonly tier: Tier };

export type OperatorKeyStore = {
  /** @returns the new key, which can't be shown again; null when the label is taken. */
  add(label: string, tier: Tier, random: RandomBytes): Later<Result<string | null, "overloaded">>;
  list(): Later<Result<readonly OperatorKey[], "overloaded">>;
  /** @returns whether there was one. */
  revoke(label: string): Later<Result<boolean, "overloaded">>;
  /** @returns null for a key that isn't, or isn't any more. */
  find(key: string): Later<Result<OperatorKey | null, "overloaded">>;
};

export type Store = {
  readonly meetings: MeetingStore;
  readonly operatorKeys: OperatorKeyStore;
  /** Whether the database can be read, and is what we think it is. Never throws. */
  answers(): Later<boolean>;
  close(): Later<void>;
};
