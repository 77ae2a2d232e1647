// Files through a server: pieces reach who asked, a flood of others ends who sends it, and no bound is passed.

import { expect, test } from "bun:test";
import { SEALED_CHUNK_BYTES } from "../../../src/protocol/limits.ts";
import { World } from "./world.ts";

const SEALED = new Uint8Array(SEALED_CHUNK_BYTES);

function meeting() {
  const world = new World();
  world.fileBytesMax = 1_000_000;
  const [ana, ben] = world.pair();
  return { world, ana, ben };
}

test("a piece goes from its owner to who asked, and each hears what the operator lets pass", () => {
  const { world, ana, ben } = meeting();
  expect(ben.types).toContain("files");
  ben.signaling.send({ type: "file-ask", owner: ana.id, file: 3, index: 0 });
  world.settle();
  expect(ana.heard).toContainEqual({ type: "file-asked", by: ben.id, file: 3, index: 0 });
  ana.signaling.send({ type: "file-chunk", to: [ben.id], file: 3, index: 0, sealed: SEALED });
  world.settle();
  expect(ben.heard.at(-1)).toEqual({
    type: "file-chunk",
    owner: ana.id,
    file: 3,
    index: 0,
    sealed: SEALED,
  });
});

test("pieces that were asked for don't count towards what one may send; others end who sends them", () => {
  const { world, ana, ben } = meeting();
  for (let index = 0; index < 60; index++) {
    ben.signaling.send({ type: "file-ask", owner: ana.id, file: 3, index });
    world.settle();
    ana.signaling.send({ type: "file-chunk", to: [ben.id], file: 3, index, sealed: SEALED });
    world.settle();
  }
  expect(ben.types.filter((type) => type === "file-chunk")).toHaveLength(60);
  for (let index = 0; index < 200; index++) {
    ana.signaling.send({ type: "file-chunk", to: [ben.id], file: 4, index, sealed: SEALED });
  }
  world.settle();
  expect([ana.ended, ben.ended]).toEqual([["overloaded"], []]);
  expect(new Set(world.filesCounted)).toEqual(new Set(["unasked"]));
  expect(ben.types.filter((type) => type === "file-chunk")).toHaveLength(60);
});

test("who asks for more pieces at once than a client does is out", () => {
  const { world, ana, ben } = meeting();
  for (let index = 0; index < 17; index++) {
    ben.signaling.send({ type: "file-ask", owner: ana.id, file: 3, index });
  }
  world.settle();
  expect(ben.ended).toEqual(["overloaded"]);
});

test("where there are no files nobody is told of any, and who asks is refused", () => {
  const world = new World();
  const [ana, ben] = world.pair();
  expect(ben.types).not.toContain("files");
  ben.signaling.send({ type: "file-ask", owner: ana.id, file: 3, index: 0 });
  world.settle();
  expect(ben.heard.at(-1)).toEqual({
    type: "file-refused",
    owner: ana.id,
    file: 3,
    reason: "off",
  });
  expect(world.filesCounted).toEqual(["off"]);
});
