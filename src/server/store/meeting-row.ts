// From a row of the table `meeting` to what the server knows of that meeting.

import { copy } from "../../base/bytes.ts";
import type { Day } from "../../base/time.ts";
import type { MeetingId } from "../../protocol/ids.ts";
import type { Meeting, MeetingRow } from "./store.ts";
import { tierOf } from "./tier.ts";

export function meetingOf(id: MeetingId, row: MeetingRow): Meeting {
  return {
    id,
    salt: copy(row.srp_salt),
    verifier: copy(row.srp_verifier),
    hostKey: copy(row.host_key),
    linkGeneration: row.link_generation,
    // The brand of a column that only `create` and `touch` write.
    expiresOn: row.expires_on as Day,
    tier: tierOf(row.is_paid),
  };
}
