// A visitor by TLS who checks the certificate: what it is, what a page answers, and a WebSocket.

import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import { connect } from "node:tls";

export type Place = {
  readonly port: number;
  /** Checked against the certificate. */
  readonly domain: string;
  /** PEM of the only root that is trusted. */
  readonly root: string;
  /** Our own address, which the other end sees. */
  readonly from?: string;
};

/** @returns the serial number. @throws the handshake's error. */
export function serialOf({ port, domain, root }: Place): Promise<string> {
  return new Promise((resolve, fail) => {
    const options = { host: "127.0.0.1", port, servername: domain, ca: root };
    const socket = connect(options, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.on("error", fail);
  });
}

export type TlsAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type TlsRequest = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
};

export function ask(
  { port, domain, root, from }: Place,
  path: string,
  { method = "GET", headers = {}, body }: TlsRequest = {},
): Promise<TlsAnswer> {
  return new Promise((resolve, fail) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        servername: domain,
        ca: root,
        agent: false,
        headers: { Host: domain, ...headers },
        ...(from === undefined ? {} : { localAddress: from }),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks),
          }),
        );
        answer.on("error", fail);
      },
    );
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}
