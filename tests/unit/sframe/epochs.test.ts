// When keys come into use, when they are forgotten, and that no counter is ever used twice. The
// security promises among these were seen to fail with their defence taken out.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Bytes } from "../../../src/base/bytes.ts";
import { hex } from "../../../src/base/bytes.ts";
import { webCryptoAead } from "../../../src/client/web-crypto.ts";
import type { Aead } from "../../../src/core/sframe/aead.ts";
import { parseHeader } from "../../../src/core/sframe/header.ts";
import { kindOf, parseKid } from "../../../src/core/sframe/kid.ts";
import {
  MlsContext,
  RECEIVE_GRACE_MS,
  SEND_GRACE_MS,
} from "../../../src/core/sframe/mls-context.ts";
import { SOURCES } from "../../../src/protocol/socket-messages.ts";
import {
  at,
  dropOf,
  epochKeys,
  opusFrame,
  participant,
  party,
  passed,
  vp8Frame,
} from "./support.ts";

const ALICE = 0;
const BOB = 1;
const CAROL = 2;

async function speak(context: MlsContext, ms: number): Promise<Bytes> {
  return passed(await context.protect("microphone", "opus", opusFrame(), at(ms)));
}

function hear(context: MlsContext, frame: Bytes, ms: number) {
  return context.unprotect("audio", "opus", frame, at(ms));
}

/** The low bits of the epoch that `context` sends under. */
async function sendingEpoch(context: MlsContext, ms: number): Promise<number | undefined> {
  const header = parseHeader(await speak(context, ms));
  return header === null ? undefined : parseKid(header.kid)?.epochLow;
}

describe("a new epoch", () => {
  test("is sent under at once when it is the first", async () => {
    expect(await sendingEpoch(party(ALICE, 3), 0)).toBe(3);
  });

  test("is sent under a second after an Add", async () => {
    const alice = party(ALICE, 1);
    alice.addEpoch(epochKeys(2, ALICE), false, at(100));
    expect(await sendingEpoch(alice, 100 + SEND_GRACE_MS - 1)).toBe(1);
    expect(await sendingEpoch(alice, 100 + SEND_GRACE_MS)).toBe(2);
  });

  test("is sent under as soon as everyone has it", async () => {
    const alice = party(ALICE, 1);
    alice.addEpoch(epochKeys(2, ALICE), false, at(100));
    alice.handleAllReady(1, at(110));
    expect(await sendingEpoch(alice, 110)).toBe(1);
    alice.handleAllReady(2, at(120));
    expect(await sendingEpoch(alice, 120)).toBe(2);
  });

  test("is sent under at once after a Remove", async () => {
    const alice = party(ALICE, 1);
    alice.addEpoch(epochKeys(2, ALICE), true, at(100));
    expect(await sendingEpoch(alice, 100)).toBe(2);
  });

  test("of a Remove isn't held back by an Add that follows it", async () => {
    const alice = party(ALICE, 1);
    alice.addEpoch(epochKeys(2, ALICE), true, at(100));
    alice.addEpoch(epochKeys(3, ALICE), false, at(101));
    expect(await sendingEpoch(alice, 101)).toBe(2);
    expect(await sendingEpoch(alice, 101 + SEND_GRACE_MS)).toBe(3);
  });

  test("is reached in a storm of Adds, however soon the next comes", async () => {
    const alice = party(ALICE, 1);
    for (let epoch = 2; epoch <= 8; epoch++) {
      alice.addEpoch(epochKeys(epoch, ALICE), false, at(epoch * 300));
    }
    expect(await sendingEpoch(alice, 8 * 300)).toBe(4);
    expect(await sendingEpoch(alice, 8 * 300 + SEND_GRACE_MS)).toBe(8);
  });

  test("is received under at once", async () => {
    const alice = party(ALICE, 2);
    const bob = party(BOB, 1);
    bob.addEpoch(epochKeys(2, BOB), false, at(100));
    expect((await hear(bob, await speak(alice, 100), 100)).ok).toBe(true);
  });

  test("isn't received under before it came", async () => {
    expect(dropOf(await hear(party(BOB, 1), await speak(party(ALICE, 2), 5), 5))).toBe("no-epoch");
  });

  test("given twice is a bug: its counters would start again", () => {
    const alice = party(ALICE, 5);
    expect(() => alice.addEpoch(epochKeys(5, ALICE), false, at(1))).toThrow("given twice");
    expect(() => alice.addEpoch(epochKeys(4, ALICE), false, at(1))).toThrow("out of order");
    alice.close();
    expect(() => alice.addEpoch(epochKeys(5, ALICE), false, at(1))).toThrow("given twice");
  });

  test("takes its base key over, and zeroes it", () => {
    const keys = epochKeys(1, ALICE);
    new MlsContext(webCryptoAead).addEpoch(keys, false, at(0));
    expect(keys.baseKey).toEqual(new Uint8Array(16));
  });
});

