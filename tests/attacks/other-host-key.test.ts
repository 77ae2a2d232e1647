// A compromised server names another host: itself. Seen to fail without the comparison with the link's
// commitment, and with a member that takes any host's proof.

import { expect, test } from "bun:test";
import { concat } from "../../src/base/bytes.ts";
import { enterMeeting } from "../../src/client/entry.ts";
import { hostCommitment } from "../../src/core/link/link-keys.ts";
import { MeetingWorld, makeHost } from "../support/meeting-world.ts";
import { random, World } from "../unit/entry/entry-world.ts";

test("a host key that the link doesn't commit to ends the entry", async () => {
  const world = new World();
  const { meetingId, fragment } = await world.meeting();
  const mallory = await makeHost();
  // M2 32 ‖ session 16 ‖ host key 32 ‖ …
  world.tamper = (path, answer) =>
    path === "/api/srp/proof"
      ? concat(answer.subarray(0, 48), mallory.publicKey, answer.subarray(80))
      : answer;
  const entered = await enterMeeting({ meetingId, fragment, fetch: world.fetch, random });
  expect(entered).toEqual({ ok: false, reason: "host-mismatch" });
  expect(hostCommitment(mallory.publicKey)).not.toEqual(fragment.hostCommitment);
});

test("whoever holds the link and another host's key isn't let in as a host, nor as anybody", async () => {
  const world = await MeetingWorld.open();
  const [ada] = await world.joinAll("Ada");
  const mallory = await world.join("Mallory", { host: await makeHost() });
  await world.run(20_000);
  expect(ada?.sees).toEqual(["Ada"]);
  expect(ada?.alarms).toContainEqual({ reason: "bad-credential", name: null });
  expect(mallory.epochs).toEqual([]);
});

test("a group that such a host founded isn't joined by who knows the true one", async () => {
  const world = await MeetingWorld.open();
  const mallory = await world.join("Mallory", { host: await makeHost() });
  await world.run(1_000);
  expect(mallory.sees).toEqual(["Mallory"]);
  const ada = await world.join("Ada");
  await world.run(5_000);
  expect(ada.left).toBe("broken-rules");
  expect(ada.alarms).toEqual([{ reason: "bad-credential", name: null }]);
});
