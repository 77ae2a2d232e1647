// One end of a load generator: a socket, ICE, a DTLS client and SRTP against the server under test.

import { randomBytes } from "node:crypto";
import { DtlsClient, type Transport } from "werift";
import { hex } from "../../src/base/bytes.ts";
import type { Kind } from "../../src/protocol/socket-messages.ts";
import type { DtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import { openSocketLibrary, SocketOptions } from "../../src/server/media/gso-native.ts";
import { SrtpSession } from "../../src/server/media/srtp-session.ts";
import { bindingRequest, iceOf } from "../unit/media/fake-browser.ts";
import { writeLoadOffer } from "./sfu-signalling.ts";

const SOCKETS = openSocketLibrary();
const BUFFER_BYTES = 4 * 1024 * 1024;
const CHECK_MS = 200;
const GCM = 7;

export type LoadClientOptions = {
  /** Where to POST the offer. */
  readonly url: string;
  readonly direction: "recvonly" | "sendonly";
  readonly kinds: readonly Kind[];
  readonly ssrcs: readonly number[];
  readonly certificate: DtlsCertificate;
  /** Takes each packet of RTP or RTCP as it came. */
  readonly handleMedia: (packet: Uint8Array) => void;
};

export class LoadClient {
  readonly #socket: Bun.udp.ConnectedSocket<"uint8array">;
  readonly srtp: SrtpSession;
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

  static async connect(options: LoadClientOptions): Promise<LoadClient> {
    const { url, certificate, handleMedia } = options;
    const fragment = hex(randomBytes(4));
    const body = writeLoadOffer({ ...options, fingerprint: certificate.fingerprint, fragment });
    const response = await fetch(url, { method: "POST", body });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const port = Number(/ 127\.0\.0\.1 (\d+) typ host/.exec(answer)?.[1]);
    const ice = iceOf(answer);
    let onDtls = (_packet: Buffer) => {};
    let handleChecked = () => {};
    const checked = new Promise<void>((resolve) => {
      handleChecked = resolve;
    });
    const socket = await Bun.udpSocket({
      connect: { hostname: "127.0.0.1", port },
      binaryType: "uint8array",
      socket: {
        data(_, packet) {
          const first = packet[0] ?? 0;
          if (first >= 128) handleMedia(packet);
          else if (first < 4) handleChecked();
          else onDtls(Buffer.from(packet));
        },
        error() {},
      },
    });
    const fd = "fd" in socket && typeof socket.fd === "number" ? socket.fd : -1;
    // A generator that the system lets wait shall not count as loss what came meanwhile.
    if (SOCKETS !== null && fd >= 0) new SocketOptions(SOCKETS, fd).resizeBuffers(BUFFER_BYTES);
    const check = () => {
      socket.send(bindingRequest(`${ice.fragment}:${fragment}`, ice.password));
    };
    check();
    const timer = setInterval(check, CHECK_MS * 20);
    const again = setInterval(check, CHECK_MS);
    await checked;
    clearInterval(again);
    const srtp = await handshake(
      certificate,
      (packet) => socket.send(packet),
      (handle) => {
        onDtls = handle;
      },
    );
    return new LoadClient(socket, srtp, timer);
  }

  send(packet: Uint8Array): void {
    this.#socket.send(packet);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
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
