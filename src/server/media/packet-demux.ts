// Tells STUN, DTLS, RTP and RTCP apart on one port, and whose each packet is (RFC 7983, RFC 5761 §4).

import type { Millis } from "../../base/time.ts";
import { readU32 } from "../../core/sfu/rtp/big-endian.ts";
import { TokenBucket } from "../../core/sfu/token-bucket.ts";
import type { IceDirectory } from "./ice-directory.ts";
import type { MediaCount, MediaCounter } from "./media-count.ts";
import { PACKET_BYTES_MAX, type Remote } from "./remote.ts";
import { StrangerLimits } from "./stranger-limits.ts";
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
  readonly #strangers = new StrangerLimits();
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
    // Anything but checks counts only from where a check with integrity came from: a stranger can't
    // make us compute, and can't speak for a participant.
    const transport = this.#directory.byRemote(remote);
    const isMedia = first >= 128 && first < 192;
    if (transport === null) {
      this.#handleStranger(packet, remote, now);
    } else if (isMedia) {
      if (handleMedia(transport, packet, now)) transport.handleHeard(remote, now);
    } else if (first >= 20 && first < 64) {
      transport.handleDtls(packet, remote);
    } else {
      const drop = first < 4 ? this.#handleStun(packet, remote, now) : "drop-malformed";
      if (drop !== null) this.#count(drop);
    }
  }

  /**
   * From a block that sends too much only checks are read, for nobody guesses a fragment: who is told
   * one gets in beside a neighbour who floods us, and whatever addresses a flood is made to come from.
   */
  #handleStranger(packet: Uint8Array, remote: Remote, now: Millis): void {
    const first = packet[0] ?? 255;
    const isFlood = !this.#strangers.take(remote.address, now);
    let drop: MediaCount | null = "drop-unknown-source";
    if (first < 4) drop = this.#handleStun(packet, remote, now);
    else if (!isFlood && first >= 128 && first < 192 && this.#handleMoved(packet, remote, now))
      drop = null;
    if (drop !== null) this.#count(isFlood ? "drop-address-flood" : drop);
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

  /** @returns why it is dropped; null when it isn't. */
  #handleStun(packet: Uint8Array, remote: Remote, now: Millis): MediaCount | null {
    const known = this.#directory.byRemote(remote);
    if (isBindingSuccess(packet)) {
      return known?.handleCheckAnswered(packet, remote, now) === true ? null : "drop-not-asked";
    }
    const request = parseBindingRequest(packet);
    if (request === null) return "drop-malformed";
    const found = this.#directory.byUsername(request.username);
    if (found === null) return "drop-unknown-fragment";
    const { transport, credentials } = found;
    if (!transport.mayCheck(known === transport, now)) return "drop-check-flood";
    if (!hasIntegrity(packet, request, credentials.password)) return "drop-bad-integrity";
    const sighting = transport.judgeCheck(request.transactionId, remote);
    if (sighting === "foreign") return "drop-replayed";
    const answer = bindingSuccess(request, remote.address, remote.port, credentials.password);
    if (answer === null) return "drop-malformed";
    this.#directory.addRemote(transport, remote, transport.remote);
    remote.send(answer);
    const isNominating = request.isNominating && sighting === "new";
    transport.handleCheck(remote, credentials, isNominating, now);
    return null;
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
