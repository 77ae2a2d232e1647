// Batches of packets by sendmmsg and segmentation: grouped without overtaking, sent whole, and without it too.
// Seen to fail: with the floor of a stream's last group removed, packets overtook each other.

import { read } from "bun:ffi";
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readU32, writeU32 } from "../../../src/core/sfu/rtp/big-endian.ts";
import { type GroupMark, GsoGroups } from "../../../src/server/media/gso-groups.ts";
import { openSocketLibrary, type SocketLibrary } from "../../../src/server/media/gso-native.ts";
import type { MediaCounter } from "../../../src/server/media/media-count.ts";
import { PacketRing } from "../../../src/server/media/packet-ring.ts";
import type { Remote } from "../../../src/server/media/remote.ts";
import { openBunUdp } from "../../../src/server/media/udp-bun.ts";
import { socketName } from "../../../src/server/media/udp-name.ts";

const host = "127.0.0.1";

type Sent = { readonly receiver: number; readonly stream: number; readonly bytes: number };

function sendingOrder(groups: GsoGroups): number[][] {
  return Array.from({ length: groups.length }, (_, group) => {
    const packets: number[] = [];
    let packet = groups.first[group] ?? -1;
    for (; packet >= 0; packet = groups.next[packet] ?? -1) packets.push(packet);
    return packets;
  });
}

describe("groups", () => {
  const packet = fc.record({
    receiver: fc.nat(3),
    stream: fc.nat(4),
    bytes: fc.constantFrom(100, 900, 1099, 1100, 1100, 1100, 30_000),
  });

  test("hold each packet once, of one receiver and size, and no packet overtakes its stream", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(packet, { minLength: 40, maxLength: 200 }), { maxLength: 3 }),
        (batches: Sent[][]) => {
          const groups = new GsoGroups(200, true);
          const marks: GroupMark[] = [0, 1, 2, 3].map(() => ({
            batch: 0,
            newest: -1,
            canGroup: true,
          }));
          for (const batch of batches) {
            for (const { receiver, stream, bytes } of batch) {
              const mark = marks[receiver];
              if (mark !== undefined) groups.add(mark, bytes, receiver * 100 + stream);
            }
            const order = sendingOrder(groups);
            expect(order.flat().sort((a, b) => a - b)).toEqual(batch.map((_, place) => place));
            for (const [group, places] of order.entries()) {
              const members = places.map((place) => batch[place]);
              expect(new Set(members.map((member) => member?.receiver)).size).toBe(1);
              expect(groups.count[group]).toBe(places.length);
              expect(places.length).toBeLessThanOrEqual(64);
              const sizes = members.map((member) => member?.bytes ?? 0);
              const size = sizes[0] ?? 0;
              expect(groups.size[group]).toBe(size);
              expect(sizes.slice(0, -1).every((bytes) => bytes === size)).toBe(true);
              expect(sizes.at(-1)).toBeLessThanOrEqual(size);
              const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
              expect(places.length === 1 || total <= 65_507).toBe(true);
            }
            const newest = new Map<string, number>();
            for (const place of order.flat()) {
              const { receiver = 0, stream = 0 } = batch[place] ?? {};
              const key = `${receiver} ${stream}`;
              expect(place).toBeGreaterThan(newest.get(key) ?? -1);
              newest.set(key, place);
            }
            groups.clear();
          }
        },
      ),
    );
  });

  test("are as few as sizes allow", () => {
    const groups = new GsoGroups(200, true);
    const mark: GroupMark = { batch: 0, newest: -1, canGroup: true };
    for (let place = 0; place < 60; place++)
      groups.add(mark, place % 3 === 0 ? 100 : 1100, place % 3);
    expect(groups.length).toBe(2);
    groups.clear();
    mark.canGroup = false;
    for (let place = 0; place < 60; place++) groups.add(mark, 1100, place % 3);
    expect(groups.length).toBe(60);
  });
});

const library = openSocketLibrary();

/** Says no to every group of several packets, as a kernel without segmentation does. */
function withoutSegmentation(real: SocketLibrary): SocketLibrary {
  const isGroup = (address: number) => read.u64(address, 40) > 0n;
  return {
    ...real,
    sendmmsg(fd = 0, address = 0, count = 0, flags = 0) {
      let single = 0;
      while (single < count && !isGroup(address + 64 * single)) single += 1;
      return single === 0 ? -1 : real.sendmmsg(fd, address, single, flags);
    },
  };
}

/** Every other call fails for what ICMP said of somebody else. */
function withStrayErrors(real: SocketLibrary): SocketLibrary {
  let calls = 0;
  return {
    ...real,
    sendmmsg(...values: number[]) {
      calls += 1;
      return calls % 2 === 1 ? -1 : real.sendmmsg(...values);
    },
  };
}

const LIBRARIES: readonly (readonly [string, SocketLibrary | null])[] = [
  ["as the kernel has it", library],
  ["without C", null],
  ["without segmentation", library === null ? null : withoutSegmentation(library)],
  ["with stray errors", library === null ? null : withStrayErrors(library)],
];

const RECEIVERS = 3;
const PACKETS = 900;

