// One participant's ICE + DTLS + SRTP on the server.

import type { Millis } from "../../base/time.ts";
import type { IncomingRtp, OutgoingRtp } from "../../core/sfu/media-packet.ts";
import { writePictureNumbers } from "../../core/sfu/rtp/picture.ts";
import {
  parseRtpHeader,
  RTP_HEADER_BYTES,
  TWCC_BYTES,
  writeRtpHeaderAs,
  writeTwcc,
} from "../../core/sfu/rtp/rtp-header.ts";
import { TokenBucket } from "../../core/sfu/token-bucket.ts";
import { writeBlockTypes } from "../../protocol/red.ts";
import { CheckLimits } from "./check-limits.ts";
import { CheckMemory } from "./check-memory.ts";
import { type DtlsCertificate, DtlsTransport } from "./dtls-transport.ts";
import type { IceCredentials } from "./ice-directory.ts";
import type { MediaCounter } from "./media-count.ts";
import type { PacketRing } from "./packet-ring.ts";
import { PathChecks } from "./path-checks.ts";
import type { Remote } from "./remote.ts";
import type { SrtpSession } from "./srtp-session.ts";

/** RFC 7675 §5.1: without a check for this long nobody consents to get our packets. */
const CONSENT_MS = 30_000;

/**
 * Of media from one participant; four pictures of the largest size, with probes and retransmissions,
 * are a tenth of it. More lets one keep a worker busy with what all others must be sent.
 */
const PACKETS_PER_SECOND = 10_000;

/**
 * Nothing came from where a participant was for so long, and something from elsewhere: it may have
 * moved. Shorter lets who delivers copies first make us ask, longer is a longer freeze.
 */
const QUIET_MS = 100;

export type TransportHandlers = {
  readonly handleConnected: () => void;
  readonly handleLost: () => void;
  readonly handleRtp: (incoming: IncomingRtp, now: Millis) => void;
  /** A decrypted compound. */
  readonly handleRtcp: (packet: Uint8Array, now: Millis) => void;
};

export type TransportOptions = {
  readonly certificate: DtlsCertificate;
  readonly peerFingerprint: Uint8Array;
  readonly ring: PacketRing;
  readonly count: MediaCounter;
  readonly handlers: TransportHandlers;
};

export class Transport {
  readonly #ring: PacketRing;
  readonly #count: MediaCounter;
  readonly #handlers: TransportHandlers;
  readonly #dtls: DtlsTransport;
  /** Where the participant wants its packets. */
  #remote: Remote | null = null;
  readonly #checks = new CheckMemory();
  readonly #checkLimits = new CheckLimits();
  readonly #paths = new PathChecks();
  readonly #flow = new TokenBucket(PACKETS_PER_SECOND, PACKETS_PER_SECOND);
  #srtp: SrtpSession | null = null;
  /** Of the newest check: what our own are made with. */
  #credentials: IceCredentials | null = null;
  /** When something authentic came from where the participant is. */
  #heardAt: Millis;
  #consentedAt: Millis;
  #hasConsent = true;

