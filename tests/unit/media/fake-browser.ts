// A browser's transport in memory: an offer, ICE checks, a DTLS client and SRTP, over no network at all.

import { createHash, createHmac, randomBytes } from "node:crypto";
import { DtlsClient, type Transport } from "werift";
import { concat, hex, utf8 } from "../../../src/base/bytes.ts";
import type { Millis } from "../../../src/base/time.ts";
import { writeU16, writeU32 } from "../../../src/core/sfu/rtp/big-endian.ts";
import { parseRtpHeader, writeRtpHeader } from "../../../src/core/sfu/rtp/rtp-header.ts";
import type { DtlsCertificate } from "../../../src/server/media/dtls-transport.ts";
import type { PacketHandler, Remote } from "../../../src/server/media/remote.ts";
import { SRTP_PROFILES, type SrtpProfile } from "../../../src/server/media/srtp-profile.ts";
import { SrtpSession } from "../../../src/server/media/srtp-session.ts";
import {
  bindingSuccess,
  hasIntegrity,
  parseBindingRequest,
} from "../../../src/server/media/stun.ts";

/** The browser's own ICE password, which its offer tells. */
export const ICE_PASSWORD = "0123456789abcdefghijklmn";

/** Payload types and SSRCs of the offer below. */
export const OPUS = 111;
export const VP8 = 96;
export const SSRC = { microphone: 1001, camera: 1002 } as const;

