// A meeting with a passphrase: whoever finds its link alone stays out. Seen to fail with the stretched
// passphrase left out of the link's keys.

import { expect, test } from "bun:test";
import { createMeeting, enterMeeting, stretched } from "../../../src/client/entry.ts";
import { random, World } from "./entry-world.ts";

test("a link with a passphrase opens with it, and with nothing else", async () => {
  const world = new World();
  const { fetch } = world;
  const created = await createMeeting(fetch, crypto.subtle, random, "correct horse");
  if (!created.ok) throw new Error(created.reason);
  const { meetingId, fragment } = created.value;
  expect(fragment.needsPassphrase).toBe(true);
  const enter = async (passphrase: string | null) => {
    const entrance = { meetingId, fragment, fetch, random };
    const entered = await enterMeeting({
      ...entrance,
      stretched: stretched(meetingId, passphrase),
    });
    return entered.ok ? "entered" : entered.reason;
  };
  expect(await enter("correct horse")).toBe("entered");
  expect(await enter("correct hors")).toBe("wrong-link");
  expect(await enter("")).toBe("wrong-link");
  expect(await enter(null)).toBe("wrong-link");
}, 20_000);
