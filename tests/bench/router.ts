// Measures the router alone, without transports: CPU of its own for each packet that it forwards.
//
//   bun run bench router
//   bun run bench router --against ../other-checkout    both versions in one run, in turn

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Millis } from "../../src/base/time.ts";
import type { NegotiatedMedia } from "../../src/core/sfu/negotiated-media.ts";
import type * as RouterModule from "../../src/core/sfu/router.ts";
import { type ParticipantId, participantIdFrom } from "../../src/protocol/ids.ts";

type RouterClass = typeof RouterModule.Router;

const CASES = [
  { name: "1x50", receivers: 50, isNumbered: false },
  { name: "1x50, transport-wide numbers", receivers: 50, isNumbered: true },
  { name: "1x200", receivers: 200, isNumbered: false },
  { name: "1x200, transport-wide numbers", receivers: 200, isNumbered: true },
] as const;

const ROUNDS = 9;
const PACKETS = 2_000;
const WARM_UP_PACKETS = 10_000;
const PACKET_MS = 0.4;
const TICK_EVERY = 125;
const KEY_FRAME_EVERY = 250;
const VP8 = 96;
const TWCC_EXTENSION = 5;
const NO_EXTENSIONS = {
  midExtension: null,
  ridExtension: null,
  repairedRidExtension: null,
  twccExtension: null,
  audioLevelExtension: null,
} as const;

function idOf(number: number): ParticipantId {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, number);
  return participantIdFrom(bytes);
}

/** One who films to many, as a browser's packets are: picture ids of 15 bits, and TL0PICIDX. */
class Broadcast {
  readonly #router: RouterModule.Router;
  readonly #out: RouterModule.RouterEffect[] = [];
  readonly #packet = new Uint8Array(1_100);
  #now = 1_000 as Millis;
  #index = 100;

  constructor(router: RouterClass, receivers: number, isNumbered: boolean) {
    this.#router = new router((participants) => ({
      assign: () => {
        const [publication] = participants.get(idOf(0))?.publications ?? [];
        for (const { slots } of participants.values()) {
          for (const slot of slots.all()) {
            if (publication && slot.publication !== publication) slot.carry(publication);
          }
        }
      },
      handleFlow: () => {},
      handleView: () => {},
      handleRemoved: () => {},
      handleTick: () => {},
      handleSound: () => true,
      showing: () => "whole",
    }));
    const format = { codec: "vp8", payloadType: VP8, rtxPayloadType: null } as const;
    const video = { kind: "video", formats: [format] } as const;
    const camera = { ...video, source: "camera", mid: "0", rids: [], ssrcs: [1] } as const;
    this.#join(0, { ...NO_EXTENSIONS, publications: [camera], slots: [] });
    for (let number = 1; number <= receivers; number++) {
      const twccExtension = isNumbered ? TWCC_EXTENSION : null;
      const slot = { ...video, ssrc: 2 * number, rtxSsrc: 2 * number + 1, twccExtension };
      this.#join(number, { ...NO_EXTENSIONS, publications: [], slots: [slot] });
    }
  }

  #join(number: number, media: NegotiatedMedia): void {
    this.#router.handleAdmitted(idOf(number), this.#now, this.#out);
    this.#router.handleOffer(idOf(number), media, this.#now, this.#out);
    this.#router.handleConnected(idOf(number));
  }

  /** @returns how many packets went out. */
  send(packets: number): number {
    const from = idOf(0);
    let sent = 0;
    for (let count = 0; count < packets; count++) {
      this.#out.length = 0;
      this.#router.handleRtp(from, this.#nextPacket(), this.#now, this.#out);
      sent += this.#out.length;
      this.#now = (this.#now + PACKET_MS) as Millis;
      if (this.#index % TICK_EVERY === 0) this.#router.handleTick(this.#now, []);
    }
    return sent;
  }

  #nextPacket() {
    this.#index += 1;
    const index = this.#index;
    const payload = new Uint8Array(1_072);
    const isDelta = index % KEY_FRAME_EVERY === 0 ? 0 : 1;
    payload.set([0x90, 0xe0, 0x80 | ((index >> 8) & 127), index & 255, index & 255, 0, isDelta]);
    const header = {
      hasPadding: false,
      marker: true,
      payloadType: VP8,
      sequenceNumber: index & 0xffff,
      timestamp: (index * 36) >>> 0,
      ssrc: 1,
      length: 12,
      extensionsStart: 12,
      extensionsEnd: 12,
    };
    return { packet: this.#packet, header, index, payload };
  }
}

/** @returns the microseconds for each packet in one round. */
function round(broadcast: Broadcast): number {
  const before = process.cpuUsage();
  const sent = broadcast.send(PACKETS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / sent;
}

export async function runRouterBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { against: { type: "string" } } });
  const roots = [`${import.meta.dir}/../..`, ...(values.against ? [resolve(values.against)] : [])];
  const versions: { readonly Router: RouterClass }[] = await Promise.all(
    roots.map((root) => import(`${root}/src/core/sfu/router.ts`)),
  );
  for (const { name, receivers, isNumbered } of CASES) {
    const all = versions.map(({ Router }) => new Broadcast(Router, receivers, isNumbered));
    for (const broadcast of all) broadcast.send(WARM_UP_PACKETS);
    const costs = all.map(() => Number.POSITIVE_INFINITY);
    for (let count = 0; count < ROUNDS; count++) {
      for (const [place, broadcast] of all.entries()) {
        // The least: what else runs on the machine only adds.
        costs[place] = Math.min(costs[place] ?? 0, round(broadcast));
      }
    }
    const [micros = 0, others] = costs.map((cost) => Number(cost.toFixed(3)));
    const ratio =
      others === undefined ? {} : { others, ratio: Number((micros / others).toFixed(2)) };
    console.log(JSON.stringify({ case: name, microsPerPacket: micros, ...ratio }));
  }
}
