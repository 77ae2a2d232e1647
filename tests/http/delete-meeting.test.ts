// A meeting deleted from its host's list: at the server, for everyone, and by nobody else.
// Seen to fail: with a server that takes another key's signature for the host's.

import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Millis } from "../../src/base/time.ts";
import { createMeeting, enterMeeting } from "../../src/client/entry.ts";
import type { DeletionEdges } from "../../src/client/meeting-deletion.ts";
import { deleteMeeting } from "../../src/client/meeting-deletion.ts";
import type { LinkFragment } from "../../src/core/link/fragment.ts";
import { encodeFragment } from "../../src/core/link/fragment.ts";
import type { MeetingId } from "../../src/protocol/ids.ts";
import { HeadlessParticipant } from "../support/headless-participant.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";
import { until } from "../support/service.ts";

type SocketWithHeaders = new (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>> },
) => WebSocket;
const BunWebSocket = WebSocket as unknown as SocketWithHeaders;

let server: RunningServer;
let edges: DeletionEdges;

beforeAll(async () => {
  server = await startServer();
  const { url } = server;
  edges = {
    fetch: (path, init) => fetch(`${url}${path}`, init),
    openSocket: () =>
      new BunWebSocket(`${url.replace("http", "ws")}/socket`, { headers: { Origin: url } }),
    clock: () => performance.now() as Millis,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    subtle: crypto.subtle,
  };
});

afterAll(() => server.stop());

type Made = { readonly meetingId: MeetingId; readonly fragment: LinkFragment };

/** With the host's seed in its fragment, as its browser keeps it. */
async function make(passphrase: string | null = null): Promise<Made> {
  const made = await createMeeting(edges.fetch, edges.subtle, edges.random, passphrase);
  if (!made.ok) throw new Error(made.reason);
  const { meetingId, fragment, hostSeed } = made.value;
  return { meetingId, fragment: { ...fragment, hostSeed } };
}

async function isThere({ meetingId, fragment }: Made): Promise<boolean> {
  return (await enterMeeting({ meetingId, fragment, ...edges })).ok;
}

test("is gone for everyone, also for who is in it", async () => {
  const made = await make();
  const invitation = encodeFragment({ ...made.fragment, hostSeed: null });
  const { url } = server;
  const ada = new HeadlessParticipant({ ...made, url, fragment: invitation }, "Ada");
  await until("Ada to be in", () => ada.joinedAt !== null);
  expect(await deleteMeeting({ ...made, others: [] }, null, edges)).toEqual({
    ok: true,
    value: null,
  });
  await until("Ada's end", () => ada.ended === "ended");
  expect(await isThere(made)).toBe(false);
  const again = await deleteMeeting({ ...made, others: [] }, null, edges);
  expect(again).toEqual({ ok: false, reason: "wrong-link" });
});

test("stays when somebody with the link has another host key", async () => {
  const made = await make();
  const { fragment: others } = await make();
  const forged = { ...made.fragment, hostSeed: others.hostSeed };
  const deleted = await deleteMeeting({ ...made, fragment: forged, others: [] }, null, edges);
  expect(deleted.ok).toBe(false);
  const invitation = { ...made.fragment, hostSeed: null };
  const asked = await deleteMeeting({ ...made, fragment: invitation, others: [] }, null, edges);
  expect(asked).toEqual({ ok: false, reason: "not-host" });
  expect(await isThere(made)).toBe(true);
});

test("needs its passphrase, and finds the link that replaced it", async () => {
  const made = await make("swordfish");
  const wrong = await deleteMeeting({ ...made, others: [] }, "sword", edges);
  expect(wrong).toEqual({ ok: false, reason: "wrong-link" });
  const secret = (await make()).fragment.secret;
  const old = { ...made.fragment, secret };
  const kept = { ...made, fragment: old, others: [made.fragment] };
  expect((await deleteMeeting(kept, "swordfish", edges)).ok).toBe(true);
});
