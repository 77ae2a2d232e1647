// The closed list of what the media path counts; never a name or an address.

import type { RouterDrop } from "../../core/sfu/router.ts";
import type { DtlsRefusal } from "./dtls-verify.ts";
import type { SrtpDrop } from "./srtp-session.ts";

type Flow =
  | "rtp-received"
  | "rtp-sent"
  | "rtcp-received"
  | "rtcp-sent"
  /** Of RTP, as it is on the wire above UDP. */
  | "bytes-received"
  | "bytes-sent"
  | "transport-connected"
  /** To another address, where it answered. */
  | "transport-moved"
  | "meeting-failed"
  | "worker-restarted";

type Drop =
  | RouterDrop
  | SrtpDrop
  | DtlsRefusal
  /** Media or DTLS from where no check came from, or before DTLS is done. */
  | "unknown-source"
  | "not-connected"
  | "malformed"
  /** More from strangers of one /24 or /64, or more checks of one participant, than there can be. */
  | "address-flood"
  | "check-flood"
  /** More media than a participant can have. */
  | "flood"
  | "oversize"
  /** STUN for nobody, or by somebody without the password. */
  | "unknown-fragment"
  | "bad-integrity"
  /** An answer to no check of ours. */
  | "not-asked"
  | "dtls-flood"
  | "dtls-failed"
  | "consent-expired"
  | "socket-full"
  | "socket-failed"
  | "tcp-refused"
  /** A worker that didn't answer, or didn't do what it was told, was ended. */
  | "worker-stuck";

export type MediaCount = Flow | `drop-${Drop}`;
/** `by` is 1 unless told. */
export type MediaCounter = (what: MediaCount, by?: number) => void;