describe("an old epoch", () => {
  test("is received under for 10 s more, and then forgotten", async () => {
    const alice = party(ALICE, 1);
    const bob = party(BOB, 1);
    bob.addEpoch(epochKeys(2, BOB), false, at(100));
    expect(bob.nextWakeup()).toBe(at(100 + RECEIVE_GRACE_MS));
    const [early, late] = [await speak(alice, 5), await speak(alice, 5)];
    expect((await hear(bob, early, 100 + RECEIVE_GRACE_MS - 1)).ok).toBe(true);
    expect(dropOf(await hear(bob, late, 100 + RECEIVE_GRACE_MS))).toBe("no-epoch");
    expect(bob.nextWakeup()).toBeNull();
  });

  test("is forgotten on time when no frame comes any more", async () => {
    const bob = party(BOB, 1);
    bob.addEpoch(epochKeys(2, BOB), false, at(100));
    bob.handleTick(at(100 + RECEIVE_GRACE_MS));
    const late = await hear(bob, await speak(party(ALICE, 1), 5), 101);
    expect(dropOf(late)).toBe("no-epoch");
  });

  test("gives way to the one 16 later, which has the same bits in the key ID", async () => {
    const bob = party(BOB, 1);
    bob.addEpoch(epochKeys(17, BOB), false, at(100));
    const old = await hear(bob, await speak(party(ALICE, 1), 5), 101);
    expect(dropOf(old)).toBe("bad-tag");
    expect((await hear(bob, await speak(party(ALICE, 17), 5), 101)).ok).toBe(true);
    expect(bob.nextWakeup()).toBeNull();
  });

  test("shows nothing of somebody who was removed", async () => {
    const carol = party(CAROL, 1);
    const alice = party(ALICE, 1);
    const bob = party(BOB, 1);
    bob.addEpoch(epochKeys(2, BOB, [ALICE, BOB]), true, at(100));
    expect(dropOf(await hear(bob, await speak(carol, 5), 101))).toBe("unknown-member");
    expect((await hear(bob, await speak(alice, 5), 101)).ok).toBe(true);
  });

  test("names who had the leaf then, when it was given to another", async () => {
    const bob = new MlsContext(webCryptoAead);
    const members = (two: number) => [
      { leafIndex: 1, participantId: participant(1), mayShare: true },
      { leafIndex: 2, participantId: participant(two), mayShare: true },
      { leafIndex: 3, participantId: participant(4), mayShare: true },
    ];
    bob.addEpoch({ ...epochKeys(1, BOB), members: members(4) }, false, at(0));
    bob.addEpoch({ ...epochKeys(2, BOB), members: members(5) }, false, at(100));
    const then = passed(await hear(bob, await speak(party(2, 1), 5), 101));
    expect(then.participantId).toBe(participant(4));
    const now = passed(await hear(bob, await speak(party(2, 2), 5), 101));
    expect(now.participantId).toBe(participant(5));
  });
});

describe("closing", () => {
  test("forgets every key", async () => {
    const bob = party(BOB, 1);
    const sent = await speak(party(ALICE, 1), 5);
    bob.close();
    expect(dropOf(await hear(bob, sent, 6))).toBe("no-key");
    expect(dropOf(await bob.protect("microphone", "opus", opusFrame(), at(6)))).toBe("no-key");
  });

  test("drops the frames that are being worked on, rather than throwing", async () => {
    const bob = party(BOB, 1);
    const sent = await speak(party(ALICE, 1), 5);
    const results = [
      hear(bob, sent, 6),
      bob.protect("microphone", "opus", opusFrame(), at(6)),
      bob.protect("camera", "vp8", vp8Frame("key"), at(6)),
    ];
    bob.close();
    for (const result of results) expect(dropOf(await result)).toBe("no-epoch");
  });
});

/** WebCrypto that remembers every key and nonce that sealed something. */
function watched(used: string[]): Aead {
  return {
    ...webCryptoAead,
    sealKey: async (bytes) => {
      const name = hex(bytes);
      const key = await webCryptoAead.sealKey(bytes);
      return {
        seal: (nonce, aad, plaintext) => {
          used.push(`${name} ${hex(nonce)}`);
          return key.seal(nonce, aad, plaintext);
        },
      };
    },
  };
}

test("no key and nonce ever seal two frames, whatever is sent at once and however epochs come", async () => {
  const source = fc.constantFrom(...SOURCES);
  const act = fc.oneof(
    { weight: 5, arbitrary: fc.record({ type: fc.constant("send" as const), source }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("epoch" as const),
        jump: fc.integer({ min: 1, max: 17 }),
        isUrgent: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("wait" as const),
        ms: fc.integer({ min: 0, max: 3000 }),
      }),
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 60 }), async (acts) => {
      const used: string[] = [];
      const alice = party(ALICE, 1, watched(used));
      let [epoch, ms] = [1, 0];
      const sent: Promise<unknown>[] = [];
      for (const act of acts) {
        if (act.type === "wait") ms += act.ms;
        else if (act.type === "epoch") {
          epoch += act.jump;
          alice.addEpoch(epochKeys(epoch, ALICE), act.isUrgent, at(ms));
        } else {
          const isAudio = kindOf(act.source) === "audio";
          const frame = isAudio ? opusFrame(4) : vp8Frame("delta", 8);
          sent.push(alice.protect(act.source, isAudio ? "opus" : "vp8", frame, at(ms)));
        }
      }
      await Promise.all(sent);
      expect(new Set(used).size).toBe(used.length);
    }),
    { numRuns: 50 },
  );
});
