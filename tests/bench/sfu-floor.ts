// What the kernel takes for a packet here and now: the least that forwarding can cost, and the measure of
// how fast this machine is against that on which peers were measured.

import { openSocketLibrary, SocketOptions } from "../../src/server/media/gso-native.ts";
import { GsoSender, type Receiver } from "../../src/server/media/gso-sender.ts";
import { PacketRing } from "../../src/server/media/packet-ring.ts";
import { socketName } from "../../src/server/media/udp-name.ts";
import { cpuMicros } from "./sfu-accounting.ts";

const SUBSCRIBERS = 50;
const PACKET_BYTES = 1_100;
const BATCHES = 2_000;
/** 100,000 packets a second: fewer, and the wakes count; more, and receivers drop. */
const BATCHES_AT_ONCE = 2;
const BUFFER_BYTES = 4 * 1024 * 1024;

function receiverOf(port: number): Receiver {
  const name = socketName("127.0.0.1", port, false);
  if (name === null) throw new Error("no address");
  const mark = { batch: 0, newest: -1, canGroup: false };
  return { name: name.words, nameLength: name.length, mark, salt: port };
}

/** In a process of its own: sockets that take what comes. Prints their ports. */
async function sink(): Promise<void> {
  const sockets = await Promise.all(
    Array.from({ length: SUBSCRIBERS }, () =>
      Bun.udpSocket({ hostname: "127.0.0.1", socket: { data() {} } }),
    ),
  );
  console.log(JSON.stringify(sockets.map(({ port }) => port)));
}

/** @returns the CPU time of sending a packet, 50 to as many receivers at a time, in microseconds. */
async function measure(ports: readonly number[]): Promise<number> {
  const library = openSocketLibrary();
  if (library === null) return 0;
  const socket = await Bun.udpSocket({ hostname: "127.0.0.1" });
  const fd = "fd" in socket && typeof socket.fd === "number" ? socket.fd : -1;
  new SocketOptions(library, fd).resizeBuffers(BUFFER_BYTES);
  const sender = new GsoSender({ library, fd, isSegmenting: false, handleLost: () => {} });
  const ring = new PacketRing();
  sender.useRing(ring.arena);
  const receivers = ports.map(receiverOf);
  const send = async (batches: number) => {
    for (let batch = 0; batch < batches; batch++) {
      for (const receiver of receivers) sender.push(receiver, ring.take(), PACKET_BYTES, 0);
      sender.flush();
      // Receivers shall take it meanwhile: a full one costs less.
      if (batch % BATCHES_AT_ONCE === 0) await Bun.sleep(1);
    }
  };
  await send(BATCHES / 4);
  const before = cpuMicros(process.pid);
  await send(BATCHES);
  const micros = cpuMicros(process.pid) - before;
  socket.close();
  return micros / BATCHES / ports.length;
}

const [, , told] = process.argv;
if (told === undefined) {
  await sink();
} else {
  console.log(await measure(JSON.parse(told)));
  process.exit(0);
}
