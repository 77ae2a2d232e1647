// The meetings' rows after entry: whether a session's link is still in force, and the host's claims that change it.

import type { Bytes } from "../../base/bytes.ts";
import { equal } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Day } from "../../base/time.ts";
import { GROUP_3072 } from "../../core/srp/group.ts";
import { isSoundVerifier } from "../../core/srp/server.ts";
import { deletionMessage, rotationMessage } from "../../protocol/host-claims.ts";
import type { MeetingId, SessionId } from "../../protocol/ids.ts";
import type { RejectReason } from "../../protocol/reject.ts";
import type { ClientMessage } from "../../protocol/socket-messages.ts";
import type { Meeting, Meetings } from "../store/meetings.ts";
import { isHostSignature } from "./host-signature.ts";

export type Rotation = Omit<Extract<ClientMessage, { type: "rotate" }>, "type">;

export class Links {
  readonly #meetings: Meetings;
  readonly #today: () => Day;

  constructor(meetings: Meetings, today: () => Day) {
    this.#meetings = meetings;
    this.#today = today;
  }

  /** @returns null for an unknown ID, and for a meeting that expired. */
  find(
    id: MeetingId,
  ): Result<Pick<Meeting, "hostKey" | "linkGeneration" | "tier"> | null, "overloaded"> {
    return this.#meetings.find(id, this.#today());
  }

  /**
   * Makes the link of `rotation` the meeting's: from then on SRP knows no other. The same rotation
   * again is done already: its answer may have been lost with the server's last run.
   * @returns whether the link changed by it.
   * Rejects: malformed, ended (no such meeting), bad-signature, wrong-link (not the generation after
   * the one in force: a replay, or a race of two hosts), overloaded.
   */
  rotate(id: MeetingId, rotation: Rotation): Result<boolean, RejectReason> {
    const { salt, verifier, linkGeneration, signature } = rotation;
    if (!isSoundVerifier(GROUP_3072, verifier)) return reject("malformed");
    const found = this.#meetings.find(id, this.#today());
    if (!found.ok) return found;
    if (found.value === null) return reject("ended");
    const message = rotationMessage({ meetingId: id, salt, verifier, linkGeneration });
    if (!isHostSignature(found.value.hostKey, message, signature)) return reject("bad-signature");
    if (isInForce(found.value, rotation)) return ok(false);
    const rotated = this.#meetings.rotate(id, { salt, verifier, linkGeneration });
    if (!rotated.ok) return rotated;
    return rotated.value ? ok(true) : reject("wrong-link");
  }

  /** Deletes the meeting. Rejects: ended (no such meeting), bad-signature, overloaded. */
  remove(id: MeetingId, sessionId: SessionId, signature: Bytes): Result<null, RejectReason> {
    const found = this.#meetings.find(id, this.#today());
    if (!found.ok) return found;
    if (found.value === null) return reject("ended");
    const message = deletionMessage({ meetingId: id, sessionId });
    if (!isHostSignature(found.value.hostKey, message, signature)) return reject("bad-signature");
    const removed = this.#meetings.remove(id);
    return removed.ok ? ok(null) : removed;
  }
}

function isInForce(meeting: Meeting, { salt, verifier, linkGeneration }: Rotation): boolean {
  return (
    meeting.linkGeneration === linkGeneration &&
    equal(meeting.salt, salt) &&
    equal(meeting.verifier, verifier)
  );
}
