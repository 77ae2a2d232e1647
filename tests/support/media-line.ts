// A client's end of ICE, DTLS and SRTP over UDP, against a server's answer: what a browser has under its peer connection.

import { DtlsClient, type Transport } from "werift";
import type { DtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import { openSocketLibrary, SocketOptions } from "../../src/server/media/gso-native.ts";
import { SrtpSession } from "../../src/server/media/srtp-session.ts";
import { bindingRequest, iceOf } from "../unit/media/fake-browser.ts";

const SOCKETS = openSocketLibrary();
const BUFFER_BYTES = 4 * 1024 * 1024;

/** Until the first answer; then often enough for the server's consent (RFC 7675). */
const CHECK_MS = 200;
const CONSENT_MS = 4_000;

const GCM = 7;

export type MediaLineOptions = {
  readonly answerSdp: string;
  /** Of our own offer. */
  readonly fragment: string;
  readonly certificate: DtlsCertificate;
  /** Takes each packet of RTP or RTCP as it came. */
  readonly handleMedia: (packet: Uint8Array) => void;
};

export class MediaLine {
  readonly srtp: SrtpSession;
  readonly #socket: Bun.udp.ConnectedSocket<"uint8array">;
  readonly #timer: ReturnType<typeof setInterval>;

  private constructor(
    socket: Bun.udp.ConnectedSocket<"uint8array">,
    srtp: SrtpSession,
    timer: ReturnType<typeof setInterval>,
  ) {
    this.#socket = socket;
    this.srtp = srtp;
    this.#timer = timer;
  }

  /** Resolves once the handshake is through. */
  static async dial(options: MediaLineOptions): Promise<MediaLine> {
    const { answerSdp, fragment, certificate, handleMedia } = options;
    const [, hostname = "", port = ""] = / udp \d+ (127\.\S+) (\d+) typ host/.exec(answerSdp) ?? [];
    const ice = iceOf(answerSdp);
    let onDtls = (_packet: Buffer) => {};
    const checked = Promise.withResolvers<void>();
    const socket = await Bun.udpSocket({
      connect: { hostname, port: Number(port) },
      binaryType: "uint8array",
      socket: {
        data(_, packet) {
          const first = packet[0] ?? 0;
          if (first >= 128) handleMedia(packet);
          else if (first < 4) checked.resolve();
          else onDtls(Buffer.from(packet));
        },
        error() {},
      },
    });
    const fd = "fd" in socket && typeof socket.fd === "number" ? socket.fd : -1;
    // A generator that the system lets wait shall not count as loss what came meanwhile.
    if (SOCKETS !== null && fd >= 0) new SocketOptions(SOCKETS, fd).resizeBuffers(BUFFER_BYTES);
    const check = () => {
      sendOrLose(socket, bindingRequest(`${ice.fragment}:${fragment}`, ice.password));
    };
    check();
    const timer = setInterval(check, CONSENT_MS);
    const again = setInterval(check, CHECK_MS);
    await checked.promise;
    clearInterval(again);
    const srtp = await handshake(
      certificate,
      (packet) => sendOrLose(socket, packet),
      (handle) => {
        onDtls = handle;
      },
    );
    return new MediaLine(socket, srtp, timer);
  }

  /** While the server is away, what is sent is lost. */
  send(packet: Uint8Array): void {
    sendOrLose(this.#socket, packet);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }
}

/** A connected socket's send throws when an earlier packet found nobody listening. */
function sendOrLose(socket: { send(packet: Uint8Array): unknown }, packet: Uint8Array): void {
  try {
    socket.send(packet);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ECONNREFUSED")) throw error;
  }
}

function handshake(
  certificate: DtlsCertificate,
  send: (packet: Uint8Array) => void,
  listen: (handle: (packet: Buffer) => void) => void,
): Promise<SrtpSession> {
  const transport: Transport = {
    type: "udp",
    address: { address: "", family: "", port: 0 },
    closed: false,
    onData: () => {},
    send: async (packet) => send(new Uint8Array(packet)),
    close: async () => {},
  };
  const client = new DtlsClient({
    cert: certificate.certPem,
    key: certificate.keyPem,
    signatureHash: certificate.signatureHash,
    transport,
    srtpProfiles: [GCM],
    extendedMasterSecret: true,
  });
  listen((packet) => transport.onData(packet, ["", 0]));
  const connected = new Promise<SrtpSession>((resolve) => {
    client.onConnect.once(() => {
      const keys = client.extractSessionKeys(16, 12);
      const ours = { key: keys.localKey, salt: keys.localSalt };
      const theirs = { key: keys.remoteKey, salt: keys.remoteSalt };
      resolve(SrtpSession.derive("AEAD_AES_128_GCM", ours, theirs));
    });
  });
  void client.connect();
  return connected;
}
