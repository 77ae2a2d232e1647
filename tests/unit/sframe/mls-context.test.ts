// What a server that holds no key can do with frames: nothing but drop them. The defences behind
// these were taken out one at a time, and each time a test here failed.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Bytes } from "../../../src/base/bytes.ts";
import { concat } from "../../../src/base/bytes.ts";
import { webCryptoAead } from "../../../src/client/web-crypto.ts";
import type { Codec } from "../../../src/core/sframe/codec.ts";
import { CODECS } from "../../../src/core/sframe/codec.ts";
import { encodeHeader, parseHeader } from "../../../src/core/sframe/header.ts";
import type { KeyId } from "../../../src/core/sframe/kid.ts";
import { encodeKid, kindOf, parseKid } from "../../../src/core/sframe/kid.ts";
import { MlsContext } from "../../../src/core/sframe/mls-context.ts";
import { REPLAY_WINDOW_SIZE } from "../../../src/core/sframe/replay-window.ts";
import type { Source } from "../../../src/protocol/socket-messages.ts";
import { KINDS, SOURCES } from "../../../src/protocol/socket-messages.ts";
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

function codecFor(source: Source): Codec {
  return kindOf(source) === "audio" ? "opus" : "vp8";
}

async function sendOf(context: MlsContext, source: Source, frame: Bytes): Promise<Bytes> {
  return passed(await context.protect(source, codecFor(source), frame, at(5)));
}

/** Bob, who gets `frame` in a slot for `source`'s kind. */
function receive(context: MlsContext, source: Source, frame: Bytes) {
  return context.unprotect(kindOf(source), codecFor(source), frame, at(6));
}

/** The same frame with another header: what a server can write without any key. */
function withHeader(
  frame: Bytes,
  prefixLength: number,
  change: (keyId: KeyId, ctr: bigint) => { keyId: KeyId; ctr: bigint },
): Bytes {
  const header = parseHeader(frame.subarray(prefixLength));
  const keyId = header && parseKid(header.kid);
  if (header === null || keyId === null) throw new Error("no header");
  const changed = change(keyId, header.ctr);
  const encoded = encodeHeader({ kid: encodeKid(changed.keyId), ctr: changed.ctr });
  const rest = frame.subarray(prefixLength + header.length);
  return concat(frame.subarray(0, prefixLength), encoded, rest);
}

describe("a frame", () => {
  test.each([
    ["microphone", opusFrame()],
    ["microphone", opusFrame(0)],
    ["camera", vp8Frame("key")],
    ["camera", vp8Frame("delta")],
    ["camera", vp8Frame("delta", 3)],
    ["screen", vp8Frame("key")],
    ["screen-audio", opusFrame()],
  ] as const)("of the %s comes back with the name of its sender", async (source, frame) => {
    const sent = await sendOf(party(ALICE), source, frame);
    const received = passed(await receive(party(BOB), source, sent));
    expect(received).toEqual({ frame, participantId: participant(ALICE), source });
  });

  test("shows the server its prefix and nothing else of it", async () => {
    const frame = vp8Frame("key", 200);
    const sent = await sendOf(party(ALICE), "camera", frame);
    expect(sent.slice(0, 10)).toEqual(frame.slice(0, 10));
    expect(Buffer.from(sent).includes(Buffer.from(frame.subarray(10, 26)))).toBe(false);
    const overhead = parseHeader(sent.subarray(10))?.length ?? 0;
    expect(sent.length).toBe(frame.length + overhead + 16);
  });
});

