// A member whose client doesn't obey goes on showing its screen after the host forbade that, under keys that it
// rightly holds. Seen to fail without the look at the policy in the frame worker's context, and with one
// that looks at the policy of the frame's own epoch.

import { beforeEach, expect, test } from "bun:test";
import type { Bytes } from "../../src/base/bytes.ts";
import { fromHex } from "../../src/base/bytes.ts";
import { webCryptoAead } from "../../src/client/web-crypto.ts";
import { mayShareScreen } from "../../src/core/mls/share-rules.ts";
import { MlsContext } from "../../src/core/sframe/mls-context.ts";
import type { Source } from "../../src/protocol/socket-messages.ts";
import type { EpochSeen, Person } from "../support/meeting-person.ts";
import { MeetingWorld } from "../support/meeting-world.ts";
import { opusFrame, vp8Frame } from "../unit/sframe/support.ts";

let world: MeetingWorld;
let host: Person;
let bob: Person;
let cleo: Person;

beforeEach(async () => {
  world = await MeetingWorld.open();
  host = await world.join("Host", { host: world.host });
  await world.run(1_000);
  const [second, third] = await world.joinAll("Bob", "Cleo");
  if (!second || !third) throw new Error("Bob and Cleo");
  [bob, cleo] = [second, third];
});

/** A frame worker, given the epochs as the call worker gives them. */
function frameWorkerOf(epochs: readonly EpochSeen[]): MlsContext {
  const context = new MlsContext(webCryptoAead);
  for (const seen of epochs) {
    const baseKey = fromHex(seen.baseKey);
    if (baseKey === null) throw new Error("a key");
    const members = seen.roster.map((entry) => ({
      ...entry,
      mayShare: mayShareScreen(seen.policy, entry.role),
    }));
    const { ownLeafIndex } = seen;
    const keys = { epoch: Number(seen.epoch), baseKey, ownLeafIndex, members };
    context.addEpoch(keys, true, world.schedule.now);
  }
  return context;
}

async function sent(by: readonly EpochSeen[], source: Source): Promise<Bytes> {
  const context = frameWorkerOf(by);
  const frame = source === "screen" || source === "camera" ? vp8Frame("key") : opusFrame();
  const codec = source === "screen" || source === "camera" ? "vp8" : "opus";
  const result = await context.protect(source, codec, frame, world.schedule.now);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

/** @returns "shown", or why it isn't. */
async function seenBy(person: Person, source: Source, frame: Bytes): Promise<string> {
  const isVideo = source === "screen" || source === "camera";
  const result = await frameWorkerOf(person.epochs).unprotect(
    isVideo ? "video" : "audio",
    isVideo ? "vp8" : "opus",
    frame,
    world.schedule.now,
  );
  return result.ok ? "shown" : result.reason;
}

test("a forbidden screen and its sound are dropped, whichever epoch they are of", async () => {
  const before = [...bob.epochs];
  expect(await seenBy(cleo, "screen", await sent(before, "screen"))).toBe("shown");
  await world.act(host, { type: "set-door", door: { mayShare: false } });
  await world.run(1_000);
  for (const epochs of [before, bob.epochs]) {
    for (const source of ["screen", "screen-audio"] as const) {
      const frame = await sent(epochs, source);
      expect(await seenBy(cleo, source, frame)).toBe("forbidden");
      expect(await seenBy(host, source, frame)).toBe("forbidden");
    }
  }
  for (const source of ["camera", "microphone"] as const) {
    expect(await seenBy(cleo, source, await sent(bob.epochs, source))).toBe("shown");
  }
});

test("a host's and a co-host's screens are shown all the same", async () => {
  await world.act(host, { type: "set-door", door: { mayShare: false } });
  await world.act(host, { type: "grant", participantId: bob.id });
  await world.run(1_000);
  for (const sharer of [host, bob]) {
    expect(await seenBy(cleo, "screen", await sent(sharer.epochs, "screen"))).toBe("shown");
  }
});
