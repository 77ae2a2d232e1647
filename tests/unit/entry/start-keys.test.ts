// Who may start meetings: the operator's keys, of which the database holds hashes and no use. The attacker has no
// key, a revoked one, or the database. Seen to fail: with `isKeyNeeded` not asked, and with keys stored as they are.

import { describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Day } from "../../../src/base/time.ts";
import { createMeeting } from "../../../src/client/entry.ts";
import { openDatabase } from "../../../src/server/store/database.ts";
import { OperatorKeys } from "../../../src/server/store/operator-keys.ts";
import type { Tier } from "../../../src/server/store/tier.ts";
import { random, World } from "./entry-world.ts";

function worldWithKeys(): World {
  const world = new World();
  world.isKeyNeeded = true;
  world.boot();
  return world;
}

function keyOf(world: World, label: string, tier: Tier): string {
  const added = world.operatorKeys.add(label, tier, random);
  if (!added.ok || added.value === null) throw new Error("the key");
  return added.value;
}

async function start(world: World, key: string) {
  const made = await createMeeting(world.fetch, crypto.subtle, random, null, key);
  if (!made.ok) return made.reason;
  const found = world.meetings.find(made.value.meetingId, world.day as Day);
  return found.ok ? found.value?.tier : found.reason;
}

describe("where keys are needed", () => {
  test("none and a wrong one start nothing, a right one starts its size of meeting", async () => {
    const world = worldWithKeys();
    expect(await start(world, "")).toBe("key-needed");
    expect(await start(world, "conclave-AAAAAAAAAAAAAAAAAAAAAA")).toBe("wrong-key");
    expect(await start(world, keyOf(world, "school", "free"))).toBe("free");
    expect(await start(world, keyOf(world, "office", "paid"))).toBe("paid");
  });

  test("a revoked one starts nothing more", async () => {
    const world = worldWithKeys();
    const key = keyOf(world, "school", "free");
    expect(await start(world, key)).toBe("free");
    expect(world.operatorKeys.revoke("school")).toEqual({ ok: true, value: true });
    expect(await start(world, key)).toBe("wrong-key");
    expect(world.operatorKeys.revoke("school")).toEqual({ ok: true, value: false });
  });

  test("joining takes none", async () => {
    const world = new World();
    const { meetingId } = await world.meeting();
    world.isKeyNeeded = true;
    world.boot();
    expect(world.meetings.find(meetingId, world.day as Day)).toMatchObject({ ok: true });
  });
});

test("where everyone may start meetings, a key still gives its size", async () => {
  const world = new World();
  expect(await start(world, "")).toBe("free");
  expect(await start(world, keyOf(world, "office", "paid"))).toBe("paid");
  expect(await start(world, "conclave-AAAAAAAAAAAAAAAAAAAAAA")).toBe("wrong-key");
});

test("who floods is told when to come again", async () => {
  const world = new World();
  let last = new Response();
  const watching: typeof world.fetch = async (path, init) => {
    last = await world.request(path, init);
    return last.clone();
  };
  for (let count = 0; last.status !== 429 && count < 100; count++) {
    await createMeeting(watching, crypto.subtle, random);
  }
  expect(last.status).toBe(429);
  expect(last.headers.get("Retry-After")).toBe("30");
});

test("the database's files hold no key, nor which meeting it started", () => {
  const directory = mkdtempSync(`${tmpdir()}/conclave-keys-`);
  const database = openDatabase(`${directory}/c.db`);
  const keys = new OperatorKeys(database);
  const added = keys.add("school", "paid", random);
  const key = (added.ok && added.value) || "";
  expect(key.length).toBe("conclave-".length + 22);
  expect(keys.find(key)).toEqual({ ok: true, value: { label: "school", tier: "paid" } });
  const secret = key.slice("conclave-".length);
  for (const name of readdirSync(directory)) {
    const bytes = readFileSync(`${directory}/${name}`);
    expect(bytes.includes(secret)).toBe(false);
    expect(bytes.includes(Buffer.from(secret, "base64url"))).toBe(false);
  }
  const columns = database.pragma("table_info(meeting)") as readonly { readonly name: string }[];
  expect(columns.map(({ name }) => name)).not.toContain("label");
  rmSync(directory, { recursive: true });
});