describe("a server that alters a frame", () => {
  test("gets it dropped, whichever bits of whichever byte it flips", async () => {
    const alice = party(ALICE);
    const bob = party(BOB);
    for (const [source, frame] of [
      ["camera", vp8Frame("key", 30)],
      ["camera", vp8Frame("delta", 12)],
      ["microphone", opusFrame(8)],
    ] as const) {
      const sent = await sendOf(alice, source, frame);
      for (let offset = 0; offset < sent.length; offset++) {
        for (const flip of [0x01, 0x80, 0xff]) {
          const altered = sent.slice();
          altered[offset] = (sent[offset] ?? 0) ^ flip;
          expect((await receive(bob, source, altered)).ok).toBe(false);
        }
      }
      expect((await receive(bob, source, sent)).ok).toBe(true);
    }
  });

  test("gets it dropped when only the clear prefix differs", async () => {
    const sent = await sendOf(party(ALICE), "camera", vp8Frame("key"));
    sent[7] = 0x7f;
    expect(dropOf(await receive(party(BOB), "camera", sent))).toBe("bad-tag");
  });

  test("gets it dropped when it is cut off anywhere", async () => {
    const sent = await sendOf(party(ALICE), "microphone", opusFrame());
    const bob = party(BOB);
    for (let length = 0; length < sent.length; length++) {
      expect((await receive(bob, "microphone", sent.slice(0, length))).ok).toBe(false);
    }
  });

  test("can't throw a receiver off with any bytes at all", async () => {
    const bob = party(BOB);
    const kinds = fc.constantFrom(...KINDS);
    const codecs = fc.constantFrom(...CODECS, null);
    await fc.assert(
      fc.asyncProperty(
        kinds,
        codecs,
        fc.uint8Array({ maxLength: 64 }),
        async (kind, codec, bytes) => {
          expect((await bob.unprotect(kind, codec, new Uint8Array(bytes), at(6))).ok).toBe(false);
        },
      ),
    );
  });
});

describe("a server that relabels a frame", () => {
  test("can't make it another member's", async () => {
    const sent = await sendOf(party(ALICE), "camera", vp8Frame("key"));
    const relabelled = withHeader(sent, 10, (keyId, ctr) => ({
      keyId: { ...keyId, leafIndex: CAROL },
      ctr,
    }));
    expect(dropOf(await receive(party(BOB), "camera", relabelled))).toBe("bad-tag");
  });

  test("can't make a camera a screen", async () => {
    const sent = await sendOf(party(ALICE), "camera", vp8Frame("key"));
    const relabelled = withHeader(sent, 10, (keyId, ctr) => ({
      keyId: { ...keyId, source: "screen" },
      ctr,
    }));
    expect(dropOf(await receive(party(BOB), "camera", relabelled))).toBe("bad-tag");
  });

  test("can't give it another counter, and doesn't move the window by trying", async () => {
    const alice = party(ALICE);
    const bob = party(BOB);
    const sent = await sendOf(alice, "microphone", opusFrame());
    const later = withHeader(sent, 0, (keyId) => ({ keyId, ctr: 1_000_000n }));
    expect(dropOf(await receive(bob, "microphone", later))).toBe("bad-tag");
    expect((await receive(bob, "microphone", sent)).ok).toBe(true);
  });

  test("can't give it a counter too large to be told from its neighbours", async () => {
    const sent = await sendOf(party(ALICE), "microphone", opusFrame());
    const huge = withHeader(sent, 0, (keyId) => ({ keyId, ctr: 2n ** 53n }));
    expect(dropOf(await receive(party(BOB), "microphone", huge))).toBe("malformed");
  });

  test("can't play a camera into an audio slot, nor a microphone into a video slot", async () => {
    const alice = party(ALICE);
    const bob = party(BOB);
    const camera = await sendOf(alice, "camera", vp8Frame("delta"));
    for (const codec of CODECS) {
      expect((await bob.unprotect("audio", codec, camera, at(6))).ok).toBe(false);
    }
    const microphone = await sendOf(alice, "microphone", opusFrame());
    expect(dropOf(await bob.unprotect("video", "opus", microphone, at(6)))).toBe("wrong-context");
  });

  test("can't show us our own frames as somebody's", async () => {
    const alice = party(ALICE);
    const sent = await sendOf(alice, "camera", vp8Frame("key"));
    expect(dropOf(await receive(alice, "camera", sent))).toBe("unknown-member");
  });

  test("can't send for a leaf that is nobody's", async () => {
    const stranger = party(9);
    const sent = await sendOf(stranger, "microphone", opusFrame());
    expect(dropOf(await receive(party(BOB), "microphone", sent))).toBe("unknown-member");
  });
});

