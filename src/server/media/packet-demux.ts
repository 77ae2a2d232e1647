// Tells STUN, DTLS, RTP and RTCP apart on one port, and whose each packet is (RFC 7983, RFC 5761 §4).

import type { Millis } from "../../base/time.ts";
import type { IceDirectory } from "./ice-directory.ts";
import type { MediaCounter } from "./media-count.ts";
import { PACKET_BYTES_MAX, type Remote } from "./remote.ts";
import { bindingSuccess, hasIntegrity, isBindingSuccess, parseBindingRequest } from "./stun.ts";
import type { Transport } from "./transport.ts";

export class PacketDemux {
  readonly #directory: IceDirectory<Transport>;
  readonly #count: MediaCounter;

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
    if (transport === null) {
      this.#count("drop-unknown-source");
    } else if (first >= 128 && first < 192) {
      const second = packet[1] ?? 0;
      if (second >= 192 && second < 224) transport.handleRtcp(packet, now);
      else transport.handleRtp(packet, now);
    } else if (first >= 20 && first < 64) {
      transport.handleDtls(packet, remote);
    } else {
      this.#count("drop-malformed");
    }
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