/** A little offer: four publications, of which the camera's SSRC isn't told, and two slots of each kind. */
export function writeOffer(fingerprint: string, fragment = "theirs", sessionId = "1"): string {
  const section = (mid: number, kind: "audio" | "video", direction: string, ssrc?: number) => [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${kind === "audio" ? OPUS : `${VP8} 97`}`,
    `a=mid:${mid}`,
    `a=${direction}`,
    ...(kind === "audio"
      ? [`a=rtpmap:${OPUS} opus/48000/2`]
      : [`a=rtpmap:${VP8} VP8/90000`, "a=rtpmap:97 rtx/90000", `a=fmtp:97 apt=${VP8}`]),
    "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
    "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    ...(ssrc === undefined ? [] : [`a=ssrc:${ssrc} cname:x`]),
  ];
  return [
    "v=0",
    `o=- ${sessionId} 2 IN IP4 0.0.0.0`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    `a=ice-ufrag:${fragment}`,
    `a=ice-pwd:${ICE_PASSWORD}`,
    ...section(0, "audio", "sendonly", SSRC.microphone),
    ...section(1, "video", "sendonly"),
    ...section(2, "video", "sendonly"),
    ...section(3, "audio", "sendonly"),
    ...section(4, "audio", "recvonly"),
    ...section(5, "audio", "recvonly"),
    ...section(6, "video", "recvonly"),
    ...section(7, "video", "recvonly"),
    "",
  ].join("\r\n");
}

export type Received = {
  readonly ssrc: number;
  readonly sequenceNumber: number;
  readonly text: string;
};

export class FakeBrowser {
  /** Where the server sees it. */
  remote: Remote;
  readonly stunAnswers: Uint8Array[] = [];
  /** The server's own checks. */
  readonly stunRequests: Uint8Array[] = [];
  readonly sent: Uint8Array[] = [];
  /** True for who gets the server's checks and can't answer them. */
  isMute = false;
  readonly received: Received[] = [];
  readonly reports: Uint8Array[] = [];
  #srtp: SrtpSession | null = null;
  #dtls: DtlsClient | null = null;
  #handle: PacketHandler = () => {};
  #onDtls: (packet: Buffer) => void = () => {};
  #transportSequence = 0;

  constructor(name: string, address = "192.0.2.7") {
    this.remote = this.#remoteAt(name, address);
  }

  #remoteAt(key: string, address: string): Remote {
    const send = (packet: Uint8Array, length?: number) => {
      // What is sent to where it was is lost.
      if (this.remote.key === key) this.#receive(packet.slice(0, length));
    };
    return { key, address, port: 7000, isOpen: true, send };
  }

  /** Its network gives it another address, of which it knows nothing. */
  moveTo(name: string, address = "192.0.2.7"): void {
    this.remote = this.#remoteAt(name, address);
  }

  /** Where its packets go: a server's packet handler. */
  plug(handle: PacketHandler): void {
    this.#handle = handle;
  }

  send(packet: Uint8Array, now = 0): void {
    this.sent.push(packet);
    this.#handle(packet, this.remote, now as Millis);
  }

  check(serverFragment: string, password: string, theirs = "theirs", now = 0): void {
    this.send(bindingRequest(`${serverFragment}:${theirs}`, password), now);
  }

  /** Shakes hands with `shown`'s certificate and `signing`'s key: an honest one owns both. */
  handshake(
    shown: DtlsCertificate,
    signing: DtlsCertificate = shown,
    profiles: readonly SrtpProfile[] = ["AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"],
    tamper = (_client: DtlsClient) => {},
  ): Promise<void> {
    const socket: Transport = {
      type: "udp",
      address: { address: "", family: "", port: 0 },
      closed: false,
      onData: () => {},
      send: async (packet) => this.send(new Uint8Array(packet)),
      close: async () => {},
    };
    this.#dtls = new DtlsClient({
      cert: shown.certPem,
      key: signing.keyPem,
      signatureHash: shown.signatureHash,
      transport: socket,
      srtpProfiles: profiles.map((profile) => SRTP_PROFILES[profile]),
      extendedMasterSecret: true,
    });
    const dtls = this.#dtls;
    tamper(dtls);
    this.#onDtls = (packet) => socket.onData(packet, ["", 0]);
    const connected = new Promise<void>((resolve) => {
      dtls.onConnect.once(() => {
        const isGcm = dtls.srtp.srtpProfile === SRTP_PROFILES.AEAD_AES_128_GCM;
        const keys = dtls.extractSessionKeys(16, isGcm ? 12 : 14);
        this.#srtp = SrtpSession.derive(
          isGcm ? "AEAD_AES_128_GCM" : "AES_CM_128_HMAC_SHA1_80",
          { key: keys.localKey, salt: keys.localSalt },
          { key: keys.remoteKey, salt: keys.remoteSalt },
        );
        resolve();
      });
    });
    void dtls.connect();
    return connected;
  }

  get profile(): number | undefined {
    return this.#dtls?.srtp.srtpProfile;
  }

  /** Sends `text` as the payload of an RTP packet with MID and transport sequence number. */
  sendRtp(
    ssrc: number,
    payloadType: number,
    index: number,
    mid: number,
    text: string,
    now = 0,
  ): void {
    const out = new Uint8Array(300);
    const header = { hasPadding: false, marker: true, timestamp: index * 960, ssrc, payloadType };
    writeRtpHeader(out, { ...header, sequenceNumber: index & 0xffff });
    out[0] = 0x90;
    this.#transportSequence += 1;
    out.set([0xbe, 0xde, 0, 2, 0x40, 0x30 + mid, 0x31, 0, 0, 0, 0, 0], 12);
    writeU16(out, 19, this.#transportSequence);
    const length = this.#srtp?.protectRtp(out, 24, utf8(text), ssrc, index) ?? 0;
    this.send(out.slice(0, length), now);
  }

  sendRtcp(packet: Uint8Array, now = 0): void {
    if (this.#srtp !== null) this.send(this.#srtp.protectRtcp(packet), now);
  }

  /** Answers the server's own checks, as any ICE agent that isn't lite does. */
  #handleStun(packet: Uint8Array): void {
    const request = parseBindingRequest(packet);
    if (request === null) {
      this.stunAnswers.push(packet);
      return;
    }
    this.stunRequests.push(packet);
    if (!this.isMute && hasIntegrity(packet, request, ICE_PASSWORD)) {
      const answer = bindingSuccess(request, "192.0.2.99", 7001, ICE_PASSWORD);
      if (answer !== null) this.send(answer);
    }
  }

  #receive(packet: Uint8Array): void {
    const first = packet[0] ?? 0;
    if (first < 4) this.#handleStun(packet);
    else if (first < 64) setImmediate(() => this.#onDtls(Buffer.from(packet)));
    else if ((packet[1] ?? 0) >= 192 && (packet[1] ?? 0) < 224) {
      const report = this.#srtp?.unprotectRtcp(packet);
      if (report instanceof Uint8Array) this.reports.push(report);
    } else {
      const header = parseRtpHeader(packet);
      const opened = header === null ? "forged" : this.#srtp?.unprotectRtp(packet, header);
      if (header === null || opened === undefined || typeof opened === "string") return;
      const { ssrc, sequenceNumber } = header;
      this.received.push({ ssrc, sequenceNumber, text: new TextDecoder().decode(opened.payload) });
    }
  }
}

/** A new check with integrity under `password`. */
export function bindingRequest(
  username: string,
  password: string,
  isNominating = true,
): Uint8Array {
  const name = utf8(username);
  const padded = new Uint8Array(Math.ceil(name.length / 4) * 4);
  padded.set(name);
  const head = new Uint8Array(24);
  writeU16(head, 0, 1);
  writeU32(head, 4, 0x2112a442);
  head.set(randomBytes(12), 8);
  writeU16(head, 20, 6);
  writeU16(head, 22, name.length);
  const nominating = new Uint8Array(isNominating ? [0, 0x25, 0, 0] : []);
  const covered = concat(head, padded, nominating);
  writeU16(covered, 2, covered.length - 20 + 24);
  const integrity = createHmac("sha1", utf8(password)).update(covered).digest();
  return concat(covered, new Uint8Array([0, 8, 0, 20]), integrity);
}

/** What of an answer a browser's ICE needs. */
export function iceOf(answerSdp: string): { fragment: string; password: string } {
  const value = (name: string) =>
    answerSdp
      .split("\r\n")
      .find((line) => line.startsWith(`a=${name}:`))
      ?.slice(name.length + 3) ?? "";
  return { fragment: value("ice-ufrag"), password: value("ice-pwd") };
}

export function sha256(certificate: DtlsCertificate): Uint8Array {
  const lines = certificate.certPem.split("\n").filter((line) => !line.startsWith("-----"));
  return createHash("sha256")
    .update(Buffer.from(lines.join(""), "base64"))
    .digest();
}

export function participant(digit: number): string {
  return hex(new Uint8Array(16).fill(digit));
}
