// How far files are: what is here stays, and a flood of them has an end.

import { expect, test } from "bun:test";
import { CallFiles, lineKey } from "../../../src/client/call-files.ts";
import { NEW_FILE } from "../../../src/client/file-model.ts";
import { idOf } from "./pages/call-fixture.ts";

const line = (id: number) => ({ author: idOf("Ada"), id });
const stepOf = (files: CallFiles, id: number) => files.states[lineKey(line(id))]?.step;

test("what is here stays when its author goes, or the call is lost; the rest ends", () => {
  const files = new CallFiles();
  files.handleState(line(0), { ...NEW_FILE, step: "here", blob: new Blob(["x"]) });
  files.handleState(line(1), { ...NEW_FILE, step: "coming" });
  files.handleState(line(0), { ...NEW_FILE, step: "ended" });
  files.handleCallLost();
  expect([stepOf(files, 0), stepOf(files, 1)]).toEqual(["here", "ended"]);
});

test("one's own is kept to be shown, whatever the worker tells of it", () => {
  const files = new CallFiles();
  const blob = new Blob(["x"]);
  files.handleState(line(0), { ...NEW_FILE, step: "preparing", blob });
  files.handleState(line(0), { ...NEW_FILE, getting: 1 });
  expect(files.states[lineKey(line(0))]).toEqual({ ...NEW_FILE, getting: 1, blob });
});

test("the oldest of a flood are forgotten", () => {
  const files = new CallFiles();
  for (let id = 0; id < 1_200; id++) files.handleState(line(id), { ...NEW_FILE, step: "ended" });
  expect([Object.keys(files.states).length, stepOf(files, 0), stepOf(files, 1_199)]).toEqual([
    1_000,
    undefined,
    "ended",
  ]);
});
