// Who may say what: asked of every signal that is said, and of every one that is heard.
// Seen to fail: recording without its rule, and `go-on` from anybody.

import { expect, test } from "bun:test";
import type { Signal } from "../../../src/core/mls/signal.ts";
import { maySay } from "../../../src/core/mls/signal-rules.ts";
import type { Role } from "../../../src/core/mls/tree.ts";
import { meetingIdFromBytes } from "../../../src/protocol/ids.ts";
import { idOf } from "./fixtures.ts";

const speaker = (role: Role) => ({ participantId: idOf(1), role });
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
  expect(maySay(started, speaker("member"), OPEN)).toBe(true);
  expect(maySay(started, speaker("member"), HELD)).toBe(false);
  expect(maySay(stopped, speaker("member"), HELD)).toBe(true);
  for (const role of ["host", "co-host"] as const)
    expect(maySay(started, speaker(role), HELD)).toBe(true);
});

test("only who keeps the door says where the meeting goes on", () => {
  expect(maySay(goOn, speaker("member"), OPEN)).toBe(false);
  expect(maySay(goOn, speaker("co-host"), OPEN)).toBe(true);
  expect(maySay(goOn, speaker("host"), OPEN)).toBe(true);
});