type Arrived = { readonly stream: number; readonly number: number; readonly bytes: number };

describe.each(LIBRARIES)("a batch %s", (_, chosen) => {
  test("arrives whole and in the order of each stream, from the ring and from elsewhere", async () => {
    const remotes: Remote[] = [];
    const lost: string[] = [];
    const count: MediaCounter = (what) => lost.push(what);
    const ring = new PacketRing();
    const { arena } = ring;
    const server = await openBunUdp(
      { host, port: 0, count, arena, handlePacket: (_packet, remote) => remotes.push(remote) },
      chosen,
    );
    const arrived: Arrived[][] = [];
    const clients = await Promise.all(
      Array.from({ length: RECEIVERS }, async (_, receiver) => {
        const list: Arrived[] = [];
        arrived[receiver] = list;
        const client = await Bun.udpSocket({
          hostname: host,
          port: 0,
          binaryType: "uint8array",
          socket: {
            data(_socket, packet) {
              const isRight = packet.subarray(16).every((byte) => byte === receiver);
              const stream = readU32(packet, 8);
              const number = isRight ? readU32(packet, 12) : -1;
              list.push({ stream, number, bytes: packet.length });
            },
          },
        });
        client.send(new Uint8Array([1]), server.port, host);
        return client;
      }),
    );
    const deadline = performance.now() + 10_000;
    while (remotes.length < RECEIVERS && performance.now() < deadline) await Bun.sleep(1);
    const receivers = clients.map(({ port }) => remotes.find((remote) => remote.port === port));
    for (let place = 0; place < PACKETS; place++) {
      const receiver = place % RECEIVERS;
      const number = Math.floor(place / RECEIVERS);
      const bytes = number % 4 === 0 ? 100 : 700;
      const packet = number % 5 === 0 ? new Uint8Array(1000) : ring.take();
      packet.fill(receiver).fill(0x80, 0, 1);
      writeU32(packet, 8, number % 3);
      writeU32(packet, 12, number);
      receivers[receiver]?.send(packet, bytes);
      // A receiver's buffer is smaller than all of it.
      if (place % 150 === 149) await Bun.sleep(5);
    }
    const total = () => arrived.reduce((sum, list) => sum + list.length, 0);
    while (total() < PACKETS && performance.now() < deadline) await Bun.sleep(1);
    expect(lost).toEqual([]);
    for (const list of arrived) {
      expect(list.length).toBe(PACKETS / RECEIVERS);
      for (const stream of [0, 1, 2]) {
        const numbers = list.filter((one) => one.stream === stream).map(({ number }) => number);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        expect(numbers.every((number) => number % 3 === stream)).toBe(true);
      }
      const isSized = ({ number, bytes }: Arrived) => bytes === (number % 4 === 0 ? 100 : 700);
      expect(list.every(isSized)).toBe(true);
    }
    for (const client of clients) client.close();
    server.close();
  });
});

test("what the kernel has no room for is counted, each packet once", async () => {
  if (library === null) return;
  const full: SocketLibrary = { ...library, sendmmsg: () => -1 };
  const remotes: Remote[] = [];
  let lost = 0;
  const server = await openBunUdp(
    {
      host,
      port: 0,
      count: (what) => {
        if (what === "drop-socket-full") lost += 1;
      },
      handlePacket: (_packet, remote) => remotes.push(remote),
    },
    full,
  );
  const client = await Bun.udpSocket({ hostname: host, port: 0, socket: { data() {} } });
  client.send(new Uint8Array([1]), server.port, host);
  const deadline = performance.now() + 10_000;
  while (remotes.length === 0 && performance.now() < deadline) await Bun.sleep(1);
  for (let packet = 0; packet < 700; packet++) remotes[0]?.send(new Uint8Array(100 + packet));
  while (lost < 700 && performance.now() < deadline) await Bun.sleep(1);
  expect(lost).toBe(700);
  client.close();
  server.close();
});

describe("a socket's name in C", () => {
  const bytes = (address: string, isIpv6: boolean) => {
    const name = socketName(address, 0x1234, isIpv6);
    return name === null ? null : [...new Uint8Array(name.words.buffer)];
  };
  const zeros = (count: number) => new Array<number>(count).fill(0);

  test.each([
    ["192.0.2.7", false, [2, 0, 0x12, 0x34, 192, 0, 2, 7, ...zeros(8)]],
    ["::ffff:192.0.2.7", false, [2, 0, 0x12, 0x34, 192, 0, 2, 7, ...zeros(8)]],
    [
      "192.0.2.7",
      true,
      [10, 0, 0x12, 0x34, ...zeros(4), ...zeros(10), 255, 255, 192, 0, 2, 7, ...zeros(4)],
    ],
    [
      "2001:db8::1",
      true,
      [10, 0, 0x12, 0x34, ...zeros(4), 32, 1, 13, 184, ...zeros(11), 1, ...zeros(4)],
    ],
    ["2001:db8::1", false, null],
    ["fe80::1%eth0", true, null],
    ["nowhere", false, null],
  ])("of %s, for IPv6: %p", (address, isIpv6, expected) => {
    expect(bytes(address, isIpv6)).toEqual(expected);
  });
});
