// Which devices came and which went, between two looks at them.

import { expect, test } from "bun:test";
import type { DeviceList } from "../../../../src/client/devices.ts";
import { pluggedIn, pulledOut } from "../../../../src/client/media/device-changes.ts";

/** A letter for each: small for microphones, capital for speakers; cameras after a dot. */
function list(microphones: string, speakers = "", cameras = ""): DeviceList {
  const devices = (letters: string) =>
    (letters === "" ? [] : letters.split(",")).map((id) => ({ id, label: `The ${id}` }));
  return {
    microphones: devices(microphones),
    speakers: devices(speakers),
    cameras: devices(cameras),
  };
}

const named = (plugged: ReturnType<typeof pluggedIn>) =>
  plugged.map(({ kind, id }) => `${kind} ${id}`);

test("what comes is named, and what goes", () => {
  const alone = list("a", "A", "x");
  const headset = list("a,h", "A,H", "x");
  expect(named(pluggedIn(alone, headset))).toEqual(["microphone h", "speaker H"]);
  expect(named(pulledOut(alone, headset))).toEqual([]);
  expect(named(pulledOut(headset, alone))).toEqual(["microphone h", "speaker H"]);
});

test("what comes to light with a permission is no news", () => {
  expect(pluggedIn(list(""), list("a", "A", "x"))).toEqual([]);
  expect(named(pluggedIn(list("a"), list("a,b", "A", "x")))).toEqual(["microphone b"]);
});

test("one ID may be a microphone’s and a speaker’s: each kind is looked at by itself", () => {
  expect(named(pluggedIn(list("a,h", "A"), list("a,h", "A,h")))).toEqual(["speaker h"]);
});

test("Chromium’s stand-ins for a device are none", () => {
  expect(pluggedIn(list("a"), list("default,communications,a"))).toEqual([]);
});
