// The DTLS server side of one participant's transport: werift's handshake behind guards (RFC 5764).

import { createHash } from "node:crypto";
import { CipherContext, DtlsServer, type Transport } from "werift";
import { type DtlsRefusal, verifyDtlsClient } from "./dtls-verify.ts";
import {
  SRTP_KEY_BYTES,
  SRTP_PROFILES,
  SRTP_SALT_BYTES,
  type SrtpProfile,
} from "./srtp-profile.ts";
import { SrtpSession } from "./srtp-session.ts";

/** More lets a participant make us compute for nothing, fewer fails a handshake under heavy loss. */
const HANDSHAKE_PACKETS_MAX = 250;
/** How often our last flight is sent again to a client that didn't get it. */
const RESENDS_MAX = 20;

const HANDSHAKE_RECORD = 22;

export type DtlsCertificate = {
  readonly certPem: string;
  readonly keyPem: string;
  readonly signatureHash: { readonly hash: 4; readonly signature: 3 };
  /** As SDP writes it: `AB:CD:…`, of SHA-256. */
  readonly fingerprint: string;
};

/** Makes the certificate of this run of the server: ECDSA with P-256. */
export async function createDtlsCertificate(): Promise<DtlsCertificate> {
  const signatureHash = { hash: 4, signature: 3 } as const;
  const made = await CipherContext.createSelfSignedCertificateWithKey(signatureHash, 23);
  const lines = made.certPem.split("\n").filter((line) => !line.startsWith("-----"));
  const der = Buffer.from(lines.join(""), "base64");
  const digest = createHash("sha256").update(der).digest("hex").toUpperCase();
  const fingerprint = (digest.match(/../g) ?? []).join(":");
  return { certPem: made.certPem, keyPem: made.keyPem, signatureHash, fingerprint };
}

export type DtlsOptions = {
  readonly certificate: DtlsCertificate;
  /** SHA-256 of the certificate that the offer named. */
  readonly peerFingerprint: Uint8Array;
  readonly send: (packet: Uint8Array) => void;
  readonly handleConnected: (srtp: SrtpSession) => void;
  readonly handleFailed: (reason: DtlsRefusal | "dtls-failed" | "dtls-flood") => void;
};

/**
 * Give it packets only from where a STUN check with integrity came from: each ClientHello costs a
 * key pair. Once connected it reads nothing more, for werift would take a stranger's alert or
 * ClientHello in the clear for the peer's and start over.
 */
export class DtlsTransport {
  readonly #options: DtlsOptions;
  readonly #server: DtlsServer;
  readonly #socket: Transport;
  #state: "handshaking" | "connected" | "closed" = "handshaking";
  #packets = 0;
  #resends = 0;

  constructor(options: DtlsOptions) {
    this.#options = options;
    const { certPem, keyPem, signatureHash } = options.certificate;
    this.#socket = {
      type: "udp",
      address: { address: "", family: "", port: 0 },
      closed: false,
      onData: () => {},
      send: async (packet) => {
        if (this.#state !== "closed") options.send(packet);
      },
      close: async () => {},
    };
    this.#server = new DtlsServer({
      cert: certPem,
      key: keyPem,
      signatureHash,
      transport: this.#socket,
      srtpProfiles: Object.values(SRTP_PROFILES),
      extendedMasterSecret: true,
      certificateRequest: true,
    });
    this.#server.onConnect.subscribe(() => this.#handleHandshakeDone());
  }

  handlePacket(packet: Uint8Array): void {
    if (this.#state === "connected") this.#resend(packet);
    if (this.#state !== "handshaking") return;
    this.#packets += 1;
    if (this.#packets > HANDSHAKE_PACKETS_MAX) {
      this.#fail("dtls-flood");
      return;
    }
    try {
      this.#socket.onData(Buffer.from(packet), ["", 0]);
    } catch {
      // werift throws at records that are cut short: hostile or damaged, and dropped.
    }
  }

  /** A handshake message after the handshake means that our last flight was lost. */
  #resend(packet: Uint8Array): void {
    if (packet[0] !== HANDSHAKE_RECORD || this.#resends >= RESENDS_MAX) return;
    this.#resends += 1;
    for (const message of this.#server.dtls.lastMessage) this.#options.send(message);
  }

  #handleHandshakeDone(): void {
    if (this.#state !== "handshaking") return;
    const refusal = verifyDtlsClient(this.#server, this.#options.peerFingerprint);
    if (refusal !== null) {
      this.#fail(refusal);
      return;
    }
    const profile = this.#profile();
    if (profile === null) {
      this.#fail("dtls-failed");
      return;
    }
    this.#state = "connected";
    const keys = this.#server.extractSessionKeys(SRTP_KEY_BYTES, SRTP_SALT_BYTES[profile]);
    const outbound = { key: keys.localKey, salt: keys.localSalt };
    const inbound = { key: keys.remoteKey, salt: keys.remoteSalt };
    this.#options.handleConnected(SrtpSession.derive(profile, outbound, inbound));
  }

  #profile(): SrtpProfile | null {
    switch (this.#server.srtp.srtpProfile) {
      case SRTP_PROFILES.AEAD_AES_128_GCM:
        return "AEAD_AES_128_GCM";
      case SRTP_PROFILES.AES_CM_128_HMAC_SHA1_80:
        return "AES_CM_128_HMAC_SHA1_80";
      default:
        return null;
    }
  }

  #fail(reason: DtlsRefusal | "dtls-failed" | "dtls-flood"): void {
    this.#state = "closed";
    this.#options.handleFailed(reason);
  }

  close(): void {
    this.#state = "closed";
  }
}
