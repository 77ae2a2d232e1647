// Who may say what: asked of every signal that is said, and of every one that is heard.
// Seen to fail: recording without its rule, and `go-on` from anybody.

import { expect, test } from "bun:test";
import type { Signal } from "../../../src/core/mls/signal.ts";
import { maySay } from "../../../src/core/mls/signal-rules.ts";
import { meetingIdFromBytes } from "../../../src/protocol/ids.ts";

const OPEN = { mayChat: true, mayRecord: true };
const HELD = { mayChat: false, mayRecord: false };
const started: Signal = { type: "recording", id: 1, isOn: true };
const stopped: Signal = { type: "recording", id: 1, isOn: false };
const goOn: Signal = {
  type: "go-on",
  meetingId: meetingIdFromBytes(new Uint8Array(10)),
  fragment: new Uint8Array(34),
};

test("a member records unless the host forbids it, and may always stop", () => {
  expect(maySay(started, "member", OPEN)).toBe(true);
  expect(maySay(started, "member", HELD)).toBe(false);
  expect(maySay(stopped, "member", HELD)).toBe(true);
  for (const role of ["host", "co-host"] as const) expect(maySay(started, role, HELD)).toBe(true);
});

test("only who keeps the door says where the meeting goes on", () => {
  expect(maySay(goOn, "member", OPEN)).toBe(false);
  expect(maySay(goOn, "co-host", OPEN)).toBe(true);
  expect(maySay(goOn, "host", OPEN)).toBe(true);
});
