// Both directions of one participant's SRTP: indexes, replay protection, profiles (RFC 3711 §3.3, RFC 5764 §4.1.2).

import { assert } from "../../base/assert.ts";
import { ReplayWindow } from "../../core/sfu/replay-window.ts";
import { readU32 } from "../../core/sfu/rtp/big-endian.ts";
import type { RtpHeader } from "../../core/sfu/rtp/rtp-header.ts";
import { unwrap } from "../../core/sfu/seqnum.ts";
import { type SrtpBackend, srtpBackend } from "./srtp-backend.ts";
import type { SrtpCipher, SrtpMaster } from "./srtp-cipher.ts";
import type { SrtpProfile } from "./srtp-profile.ts";

/** A participant that makes up streams shall not fill the memory. A browser uses about ten. */
const STREAMS_MAX = 64;

const RTCP_INDEX_MAX = 0x7fffffff;

export type SrtpDrop = "replayed" | "forged" | "too-many-streams";

export class SrtpSession {
  readonly #outbound: SrtpCipher;
  readonly #inbound: SrtpCipher;
  readonly #rtpWindows = new Map<number, ReplayWindow>();
  readonly #rtcpWindows = new Map<number, ReplayWindow>();
  #rtcpIndex = 0;

  constructor(outbound: SrtpCipher, inbound: SrtpCipher) {
    this.#outbound = outbound;
    this.#inbound = inbound;
  }

  static derive(
    profile: SrtpProfile,
    outbound: SrtpMaster,
    inbound: SrtpMaster,
    { derive }: SrtpBackend = srtpBackend(),
  ): SrtpSession {
    return new SrtpSession(derive(profile, outbound), derive(profile, inbound));
  }

  /** @see SrtpCipher.protectRtp */
  protectRtp(
    out: Uint8Array,
    headerLength: number,
    payload: Uint8Array,
    ssrc: number,
    index: number,
  ): number {
    return this.#outbound.protectRtp(out, headerLength, payload, ssrc, index);
  }

  unprotectRtp(
    packet: Uint8Array,
    header: RtpHeader,
  ): { readonly payload: Uint8Array; readonly index: number } | SrtpDrop {
    const { ssrc, sequenceNumber } = header;
    const known = this.#rtpWindows.get(ssrc);
    if (known === undefined && this.#rtpWindows.size >= STREAMS_MAX) return "too-many-streams";
    const window = known ?? new ReplayWindow();
    const index = window.highest < 0 ? sequenceNumber : unwrap(sequenceNumber, window.highest);
    if (!window.isFresh(index)) return "replayed";
    const payload = this.#inbound.unprotectRtp(packet, header.length, ssrc, index);
    if (payload === null) return "forged";
    window.mark(index);
    if (known === undefined) this.#rtpWindows.set(ssrc, window);
    return { payload, index };
  }

  /** True when authentic packets of `ssrc` came before. */
  hasStream(ssrc: number, isRtcp: boolean): boolean {
    return (isRtcp ? this.#rtcpWindows : this.#rtpWindows).has(ssrc);
  }

  protectRtcp(packet: Uint8Array): Uint8Array {
    assert(this.#rtcpIndex < RTCP_INDEX_MAX, "the SRTCP index is used up");
    this.#rtcpIndex += 1;
    return this.#outbound.protectRtcp(packet, this.#rtcpIndex);
  }

  unprotectRtcp(packet: Uint8Array): Uint8Array | SrtpDrop {
    const opened = this.#inbound.unprotectRtcp(packet);
    if (opened === null) return "forged";
    const ssrc = readU32(packet, 4);
    const known = this.#rtcpWindows.get(ssrc);
    if (known === undefined && this.#rtcpWindows.size >= STREAMS_MAX) return "too-many-streams";
    const window = known ?? new ReplayWindow();
    if (!window.isFresh(opened.index)) return "replayed";
    window.mark(opened.index);
    if (known === undefined) this.#rtcpWindows.set(ssrc, window);
    return opened.packet;
  }
}
