// The meetings' rows after entry: whether a session's link is still in force, and the host's claims that change it.

import type { Bytes } from "../../base/bytes.ts";
import { equal } from "../../base/bytes.ts";
import type { Later } from "../../base/later.ts";
import { whenThere } from "../../base/later.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Day } from "../../base/time.ts";
import { GROUP_3072 } from "../../core/srp/group.ts";
import { isSoundVerifier } from "../../core/srp/server.ts";
import { deletionMessage, rotationMessage } from "../../protocol/host-claims.ts";
import type { MeetingId, SessionId } from "../../protocol/ids.ts";
import type { RejectReason } from "../../protocol/reject.ts";
import type { ClientMessage } from "../../protocol/socket-messages.ts";
import type { Meeting, MeetingStore } from "../store/store.ts";
import { isHostSignature } from "./host-signature.ts";

export type Rotation = Omit<Extract<ClientMessage, { type: "rotate" }>, "type">;

export class Links {
  readonly #meetings: MeetingStore;
  readonly #today: () => Day;

  constructor(meetings: MeetingStore, today: () => Day) {
    this.#meetings = meetings;
    this.#today = today;
  }

  /** @returns null for an unknown ID, and for a meeting that expired. */
  find(
    id: MeetingId,
  ): Later<Result<Pick<Meeting, "hostKey" | "linkGeneration" | "tier"> | null, "overloaded">> {
    return this.#meetings.find(id, this.#today());
  }

  /**
   * Makes the link of `rotation` the meeting's: from then on SRP knows no other. The same rotation
   * again is done already: its answer may have been lost with the server's last run.
   * @returns whether the link changed by it.
   * Rejects: malformed, ended (no such meeting), bad-signature, wrong-link (not the generation after
   * the one in force: a replay, or a race of two hosts), overloaded.
   */
  rotate(id: MeetingId, rotation: Rotation): Later<Result<boolean, RejectReason>> {
    const { salt, verifier, linkGeneration, signature } = rotation;
    if (!isSoundVerifier(GROUP_3072, verifier)) return reject("malformed");
    const message = rotationMessage({ meetingId: id, salt, verifier, linkGeneration });
    return this.#ofHost(id, message, signature, (meeting) => {
      if (isInForce(meeting, rotation)) return ok(false);
      const rotated = this.#meetings.rotate(id, { salt, verifier, linkGeneration });
      return whenThere(rotated, (done) => (done.ok && !done.value ? reject("wrong-link") : done));
    });
  }

  /** Deletes the meeting. Rejects: ended (no such meeting), bad-signature, overloaded. */
  remove(id: MeetingId, sessionId: SessionId, signature: Bytes): Later<Result<null, RejectReason>> {
    const message = deletionMessage({ meetingId: id, sessionId });
    return this.#ofHost(id, message, signature, () =>
      whenThere(this.#meetings.remove(id), (removed) => (removed.ok ? ok(null) : removed)),
    );
  }

  /** Does what the meeting's host signed. */
  #ofHost<T>(
    id: MeetingId,
    message: Bytes,
    signature: Bytes,
    act: (meeting: Meeting) => Later<Result<T, RejectReason>>,
  ): Later<Result<T, RejectReason>> {
    return whenThere(
      this.#meetings.find(id, this.#today()),
      (found): Later<Result<T, RejectReason>> => {
        if (!found.ok) return found;
        if (found.value === null) return reject("ended");
        const isSigned = isHostSignature(found.value.hostKey, message, signature);
        return isSigned ? act(found.value) : reject("bad-signature");
      },
    );
  }
}

function isInForce(meeting: Meeting, { salt, verifier, linkGeneration }: Rotation): boolean {
  return (
    meeting.linkGeneration === linkGeneration &&
    equal(meeting.salt, salt) &&
    equal(meeting.verifier, verifier)
  );
}
