// A TCP proxy in front of a server that keeps every byte which clients send through it, and may serve scripts of its own.

import { connect, createServer, type Socket } from "node:net";
import type { ClientTalk } from "./ws-frames.ts";
import { readClientTalk } from "./ws-frames.ts";

/** The end of a path, and the script to be given there instead of the server's. */
export type Swap = { readonly path: string; readonly script: string };

/** @returns the whole answer, when `chunk` asks for the swapped script. Browsers send a GET in one piece. */
function swapped(chunk: Buffer, swap: Swap | null): string | null {
  const [method, path] = chunk.toString("latin1", 0, 256).split(" ", 2);
  if (swap === null || method !== "GET" || path?.endsWith(swap.path) !== true) return null;
  return [
    "HTTP/1.1 200 OK",
    "Content-Type: text/javascript",
    `Content-Length: ${Buffer.byteLength(swap.script)}`,
    "",
    swap.script,
  ].join("\r\n");
}

export class WireTap {
  /** What browsers open instead of the server's own address. */
  readonly url: string;
  readonly #listener: ReturnType<typeof createServer>;
  readonly #sockets: Set<Socket>;
  readonly #streams: Buffer[][];

  private constructor(
    url: string,
    listener: ReturnType<typeof createServer>,
    sockets: Set<Socket>,
    streams: Buffer[][],
  ) {
    this.url = url;
    this.#listener = listener;
    this.#sockets = sockets;
    this.#streams = streams;
  }

  /** @param url of the server, without a path. */
  static async before(url: string, swap: Swap | null = null): Promise<WireTap> {
    const { hostname, port } = new URL(url);
    const streams: Buffer[][] = [];
    const sockets = new Set<Socket>();
    const listener = createServer((client) => {
      const stream: Buffer[] = [];
      streams.push(stream);
      const server = connect(Number(port), hostname);
      client.on("data", (chunk: Buffer) => {
        stream.push(Buffer.from(chunk));
        const answer = swapped(chunk, swap);
        if (answer === null) server.write(chunk);
        else client.write(answer);
      });
      client.on("end", () => server.end());
      server.pipe(client);
      for (const socket of [client, server]) {
        sockets.add(socket);
        socket.on("error", () => socket.destroy());
        socket.on("close", () => sockets.delete(socket));
      }
    });
    await new Promise<void>((resolve) => listener.listen(0, hostname, resolve));
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("the tap has no port");
    return new WireTap(`http://${hostname}:${address.port}`, listener, sockets, streams);
  }

  /** All that came so far, connection by connection. */
  talks(): readonly ClientTalk[] {
    return this.#streams.map((chunks) => readClientTalk(Buffer.concat(chunks)));
  }

  /** The same as it came, masks and all. */
  bytes(): Uint8Array {
    return Buffer.concat(this.#streams.flat());
  }

  /** Cuts every connection, and takes no more. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#listener.close(resolve));
  }
}
