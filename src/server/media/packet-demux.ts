// Tells STUN, DTLS, RTP and RTCP apart on one port, and whose each packet is (RFC 7983, RFC 5761 §4).

import type { Millis } from "../../base/time.ts";
import { readU32 } from "../../core/sfu/rtp/big-endian.ts";
import { TokenBucket } from "../../core/sfu/token-bucket.ts";
import type { IceDirectory } from "./ice-directory.ts";
import type { MediaCounter } from "./media-count.ts";
import { PACKET_BYTES_MAX, type Remote } from "./remote.ts";
import { bindingSuccess, hasIntegrity, isBindingSuccess, parseBindingRequest } from "./stun.ts";
import type { Transport } from "./transport.ts";

/**
 * How often a packet from nowhere is looked at as a participant's that moved. More lets strangers
 * make us compute, fewer lets them hide those who do move, who then wait for their next check.
 */
const CLAIMS_PER_SECOND = 50;
const RTCP_SSRC_AT = 4;
const RTP_SSRC_AT = 8;

export class PacketDemux {
  readonly #directory: IceDirectory<Transport>;
  readonly #count: MediaCounter;
  readonly #claims = new TokenBucket(CLAIMS_PER_SECOND, CLAIMS_PER_SECOND);

  constructor(directory: IceDirectory<Transport>, count: MediaCounter) {
    this.#directory = directory;
    this.#count = count;
  }

  /** Takes any bytes from anybody. */
  handlePacket(packet: Uint8Array, remote: Remote, now: Millis): void {
    const first = packet[0] ?? 255;
    if (packet.length > PACKET_BYTES_MAX) {
      this.#count("drop-oversize");
      return;
    }
    if (first < 4) {
      this.#handleStun(packet, remote, now);
      return;
    }
    // Anything else counts only from where a check with integrity came from: a stranger can't make
    // us compute, and can't speak for a participant.
    const transport = this.#directory.byRemote(remote);
    const isMedia = first >= 128 && first < 192;
    if (transport === null) {
      const hasMoved = isMedia && this.#handleMoved(packet, remote, now);
      if (!hasMoved) this.#count("drop-unknown-source");
    } else if (isMedia) {
      if (handleMedia(transport, packet, now)) transport.handleHeard(remote, now);
    } else if (first >= 20 && first < 64) {
      transport.handleDtls(packet, remote);
    } else {
      this.#count("drop-malformed");
    }
  }

  /**
   * A network that changes tells nobody: the first thing from a participant's new address is media.
   * That it is authentic is as good as a check; where the media goes is asked there first.
   */
  #handleMoved(packet: Uint8Array, remote: Remote, now: Millis): boolean {
    if (packet.length < RTP_SSRC_AT + 4 || !this.#claims.take(now)) return false;
    const isReport = isRtcp(packet);
    const ssrc = readU32(packet, isReport ? RTCP_SSRC_AT : RTP_SSRC_AT);
    for (const transport of this.#directory.transports()) {
      if (!transport.mayHaveMoved(ssrc, isReport, now)) continue;
      if (!handleMedia(transport, packet, now)) continue;
      this.#directory.addRemote(transport, remote, transport.remote);
      transport.handleHeard(remote, now);
      return true;
    }
    return false;
  }

  #handleStun(packet: Uint8Array, remote: Remote, now: Millis): void {
    if (isBindingSuccess(packet)) {
      const asked = this.#directory.byRemote(remote)?.handleCheckAnswered(packet, remote, now);
      if (asked !== true) this.#count("drop-not-asked");
      return;
    }
    const request = parseBindingRequest(packet);
    if (request === null) {
      this.#count("drop-malformed");
      return;
    }
    const found = this.#directory.byUsername(request.username);
    if (found === null) {
      this.#count("drop-unknown-fragment");
      return;
    }
    const { transport, credentials } = found;
    if (!hasIntegrity(packet, request, credentials.password)) {
      this.#count("drop-bad-integrity");
      return;
    }
    const sighting = transport.judgeCheck(request.transactionId, remote);
    if (sighting === "foreign") {
      this.#count("drop-replayed");
      return;
    }
    const answer = bindingSuccess(request, remote.address, remote.port, credentials.password);
    if (answer === null) {
      this.#count("drop-malformed");
      return;
    }
    this.#directory.addRemote(transport, remote, transport.remote);
    remote.send(answer);
    const isNominating = request.isNominating && sighting === "new";
    transport.handleCheck(remote, credentials, isNominating, now);
  }
}

/** @returns whether `packet` is the participant's, and new. */
function handleMedia(transport: Transport, packet: Uint8Array, now: Millis): boolean {
  return isRtcp(packet) ? transport.handleRtcp(packet, now) : transport.handleRtp(packet, now);
}

function isRtcp(packet: Uint8Array): boolean {
  const second = packet[1] ?? 0;
  return second >= 192 && second < 224;
}
