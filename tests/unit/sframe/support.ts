// The small vocabulary of the frame tests: parties with keys, frames of our codecs, and a clock.

import type { Bytes } from "../../../src/base/bytes.ts";
import type { Millis } from "../../../src/base/time.ts";
import { webCryptoAead } from "../../../src/client/web-crypto.ts";
import type { Aead } from "../../../src/core/sframe/aead.ts";
import { MlsContext } from "../../../src/core/sframe/mls-context.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";

export function at(ms: number): Millis {
  return ms as Millis;
}

export function participant(leafIndex: number): ParticipantId {
  return leafIndex.toString(16).padStart(32, "0") as ParticipantId;
}

/** Each epoch has a key of its own, the same for every party. */
export function baseKey(epoch: number): Bytes {
  const key = new Uint8Array(16).fill(7);
  new DataView(key.buffer).setUint32(0, epoch);
  return key;
}

export function epochKeys(epoch: number, ownLeafIndex: number, leaves = [0, 1, 2]) {
  const members = leaves.map((leafIndex) => ({
    leafIndex,
    participantId: participant(leafIndex),
    mayShare: true,
  }));
  return { epoch, baseKey: baseKey(epoch), ownLeafIndex, members };
}

/** Somebody at `leafIndex` who is in `epoch` since time 0. */
export function party(leafIndex: number, epoch = 1, aead: Aead = webCryptoAead): MlsContext {
  const context = new MlsContext(aead);
  context.addEpoch(epochKeys(epoch, leafIndex), false, at(0));
  return context;
}

export function opusFrame(length = 40): Bytes {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + 3) & 0xff);
}

/** A frame of which only the front is VP8; a decoder wouldn't like the rest. */
export function vp8Frame(type: "key" | "delta", length = 60): Bytes {
  const frame = Uint8Array.from({ length }, (_, index) => (index * 5 + 1) & 0xff);
  if (type === "delta") frame[0] = 0x31;
  else frame.set([0x30, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01]);
  return frame;
}

/** The value of a result that must be ok. */
export function passed<T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly reason: string },
): T {
  if (!result.ok) throw new Error(`dropped: ${result.reason}`);
  return result.value;
}

/** The reason of a result that must be a drop. */
export function dropOf(
  result: { readonly ok: true } | { readonly ok: false; readonly reason: string },
): string {
  if (result.ok) throw new Error("not dropped");
  return result.reason;
}
