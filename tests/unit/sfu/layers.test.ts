// What one receiver gets of a camera that sends three sizes: one stream, whatever is switched, left out, lost or late.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { at, RTX, VP8, VP8_FORMAT, VP9, VP9_RTX } from "./media-fixture.ts";
import { Camera, type Got, Judge, type Sent } from "./simulcast.ts";

function film(camera: Camera, frames: number): Got[] {
  const got: Got[] = [];
  for (let frame = 0; frame < frames; frame++) {
    for (const sent of camera.film()) {
      const out = camera.arrive(sent);
      if (out !== null) got.push(out);
    }
  }
  return got;
}

describe("a switch to another layer", () => {
  test("waits for its key frame, and shows the old one until then", () => {
    const camera = new Camera();
    camera.select(0, 2);
    film(camera, 20);
    camera.select(2, 2);
    const got = film(camera, 20);
    const first = got.findIndex(({ layer }) => layer === 2);
    expect(got.slice(0, first).every(({ layer }) => layer === 0)).toBe(true);
    expect(got.slice(first).every(({ layer }) => layer === 2)).toBe(true);
    expect(got[first]?.descriptor?.startsKeyFrame).toBe(true);
    // No frame is without a picture: a new one each 33 ms, or two at the switch.
    expect(new Set(got.map(({ frame }) => frame)).size).toBe(20);
  });

  test("downwards leaves out what it can of the old one at once", () => {
    const camera = new Camera();
    camera.select(2, 2);
    film(camera, 20);
    // The last key frame was asked for just now: the next can't come for half a second.
    camera.select(0, 2);
    const got = film(camera, 3).filter(({ layer }) => layer === 2);
    expect(got.every(({ descriptor }) => descriptor?.temporal === 0)).toBe(true);
  });

  test("to nothing stops at once, and comes back with a key frame", () => {
    const camera = new Camera();
    camera.select(1, 2);
    film(camera, 20);
    camera.slot.select(null, 0);
    expect(film(camera, 20)).toEqual([]);
    camera.select(1, 2);
    expect(film(camera, 20)[0]?.descriptor?.startsKeyFrame).toBe(true);
  });
});

describe("temporal layers", () => {
  test.each([
    [2, 40],
    [1, 20],
    [0, 10],
  ])("up to %d make %d of 40 frames, with no gap in any number", (temporal, frames) => {
    const camera = new Camera();
    camera.select(0, 2);
    const before = film(camera, 40).at(-1);
    camera.select(0, temporal);
    const got = film(camera, 40);
    expect(got).toHaveLength(frames);
    const indexes = got.map(({ index }) => index - (before?.index ?? 0));
    expect(indexes).toEqual(Array.from({ length: frames }, (_, place) => place + 1));
    const ids = got.map(({ descriptor }) => descriptor?.pictureId ?? 0);
    expect(ids).toEqual(indexes.map((place) => (before?.descriptor?.pictureId ?? 0) + place));
    const tl0 = got.flatMap(({ descriptor }) =>
      descriptor?.temporal === 0 ? [descriptor.tl0PicIdx ?? 0] : [],
    );
    expect(tl0.every((value, place) => place === 0 || value === (tl0[place - 1] ?? 0) + 1)).toBe(
      true,
    );
  });

  test("come back where they need nothing that was left out", () => {
    for (let phase = 0; phase < 4; phase++) {
      const camera = new Camera();
      camera.select(0, 0);
      film(camera, 20 + phase);
      camera.select(0, 2);
      const first = film(camera, 8).find(({ descriptor }) => descriptor?.temporal !== 0);
      expect(first?.descriptor?.isSync).toBe(true);
    }
  });
});

describe("temporal layers of VP9", () => {
  test.each([
    [2, 40],
    [1, 20],
    [0, 10],
  ])(
    "up to %d make %d of 40 frames, and picture ids stay as far apart as they were",
    (temporal, frames) => {
      const camera = new Camera("vp9");
      camera.select(0, 2);
      film(camera, 40);
      camera.select(0, temporal);
      const got = film(camera, 40);
      expect(got).toHaveLength(frames);
      const [first] = got;
      expect(got.map(({ index }) => index - (first?.index ?? 0))).toEqual(
        Array.from({ length: frames }, (_, place) => place),
      );
      for (const { frame, descriptor } of got) {
        const id = (descriptor?.pictureId ?? 0) - (first?.descriptor?.pictureId ?? 0);
        expect(id & 0x7fff).toBe(frame - (first?.frame ?? 0));
      }
    },
  );
});

test("after a long outage no picture of VP9 seems to need another than it does", () => {
  const camera = new Camera("vp9");
  camera.select(0, 2);
  const before = film(camera, 20).at(-1);
  for (let frame = 0; frame < 100; frame++) camera.film();
  const after = film(camera, 1)[0];
  const apart = (after?.descriptor?.pictureId ?? 0) - (before?.descriptor?.pictureId ?? 0);
  expect(apart & 0x7fff).toBe(101);
});

