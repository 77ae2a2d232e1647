// A bad network between browsers and the media port: loses, delays and narrows, and blocks UDP.

import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Page } from "puppeteer-core";

/** Of one direction. */
export type Impairment = {
  /** 0 to 1. */
  readonly loss: number;
  readonly delayMs: number;
  /** Of all browsers together. */
  readonly bps: number;
};

const CLEAR: Impairment = { loss: 0, delayMs: 0, bps: Number.POSITIVE_INFINITY };

/** Of a queue before a narrow link, in time: what doesn't fit is lost. */
const QUEUE_MS = 300;

const IP_UDP_BYTES = 28;

/** One direction of the path. */
class Way {
  impairment = CLEAR;
  #freeAt = 0;
  #seed = 7;

  pass(bytes: number, deliver: () => void): void {
    const { loss, delayMs, bps } = this.impairment;
    if (this.#random() < loss) return;
    const now = performance.now();
    const freeAt = Math.max(now, this.#freeAt) + ((bytes + IP_UDP_BYTES) * 8_000) / bps;
    if (freeAt - now > QUEUE_MS) return;
    this.#freeAt = freeAt;
    const waitMs = freeAt - now + delayMs;
    if (waitMs < 1) deliver();
    else setTimeout(deliver, waitMs);
  }

  /** The same on each run. */
  #random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }
}

type Endpoint = { readonly host: string; readonly port: number };

/**
 * In user space, because not every kernel that tests run on has tc's netem. It stands at a port of its
 * own; `divert` makes a page take it for the server's.
 */
export class ImpairedPath {
  readonly #server: Endpoint;
  readonly #down = new Way();
  readonly #up = new Way();
  readonly #udp = createSocket("udp4");
  readonly #tcp: Server;
  /** By the browser's address: from where the server sees it. */
  readonly #upstreams = new Map<string, UdpSocket>();
  readonly #connections = new Set<Socket>();
  #isUdpBlocked = false;
  #isClosed = false;
  /** Bytes that went to browsers, over each. */
  readonly delivered = { udp: 0, tcp: 0 };

  private constructor(server: Endpoint) {
    this.#server = server;
    this.#udp.on("message", (packet, { address, port }) => this.#handleUp(packet, address, port));
    this.#udp.on("error", () => {});
    this.#tcp = createServer((near) => this.#join(near));
  }

  /** @param media HOST:PORT of the server's media port. */
  static async before(media: string): Promise<ImpairedPath> {
    const colon = media.lastIndexOf(":");
    const [host, port] = [media.slice(0, colon), Number(media.slice(colon + 1))];
    const path = new ImpairedPath({ host, port });
    path.#udp.bind(0, host);
    await once(path.#udp, "listening");
    path.#tcp.listen(path.port, host);
    await once(path.#tcp, "listening");
    return path;
  }

  get port(): number {
    return this.#udp.address().port;
  }

  /** The page's next connection goes this way. */
  async divert(page: Page): Promise<void> {
    await page.evaluateOnNewDocument(
      (...[from, to]) => {
        const native = RTCPeerConnection.prototype.setRemoteDescription;
        RTCPeerConnection.prototype.setRemoteDescription = function (description) {
          const sdp = description.sdp?.replaceAll(` ${from} typ host`, ` ${to} typ host`);
          const diverted = sdp === undefined ? description : { ...description, sdp };
          return Reflect.apply(native, this, [diverted]);
        };
      },
      this.#server.port,
      this.port,
    );
  }

  impair(down: Partial<Impairment>, up: Partial<Impairment> = {}): void {
    this.#down.impairment = { ...CLEAR, ...down };
    this.#up.impairment = { ...CLEAR, ...up };
  }

  blockUdp(): void {
    this.#isUdpBlocked = true;
  }

  /** As when a router between gives everybody another address: browsers don't know, the server does. */
  changeAddresses(): void {
    for (const socket of this.#upstreams.values()) socket.close();
    this.#upstreams.clear();
  }

  #handleUp(packet: Uint8Array, address: string, port: number): void {
    if (this.#isUdpBlocked) return;
    const key = `${address}:${port}`;
    let upstream = this.#upstreams.get(key);
    if (upstream === undefined) {
      const fresh = createSocket("udp4");
      fresh.on("message", (down) => {
        if (this.#isUdpBlocked) return;
        this.#down.pass(down.length, () => {
          if (this.#isClosed || this.#upstreams.get(key) !== fresh) return;
          this.delivered.udp += down.length;
          this.#udp.send(down, port, address);
        });
      });
      fresh.on("error", () => {});
      this.#upstreams.set(key, fresh);
      upstream = fresh;
    }
    const { host, port: serverPort } = this.#server;
    this.#up.pass(packet.length, () => {
      const isThere = this.#upstreams.get(key) === upstream;
      if (!this.#isClosed && isThere) upstream.send(packet, serverPort, host);
    });
  }

  #join(near: Socket): void {
    const far = connect(this.#server.port, this.#server.host);
    for (const socket of [near, far]) {
      this.#connections.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        this.#connections.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => {
      this.delivered.tcp += bytes.length;
      near.write(bytes);
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const socket of this.#upstreams.values()) socket.close();
    this.#upstreams.clear();
    this.#udp.close();
    this.#tcp.close();
    for (const socket of this.#connections) socket.destroy();
  }
}
