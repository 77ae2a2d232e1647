// The frame worker without its streams: nothing passes that wasn't protected or authenticated. Both
// branches that drop were made to let the frame through, and each time tests here failed.

import { describe, expect, test } from "bun:test";
import type { Bytes } from "../../../src/base/bytes.ts";
import type { FromFrameWorker } from "../../../src/client/frame-messages.ts";
import { webCryptoAead } from "../../../src/client/web-crypto.ts";
import { FramePipeline } from "../../../src/client/workers/frame-pipeline.ts";
import { SlotMonitor } from "../../../src/client/workers/slot-monitor.ts";
import type { Kind } from "../../../src/protocol/socket-messages.ts";
import { at, dropOf, epochKeys, opusFrame, participant, passed, vp8Frame } from "./support.ts";

const ALICE = 0;
const BOB = 1;

function worker(leafIndex: number, epoch = 1): FramePipeline {
  const pipeline = new FramePipeline(webCryptoAead);
  const { baseKey, ...rest } = epochKeys(epoch, leafIndex);
  const keys = { ...rest, baseKey: baseKey.buffer, isUrgent: false };
  pipeline.handleKeys({ type: "epoch", ...keys }, at(0));
  return pipeline;
}

function frameOf(bytes: Bytes, mimeType?: string) {
  return { bytes, mimeType };
}

/** A worker's receive slot 3, and what it told the page. */
function slot(pipeline: FramePipeline, kind: Kind) {
  const monitor = new SlotMonitor(kind, 3);
  const told: FromFrameWorker[] = [];
  const receive = (bytes: Bytes, ms: number, mimeType?: string) =>
    pipeline.handleIncoming(monitor, frameOf(bytes, mimeType), at(ms), told);
  return { receive, told };
}

describe("an outgoing frame", () => {
  test("passes protected, and the slot that gets it learns whose it is", async () => {
    const sent = await worker(ALICE).handleOutgoing("camera", frameOf(vp8Frame("key")), at(5));
    const { receive, told } = slot(worker(BOB), "video");
    expect(passed(await receive(passed(sent), 6, "video/VP8"))).toEqual(vp8Frame("key"));
    expect(told).toEqual([
      {
        type: "label",
        kind: "video",
        slot: 3,
        participantId: participant(ALICE),
        source: "camera",
      },
    ]);
  });

  test.each([
    ["before there is a key", new FramePipeline(webCryptoAead), "audio/opus", "no-key"],
    ["in a video codec", worker(ALICE), "video/VP8", "unknown-codec"],
  ])("doesn't pass %s", async (_, pipeline, mimeType, drop) => {
    const sent = await pipeline.handleOutgoing("microphone", frameOf(opusFrame(), mimeType), at(5));
    expect(dropOf(sent)).toBe(drop);
    expect(pipeline.counts()).toMatchObject({ protected: 0, drops: { [drop]: 1 } });
  });

  test("that is empty, as Opus makes of silence, isn't sent", async () => {
    const sent = await worker(ALICE).handleOutgoing("microphone", frameOf(opusFrame(0)), at(5));
    expect(dropOf(sent)).toBe("empty");
  });
});

describe("an incoming frame", () => {
  test.each([
    ["in the clear", opusFrame(), undefined],
    ["that is empty", opusFrame(0), undefined],
    ["of a codec that we don't offer", opusFrame(), "audio/PCMU"],
  ])("doesn't pass %s", async (_, bytes, mimeType) => {
    const { receive, told } = slot(worker(BOB), "audio");
    expect((await receive(bytes, 6, mimeType)).ok).toBe(false);
    expect(told).toEqual([]);
  });

  test.each([
    ["that is empty is no trouble, for it is padding", opusFrame(0), []],
    ["in the clear is trouble when it doesn't stop", opusFrame(), [{ type: "trouble" }]],
  ])("%s", async (_, bytes, expected) => {
    const { receive, told } = slot(worker(BOB), "audio");
    for (const ms of [0, 500, 1000, 1500]) await receive(bytes, ms);
    expect(told).toMatchObject(expected);
  });

  test("of another member changes the label at once", async () => {
    const { receive, told } = slot(worker(BOB), "audio");
    for (const leafIndex of [0, 2]) {
      const sender = worker(leafIndex);
      const sent = await sender.handleOutgoing("microphone", frameOf(opusFrame()), at(5));
      await receive(passed(sent), 6 + leafIndex);
    }
    expect(told).toMatchObject([
      { type: "label", participantId: participant(0) },
      { type: "label", participantId: participant(2) },
    ]);
  });
});

test("after the call nothing passes in either direction", async () => {
  const sent = await worker(ALICE).handleOutgoing("microphone", frameOf(opusFrame()), at(5));
  const bob = worker(BOB);
  bob.handleKeys({ type: "close" }, at(6));
  expect(dropOf(await slot(bob, "audio").receive(passed(sent), 7))).toBe("no-key");
  const outgoing = await bob.handleOutgoing("microphone", frameOf(opusFrame()), at(7));
  expect(dropOf(outgoing)).toBe("no-key");
});

test("frames are counted by what became of them", async () => {
  const bob = worker(BOB);
  const { receive } = slot(bob, "audio");
  const sent = await worker(ALICE).handleOutgoing("microphone", frameOf(opusFrame()), at(5));
  await receive(passed(sent), 6);
  await receive(passed(sent), 7);
  await bob.handleOutgoing("camera", frameOf(vp8Frame("key")), at(8));
  expect(bob.counts()).toMatchObject({ protected: 1, unprotected: 1, drops: { replayed: 1 } });
});