describe("another codec", () => {
  test("goes out from its first key frame on, in one stream with the one before", () => {
    const camera = new Camera("vp9");
    camera.select(1, 2);
    const before = film(camera, 20).at(-1);
    camera.change("vp8");
    const got = film(camera, 20);
    expect(got[0]?.descriptor?.startsKeyFrame).toBe(true);
    expect(got[0]?.index).toBe((before?.index ?? 0) + 1);
    expect(before?.payloadType).toBe(VP9);
    expect(got.every(({ payloadType }) => payloadType === VP8)).toBe(true);
    camera.change("vp9");
    expect(new Set(film(camera, 20).map(({ payloadType }) => payloadType))).toEqual(new Set([VP9]));
  });

  test("is kept from who can't decode it", () => {
    const camera = new Camera("vp9", [VP8_FORMAT]);
    camera.select(1, 2);
    expect(film(camera, 20)).toEqual([]);
    camera.change("vp8");
    expect(film(camera, 20).length).toBeGreaterThan(19);
  });
});

test.each(["vp8", "vp9"] as const)(
  "without loss of %s there is no gap, whatever is chosen when",
  (codec) => {
    const choice = fc.tuple(fc.nat(2), fc.nat(2), fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 12 }), (choices) => {
        const camera = new Camera(codec);
        const judge = new Judge();
        /** Picture ids. */
        const seen = new Map<string, number>();
        for (const [layer, temporal, frames] of choices) {
          camera.select(layer, temporal);
          for (const got of film(camera, frames)) {
            judge.see(got);
            const { descriptor } = got;
            if (descriptor === null || seen.has(`${got.layer} ${got.frame}`)) continue;
            const pictureId = descriptor.pictureId ?? -1;
            seen.set(`${got.layer} ${got.frame}`, pictureId);
            if (got.needs === null) continue;
            const needed = seen.get(`${got.layer} ${got.needs}`);
            expect(needed).toBeDefined();
            // VP9 says how many pictures ago it was.
            if (codec === "vp8") continue;
            expect((pictureId - (needed ?? 0)) & 0x7fff).toBe(got.frame - got.needs);
          }
        }
        expect(judge.indexes.size).toBe(judge.highest);
      }),
      { numRuns: 60 },
    );
  },
);

test.each(["vp8", "vp9"] as const)(
  "%s with any loss and order: no number twice, no frame of two layers, no gap but for what was lost",
  (codec) => {
    const choice = fc.tuple(fc.nat(2), fc.nat(2), fc.integer({ min: 0, max: 30 }));
    /** How many packets later it comes; 9 for never. */
    const fates = fc.infiniteStream(
      fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 9 })),
    );
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 10 }), fates, (choices, fate) => {
        const camera = new Camera(codec);
        const judge = new Judge();
        const onTheWay: { due: number; sent: Sent }[] = [];
        let [packets, lost] = [0, 0];
        for (const [layer, temporal, frames] of choices) {
          camera.select(layer, temporal);
          for (let frame = 0; frame < frames; frame++) {
            for (const sent of camera.film()) {
              packets += 1;
              const late = fate.next().value ?? 0;
              if (late === 9) lost += 1;
              else onTheWay.push({ due: packets + late, sent });
              onTheWay.sort((a, b) => a.due - b.due);
              while ((onTheWay[0]?.due ?? Number.POSITIVE_INFINITY) <= packets) {
                const next = onTheWay.shift();
                const got = next && camera.arrive(next.sent);
                if (got) judge.see(got);
              }
            }
          }
        }
        expect(judge.highest - judge.indexes.size).toBeLessThanOrEqual(lost + 10 * choices.length);
      }),
      { numRuns: 100 },
    );
  },
);

test.each([
  ["vp8", RTX, 4],
  ["vp9", VP9_RTX, 3],
] as const)(
  "what a receiver asks for again of %s comes with the numbers that it had",
  (codec, rtx, place) => {
    const camera = new Camera(codec);
    camera.select(0, 2);
    film(camera, 20);
    camera.select(0, 0);
    film(camera, 20);
    camera.select(1, 1);
    const got = film(camera, 40).filter(({ layer }) => layer === 1);
    for (const { index, descriptor, timestamp } of got.slice(-20)) {
      const again = camera.slot.retransmit(index & 0xffff, at(camera.now))?.packet;
      expect(again?.timestamp).toBe(timestamp);
      const payload = again?.payload ?? new Uint8Array(0);
      expect(((payload[0] ?? 0) << 8) | (payload[1] ?? 0)).toBe(index & 0xffff);
      expect(again?.payloadType).toBe(rtx);
      const id = (((payload[place] ?? 0) & 0x7f) << 8) | (payload[place + 1] ?? 0);
      expect(id).toBe(descriptor?.pictureId ?? -1);
    }
    expect(camera.slot.retransmit(1, at(camera.now))).toBeNull();
  },
);
