// The closed list of what the media path counts; never a name or an address.

import type { RouterDrop } from "../../core/sfu/router.ts";
import type { DtlsRefusal } from "./dtls-verify.ts";
import type { SrtpDrop } from "./srtp-session.ts";

type Flow =
  | "rtp-received"
  | "rtp-sent"
  | "rtcp-received"
  | "rtcp-sent"
  | "transport-connected"
  | "meeting-failed";

type Drop =
  | RouterDrop
  | SrtpDrop
  | DtlsRefusal
  /** Media or DTLS from where no check came from, or before DTLS is done. */
  | "unknown-source"
  | "not-connected"
  | "malformed"
  | "oversize"
  /** STUN for nobody, or by somebody without the password. */
  | "unknown-fragment"
  | "bad-integrity"
  | "dtls-flood"
  | "dtls-failed"
  | "consent-expired"
  | "socket-full"
  | "socket-failed"
  | "tcp-refused";

export type MediaCount = Flow | `drop-${Drop}`;
export type MediaCounter = (what: MediaCount) => void;
