// Real sockets on loopback: what comes by UDP and TCP is handed over, and answered the way it came.

import { expect, test } from "bun:test";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import type { MediaCounter } from "../../../src/server/media/media-count.ts";
import { openPortPair } from "../../../src/server/media/port-pair.ts";
import type { PacketHandler } from "../../../src/server/media/remote.ts";
import { openNodeUdp } from "../../../src/server/media/udp-node.ts";
import { openUdp } from "../../../src/server/media/udp-socket.ts";

const host = "127.0.0.1";

/** Sends every packet back, with a byte in front. */
const echo: PacketHandler = (packet, remote) => remote.send(new Uint8Array([9, ...packet]));
const count: MediaCounter = () => {};

test.each([
  ["of this runtime", openUdp],
  ["by node:dgram", openNodeUdp],
])("UDP %s", async (_, open) => {
  const server = await open({ host, port: 0, handlePacket: echo, count });
  const client = createSocket("udp4");
  client.send(new Uint8Array([1, 2]), server.port, host);
  const [answer] = await once(client, "message");
  expect([...answer]).toEqual([9, 1, 2]);
  client.close();
  server.close();
});

test("UDP goes on after a peer left and the network said so", async () => {
  const server = await openUdp({ host, port: 0, handlePacket: echo, count });
  const gone = createSocket("udp4");
  gone.send(new Uint8Array([1]), server.port, host);
  gone.close();
  const client = createSocket("udp4");
  for (let packet = 0; packet < 3; packet++) {
    client.send(new Uint8Array([packet]), server.port, host);
    const [answer] = await once(client, "message");
    expect([...answer]).toEqual([9, packet]);
  }
  client.close();
  server.close();
});

test("TCP has the same port number, and its frames", async () => {
  const server = await openPortPair({ host, port: 0, handlePacket: echo, count });
  const client = connect(server.port, host);
  await once(client, "connect");
  client.write(new Uint8Array([0, 2, 7, 8]));
  const [answer] = await once(client, "data");
  expect([...answer]).toEqual([0, 3, 9, 7, 8]);
  client.write(new Uint8Array([0xff, 0xff]));
  await once(client, "close");
  server.close();
});

test("a port that is taken is an error", async () => {
  const server = await openPortPair({ host, port: 0, handlePacket: echo, count });
  const second = openPortPair({ host, port: server.port, handlePacket: echo, count });
  expect(second).rejects.toThrow();
  await second.catch(() => {});
  server.close();
});
