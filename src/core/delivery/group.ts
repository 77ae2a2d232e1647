// One MLS group as the delivery service knows it: an ID, an epoch, and who its members are. No keys, no names.

import type { Bytes } from "../../base/bytes.ts";
import { equal } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { PARTICIPANTS_LISTED_MAX } from "../../protocol/limits.ts";
import type { ClientMessage } from "../../protocol/socket-messages.ts";
import { parseHandshakeHeader } from "./handshake-header.ts";
import type { Lobby } from "./lobby.ts";

export type Commit = Extract<ClientMessage, { type: "commit" }>;

/** Departed ones count until their leaf is removed; a roster must fit into one list of the wire. */
const MEMBERS_MAX = PARTICIPANTS_LISTED_MAX;

export type Membership = {
  /** The first epoch whose keys it has. */
  readonly since: bigint;
  isConnected: boolean;
  /** The newest epoch whose keys it said to have; null before it said so of any. */
  readyEpoch: bigint | null;
  /** When the members were last told that it is gone for good; null while it isn't. */
  departureToldAt: Millis | null;
};

export class Group {
  readonly #id: Bytes;
  #epoch = 0n;
  readonly #members = new Map<ParticipantId, Membership>();

  constructor(id: Bytes, founder: ParticipantId, isFounderConnected: boolean) {
    this.#id = id;
    this.#add(founder, isFounderConnected);
  }

  get id(): Bytes {
    return this.#id;
  }

  get epoch(): bigint {
    return this.#epoch;
  }

  get(participantId: ParticipantId): Membership | undefined {
    return this.#members.get(participantId);
  }

  /** Every member that isn't gone for good, in the order of joining. */
  live(): [ParticipantId, Membership][] {
    return [...this.#members].filter(([, { departureToldAt }]) => departureToldAt === null);
  }

  present(): ParticipantId[] {
    return this.live().flatMap(([participantId, { isConnected }]) =>
      isConnected ? [participantId] : [],
    );
  }

  /** @returns whether by that all that are connected have the keys of the group's epoch. */
  handleReady(participantId: ParticipantId, epoch: bigint): boolean {
    const membership = this.#members.get(participantId);
    if (membership === undefined || epoch !== this.#epoch) return false;
    if (membership.readyEpoch === epoch) return false;
    membership.readyEpoch = epoch;
    return this.present().every((id) => this.#members.get(id)?.readyEpoch === epoch);
  }

  /** Who joined with the group's epoch. */
  newcomers(): ParticipantId[] {
    return this.live().flatMap(([id, { since }]) => (since === this.#epoch ? [id] : []));
  }

  /** Gone for good, and their leaves still in the tree. */
  departed(): { participantId: ParticipantId; membership: Membership; toldAt: Millis }[] {
    return [...this.#members].flatMap(([participantId, membership]) => {
      const toldAt = membership.departureToldAt;
      return toldAt === null ? [] : [{ participantId, membership, toldAt }];
    });
  }

  /**
   * "late" for what an honest member can send when others were faster: another commit, or a knocker
   * who went away. "malformed" for what none sends; "not-member" from a stranger.
   */
  judgeCommit(
    sender: ParticipantId,
    commit: Commit,
    lobby: Lobby,
  ): Result<null, "late" | "not-member" | "malformed"> {
    const epoch = this.#epochOf(sender, commit.message, "commit");
    if (!epoch.ok) return epoch;
    const { added, removed } = commit;
    const listed = new Set([...added, ...removed, sender]);
    if (listed.size !== added.length + removed.length + 1) return reject("malformed");
    if (commit.welcome.length > 0 !== added.length > 0) return reject("malformed");
    if (epoch.value < this.#epoch) return reject("late");
    if (!removed.every((participantId) => this.#members.has(participantId))) {
      return reject("malformed");
    }
    if (!added.every((participantId) => lobby.hasKnocked(participantId))) return reject("late");
    if (this.#members.size + added.length > MEMBERS_MAX) return reject("late");
    return ok(null);
  }

  /** @returns who of the members can read the message: those who had joined by its epoch. */
  judgeApplication(
    sender: ParticipantId,
    message: Uint8Array,
  ): Result<ParticipantId[], "not-member" | "malformed"> {
    const epoch = this.#epochOf(sender, message, "application");
    if (!epoch.ok) return epoch;
    return ok(
      this.live().flatMap(([participantId, { since }]) =>
        participantId !== sender && since <= epoch.value ? [participantId] : [],
      ),
    );
  }

  /** The epoch that `message` says it is of: one that its sender has been in. */
  #epochOf(
    sender: ParticipantId,
    message: Uint8Array,
    contentType: "commit" | "application",
  ): Result<bigint, "not-member" | "malformed"> {
    const membership = this.#members.get(sender);
    if (membership === undefined) return reject("not-member");
    const header = parseHandshakeHeader(message);
    if (!header.ok) return reject("malformed");
    const { epoch, groupId } = header.value;
    if (header.value.contentType !== contentType) return reject("malformed");
    if (!equal(groupId, this.#id)) return reject("malformed");
    if (epoch < membership.since || epoch > this.#epoch) return reject("malformed");
    return ok(epoch);
  }

  /** Ends the epoch. Call it only with a commit that `judgeCommit` let through. */
  advance(
    removed: readonly ParticipantId[],
    added: readonly { participantId: ParticipantId; isConnected: boolean }[],
  ): void {
    this.#epoch++;
    for (const participantId of removed) this.#members.delete(participantId);
    for (const { participantId, isConnected } of added) this.#add(participantId, isConnected);
  }

  #add(participantId: ParticipantId, isConnected: boolean): void {
    this.#members.set(participantId, {
      since: this.#epoch,
      isConnected,
      readyEpoch: null,
      departureToldAt: null,
    });
  }
}