  constructor(options: TransportOptions, now: Millis) {
    this.#ring = options.ring;
    this.#count = options.count;
    this.#handlers = options.handlers;
    this.#consentedAt = now;
    this.#heardAt = now;
    this.#dtls = new DtlsTransport({
      certificate: options.certificate,
      peerFingerprint: options.peerFingerprint,
      send: (packet) => this.#remote?.send(packet),
      handleConnected: (srtp) => {
        this.#srtp = srtp;
        this.#count("transport-connected");
        this.#handlers.handleConnected();
      },
      handleFailed: (reason) => {
        this.#count(`drop-${reason}`);
        this.#handlers.handleLost();
      },
    });
  }

  /** Where the participant wants its packets; null before its first check. */
  get remote(): Remote | null {
    return this.#remote;
  }

  /** @see CheckLimits.take */
  mayCheck(isKnown: boolean, now: Millis): boolean {
    return this.#checkLimits.take(isKnown, now);
  }

  /**
   * @returns what to make of a check with integrity, by its transaction ID; "foreign" for a copy from
   * where the participant isn't. Ask once for each.
   */
  judgeCheck(transactionId: Uint8Array, remote: Remote): "new" | "repeated" | "foreign" {
    const sighting = this.#checks.note(transactionId, remote.key);
    if (sighting !== "copied") return sighting;
    // Who delivers copies first shall not take from the participant the answers to its own.
    return this.#isHere(remote) ? "repeated" : "foreign";
  }

  #isHere(remote: Remote): boolean {
    return this.#remote?.key === remote.key;
  }

  /**
   * A check with integrity came from `remote`, under `credentials`. Once there is media to send, a
   * nominating one moves the participant only when it answers a check of ours from there.
   */
  handleCheck(
    remote: Remote,
    credentials: IceCredentials,
    isNominating: boolean,
    now: Millis,
  ): void {
    this.#credentials = credentials;
    // Until then only the handshake goes there, and that ends at nobody else.
    const isFree = this.#srtp === null && (isNominating || this.#remote?.isOpen !== true);
    if (this.#remote === null || isFree) this.#remote = remote;
    if (this.#isHere(remote)) this.#consent(now);
    else if (isNominating || this.#remote?.isOpen === false)
      this.#paths.ask(remote, credentials, now);
  }

  /** @returns false for an answer to nothing that was asked at `remote`. */
  handleCheckAnswered(packet: Uint8Array, remote: Remote, now: Millis): boolean {
    if (!this.#paths.isAnswered(packet, remote)) return false;
    this.#remote = remote;
    this.#heardAt = now;
    this.#count("transport-moved");
    this.#consent(now);
    return true;
  }

  #consent(now: Millis): void {
    this.#consentedAt = now;
    if (this.#hasConsent) return;
    this.#hasConsent = true;
    if (this.#srtp !== null) this.#handlers.handleConnected();
  }

  /** What answers it goes back to where it came from, as long as that makes keys. */
  handleDtls(packet: Uint8Array, remote: Remote): void {
    if (this.#srtp === null) this.#remote = remote;
    this.#dtls.handlePacket(packet);
  }

  /** @returns whether media of `ssrc` from an unknown address is worth a look: its own is silent. */
  mayHaveMoved(ssrc: number, isRtcp: boolean, now: Millis): boolean {
    return this.#isQuiet(now) && this.#srtp?.hasStream(ssrc, isRtcp) === true;
  }

  #isQuiet(now: Millis): boolean {
    return now - this.#heardAt >= QUIET_MS;
  }

  /** Something authentic and new came from `remote`: from elsewhere than before it asks there. */
  handleHeard(remote: Remote, now: Millis): void {
    if (this.#isHere(remote)) this.#heardAt = now;
    else if (this.#isQuiet(now) && this.#credentials !== null)
      this.#paths.ask(remote, this.#credentials, now);
  }

  /**
   * Without consent nothing is taken: it would pile up where nobody can be told of it.
   * @returns whether `packet` is the participant's, and new.
   */
  handleRtp(packet: Uint8Array, now: Millis): boolean {
    const header = parseRtpHeader(packet);
    if (header === null || this.#srtp === null || !this.#hasConsent) {
      this.#count(header === null ? "drop-malformed" : "drop-not-connected");
      return false;
    }
    const opened = this.#srtp.unprotectRtp(packet, header);
    if (typeof opened === "string") {
      this.#count(`drop-${opened}`);
      return false;
    }
    // Judged when it is known whose it is: a stranger's packets shall not use up a participant's share.
    if (!this.#flow.take(now)) {
      this.#count("drop-flood");
      return true;
    }
    this.#count("rtp-received");
    this.#count("bytes-received", packet.length);
    this.#handlers.handleRtp({ packet, header, ...opened }, now);
    return true;
  }

  /** @returns whether `packet` is the participant's, and new. */
  handleRtcp(packet: Uint8Array, now: Millis): boolean {
    if (this.#srtp === null || !this.#hasConsent) {
      this.#count("drop-not-connected");
      return false;
    }
    const opened = this.#srtp.unprotectRtcp(packet);
    if (typeof opened === "string") {
      this.#count(`drop-${opened}`);
      return false;
    }
    this.#count("rtcp-received");
    this.#handlers.handleRtcp(opened, now);
    return true;
  }

  sendRtp(packet: OutgoingRtp): void {
    if (this.#srtp === null || this.#remote === null || !this.#hasConsent) return;
    const { payload, ssrc, index, twccExtension, pictureId } = packet;
    if (pictureId !== null) writePictureNumbers(packet.codec, payload, packet);
    if (packet.codec === "red") writeBlockTypes(payload, packet.opusPayloadType);
    const out = this.#ring.take();
    let headerLength = RTP_HEADER_BYTES;
    writeRtpHeaderAs(out, packet, index & 0xffff);
    if (twccExtension !== null) {
      writeTwcc(out, twccExtension, packet.transportSequence);
      headerLength += TWCC_BYTES;
    }
    const length = this.#srtp.protectRtp(out, headerLength, payload, ssrc, index);
    this.#remote.send(out, length);
    this.#count("rtp-sent");
    this.#count("bytes-sent", length);
  }

  sendRtcp(packet: Uint8Array): void {
    if (this.#srtp === null || this.#remote === null || !this.#hasConsent) return;
    this.#remote.send(this.#srtp.protectRtcp(packet));
    this.#count("rtcp-sent");
  }

  handleTick(now: Millis): void {
    if (!this.#hasConsent || now - this.#consentedAt < CONSENT_MS) return;
    this.#hasConsent = false;
    this.#count("drop-consent-expired");
    this.#handlers.handleLost();
  }

  close(): void {
    this.#dtls.close();
    this.#srtp = null;
    this.#remote = null;
  }
}
