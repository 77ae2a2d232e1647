// Redundant sound through the frame workers: each voice once, however often and wherever the server puts its frames.
// Each of the three checks in `openRed` was taken out once, and a test here failed.

import { describe, expect, test } from "bun:test";
import type { Bytes } from "../../../src/base/bytes.ts";
import { copy } from "../../../src/base/bytes.ts";
import { webCryptoAead } from "../../../src/client/web-crypto.ts";
import { FramePipeline } from "../../../src/client/workers/frame-pipeline.ts";
import { SlotMonitor } from "../../../src/client/workers/slot-monitor.ts";
import type { RedPayload } from "../../../src/protocol/red.ts";
import { parseRed, writeRed } from "../../../src/protocol/red.ts";
import type { Source } from "../../../src/protocol/socket-messages.ts";
import { at, dropOf, epochKeys, opusFrame, passed } from "./support.ts";

const OPUS = 111;
const RED = "audio/red";

function worker(leafIndex: number): FramePipeline {
  const pipeline = new FramePipeline(webCryptoAead);
  const { baseKey, ...rest } = epochKeys(1, leafIndex);
  pipeline.handleKeys({ type: "epoch", ...rest, baseKey: baseKey.buffer, isUrgent: false }, at(0));
  return pipeline;
}

/** The encoder's payloads: each frame with the one before. */
function speak(...frames: readonly Bytes[]): Bytes[] {
  return frames.map((primary, place) => {
    const before = frames[place - 1];
    const repeated =
      before === undefined ? [] : [{ payloadType: OPUS, timestampOffset: 960, bytes: before }];
    return writeRed({ repeated, payloadType: OPUS, primary });
  });
}

async function sealAll(
  pipeline: FramePipeline,
  payloads: readonly Bytes[],
  source: Source = "microphone",
): Promise<Bytes[]> {
  const sealed: Bytes[] = [];
  for (const bytes of payloads) {
    sealed.push(passed(await pipeline.handleOutgoing(source, { bytes, mimeType: RED }, at(5))));
  }
  return sealed;
}

function ear() {
  const pipeline = worker(1);
  const monitor = new SlotMonitor("audio", 0);
  return (bytes: Bytes, mimeType = RED) =>
    pipeline.handleIncoming(monitor, { bytes, mimeType }, at(6), []);
}

function read(payload: Uint8Array): RedPayload {
  const red = parseRed(payload);
  if (red === null) throw new Error("not RED");
  return red;
}

const FRAMES = [opusFrame(40), opusFrame(41), opusFrame(42)];

describe("a payload of RED", () => {
  test("shows no byte of a frame, and repeats the one before as it went out", async () => {
    const [first, second] = await sealAll(worker(0), speak(...FRAMES));
    const [before, after] = [read(first as Bytes), read(second as Bytes)];
    expect(after.repeated[0]?.bytes).toEqual(before.primary);
    expect(after.repeated[0]?.timestampOffset).toBe(960);
    for (const frame of FRAMES) {
      expect(Buffer.from(second as Bytes).includes(Buffer.from(frame))).toBe(false);
    }
  });

  test("brings what was lost, and what wasn't only once", async () => {
    const [first, , third] = await sealAll(worker(0), speak(...FRAMES));
    const hear = ear();
    expect(read(passed(await hear(first as Bytes))).primary).toEqual(FRAMES[0] as Bytes);
    // The second is lost: it comes with the third.
    const late = read(passed(await hear(third as Bytes)));
    expect(late.repeated.map(({ bytes }) => copy(bytes))).toEqual([FRAMES[1] as Bytes]);
    expect(late.primary).toEqual(FRAMES[2] as Bytes);

    const [one, two] = await sealAll(worker(2), speak(...FRAMES));
    await hear(one as Bytes);
    expect(read(passed(await hear(two as Bytes))).repeated).toEqual([]);
  });

  test("is Opus without what it repeats: what the server sends who knows no RED", async () => {
    const sealed = await sealAll(worker(0), speak(...FRAMES));
    const hear = ear();
    for (const [place, payload] of sealed.entries()) {
      const opened = await hear(copy(read(payload).primary), "audio/opus");
      expect(passed(opened)).toEqual(FRAMES[place] as Bytes);
    }
  });

  test("repeats nothing that didn't go out, as after a silence", async () => {
    const repeated = [{ payloadType: OPUS, timestampOffset: 960, bytes: opusFrame(50) }];
    const payload = writeRed({ repeated, payloadType: OPUS, primary: opusFrame(40) });
    const [sealed] = await sealAll(worker(0), [payload]);
    expect(read(sealed as Bytes).repeated).toEqual([]);
  });
});

describe("a server that packs payloads of its own", () => {
  test("can't put another's voice under somebody's name", async () => {
    const [, ana] = await sealAll(worker(0), speak(...FRAMES));
    const [cleo] = await sealAll(worker(2), speak(opusFrame(60)));
    const stolen = { payloadType: OPUS, timestampOffset: 960, bytes: read(cleo as Bytes).primary };
    const mixed = writeRed({ ...read(ana as Bytes), repeated: [stolen] });
    expect(read(passed(await ear()(mixed))).repeated).toEqual([]);
  });

  test("nor the sound of somebody's screen under their voice", async () => {
    const pipeline = worker(0);
    const [voice] = await sealAll(pipeline, speak(...FRAMES));
    const [music] = await sealAll(pipeline, speak(opusFrame(60)), "screen-audio");
    const other = { payloadType: OPUS, timestampOffset: 960, bytes: read(music as Bytes).primary };
    const mixed = writeRed({ ...read(voice as Bytes), repeated: [other] });
    expect(read(passed(await ear()(mixed))).repeated).toEqual([]);
  });

  test("plays nothing twice, nor what it made up", async () => {
    const [first, second] = await sealAll(worker(0), speak(...FRAMES));
    const hear = ear();
    await hear(first as Bytes);
    await hear(second as Bytes);
    expect(dropOf(await hear(second as Bytes))).toBe("replayed");
    const block = { payloadType: OPUS, timestampOffset: 960, bytes: opusFrame(60) };
    const [, , third] = await sealAll(worker(2), speak(...FRAMES));
    const forged = writeRed({ ...read(third as Bytes), repeated: [block] });
    expect(read(passed(await hear(forged))).repeated).toEqual([]);
    expect(dropOf(await hear(new Uint8Array([0x80])))).toBe("malformed");
  });
});