describe("a server that replays", () => {
  test("gets each frame shown once", async () => {
    const bob = party(BOB);
    const sent = await sendOf(party(ALICE), "microphone", opusFrame());
    expect((await receive(bob, "microphone", sent)).ok).toBe(true);
    expect(dropOf(await receive(bob, "microphone", sent))).toBe("replayed");
  });

  test("gets it shown once even in two slots in the same instant", async () => {
    const bob = party(BOB);
    const sent = await sendOf(party(ALICE), "microphone", opusFrame());
    const both = await Promise.all([
      receive(bob, "microphone", sent),
      receive(bob, "microphone", sent),
    ]);
    expect(both.filter((result) => result.ok).length).toBe(1);
  });

  test("gets nothing shown that is older than the window", async () => {
    const alice = party(ALICE);
    const bob = party(BOB);
    const frames: Bytes[] = [];
    for (let index = 0; index <= REPLAY_WINDOW_SIZE; index++) {
      frames.push(await sendOf(alice, "microphone", opusFrame(2)));
    }
    const [oldest, second, last] = [frames[0], frames[1], frames.at(-1)];
    if (!oldest || !second || !last) throw new Error("no frames");
    expect((await receive(bob, "microphone", last)).ok).toBe(true);
    expect((await receive(bob, "microphone", second)).ok).toBe(true);
    expect(dropOf(await receive(bob, "microphone", oldest))).toBe("replayed");
  });

  test("may reorder what is within the window: that is what networks do", async () => {
    const alice = party(ALICE);
    const bob = party(BOB);
    const frames: Bytes[] = [];
    for (let index = 0; index < 40; index++) {
      frames.push(await sendOf(alice, "camera", vp8Frame("delta")));
    }
    for (const frame of frames.reverse()) {
      expect((await receive(bob, "camera", frame)).ok).toBe(true);
    }
  });

  test("finds a window of its own for each source of each member", async () => {
    const bob = party(BOB);
    for (const sender of [party(ALICE), party(CAROL)]) {
      for (const source of SOURCES) {
        const frame = kindOf(source) === "audio" ? opusFrame() : vp8Frame("key");
        expect((await receive(bob, source, await sendOf(sender, source, frame))).ok).toBe(true);
      }
    }
  });
});

describe("without the right key", () => {
  test("nothing is sent and nothing is shown before the first epoch", async () => {
    const nobody = new MlsContext(webCryptoAead);
    const sent = await sendOf(party(ALICE), "microphone", opusFrame());
    expect(dropOf(await nobody.protect("microphone", "opus", opusFrame(), at(5)))).toBe("no-key");
    expect(dropOf(await receive(nobody, "microphone", sent))).toBe("no-key");
  });

  test("a frame under another base key isn't shown", async () => {
    const stranger = new MlsContext(webCryptoAead);
    const keys = { ...epochKeys(1, ALICE), baseKey: new Uint8Array(16).fill(99) };
    stranger.addEpoch(keys, false, at(0));
    const sent = await sendOf(stranger, "camera", vp8Frame("key"));
    expect(dropOf(await receive(party(BOB), "camera", sent))).toBe("bad-tag");
  });

  test("a frame of a codec that we don't know isn't sent, and isn't shown", async () => {
    const alice = party(ALICE);
    const sent = await sendOf(alice, "camera", vp8Frame("key"));
    expect(dropOf(await alice.protect("camera", null, vp8Frame("key"), at(5)))).toBe(
      "unknown-codec",
    );
    expect(dropOf(await party(BOB).unprotect("video", null, sent, at(6)))).toBe("unknown-codec");
  });

  test("a frame that isn't of the codec that it is said to be isn't sent", async () => {
    const sent = await party(ALICE).protect("camera", "vp8", new Uint8Array(50), at(5));
    expect(dropOf(sent)).toBe("malformed");
  });
});
