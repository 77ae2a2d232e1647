// The table `meeting`: what can be asked of it, how the file is opened, and what is left in it after a deletion.
// Seen to fail: with secure_delete off and no checkpoint, the deleted or rotated verifier is found in the files; and
// a rotation without the generation in its condition.

import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Day } from "../../../src/base/time.ts";
import type { MeetingId } from "../../../src/protocol/ids.ts";
import { meetingIdFromBytes } from "../../../src/protocol/ids.ts";
import { DatabaseFailure, openDatabase } from "../../../src/server/store/database.ts";
import { Meetings } from "../../../src/server/store/meetings.ts";
import { Sqlite } from "../../../src/server/store/sqlite.ts";
import type { Meeting } from "../../../src/server/store/store.ts";

const directory = mkdtempSync(join(tmpdir(), "conclave-store-"));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;

function freshFile(): string {
  files += 1;
  return join(directory, `${files}.sqlite`);
}

function day(number: number): Day {
  return number as Day;
}

function idOf(number: number): MeetingId {
  return meetingIdFromBytes(new Uint8Array(10).fill(number));
}

function meeting(number: number, expiresOn = 100): Meeting {
  return {
    id: idOf(number),
    salt: new Uint8Array(16).fill(number),
    verifier: new Uint8Array(384).fill(number),
    hostKey: new Uint8Array(32).fill(number),
    linkGeneration: 1,
    expiresOn: day(expiresOn),
    tier: number % 2 === 0 ? "free" : "paid",
  };
}

const DONE = { ok: true, value: null } as const;

describe("meetings", () => {
  test("a meeting that was created is found as it was", () => {
    const meetings = new Meetings(openDatabase(":memory:"));
    expect(meetings.create(meeting(7))).toEqual(DONE);
    expect(meetings.find(idOf(7), day(100))).toEqual({ ok: true, value: meeting(7) });
  });

  // Seen to fail: without the bound, and with rows of an earlier run left out of the count.
  test("there is an end to how many are kept, and what goes makes room", () => {
    const file = freshFile();
    const before = openDatabase(file);
    new Meetings(before).create(meeting(1));
    before.close();
    const meetings = new Meetings(openDatabase(file), 2);
    const full = { ok: false, reason: "overloaded" } as const;
    expect(meetings.create(meeting(1))).toEqual({ ok: false, reason: "id-taken" });
    expect(meetings.create(meeting(2, 50))).toEqual(DONE);
    expect(meetings.create(meeting(3))).toEqual(full);
    meetings.remove(idOf(1));
    meetings.remove(idOf(9));
    expect(meetings.create(meeting(3))).toEqual(DONE);
    expect(meetings.create(meeting(4))).toEqual(full);
    expect(meetings.prune(day(51))).toEqual({ ok: true, value: 1 });
    expect(meetings.create(meeting(4))).toEqual(DONE);
  });

  test("an unknown ID is found as nothing", () => {
    const meetings = new Meetings(openDatabase(":memory:"));
    expect(meetings.find(idOf(7), day(0))).toEqual(DONE);
  });

  test("a second meeting of the same ID is refused, and the first stays", () => {
    const meetings = new Meetings(openDatabase(":memory:"));
    meetings.create(meeting(7));
    const second = { ...meeting(8), id: idOf(7) };
    expect(meetings.create(second)).toEqual({ ok: false, reason: "id-taken" });
    expect(meetings.find(idOf(7), day(0))).toEqual({ ok: true, value: meeting(7) });
  });

  test("a meeting is found on its last day, and not on the next", () => {
    const meetings = new Meetings(openDatabase(":memory:"));
    meetings.create(meeting(7, 100));
    expect(meetings.find(idOf(7), day(100)).ok).toBe(true);
    expect(meetings.find(idOf(7), day(101))).toEqual(DONE);
  });

  test("touch only ever puts the expiry off, and writes once a day", () => {
    const database = openDatabase(":memory:");
    const meetings = new Meetings(database);
    const changes = () => database.prepare<[], number>("SELECT total_changes()").pluck().get();
    meetings.create(meeting(7, 100));
    meetings.touch(idOf(7), day(120));
    const after = changes();
    meetings.touch(idOf(7), day(120));
    meetings.touch(idOf(7), day(110));
    meetings.touch(idOf(8), day(120));
    expect(changes()).toBe(after);
    const found = meetings.find(idOf(7), day(0));
    expect(found.ok && found.value?.expiresOn).toBe(day(120));
  });

  test("remove says whether there was one", () => {
    const meetings = new Meetings(openDatabase(":memory:"));
    meetings.create(meeting(7));
    expect(meetings.remove(idOf(7))).toEqual({ ok: true, value: true });
    expect(meetings.remove(idOf(7))).toEqual({ ok: true, value: false });
    expect(meetings.find(idOf(7), day(0))).toEqual(DONE);
  });

  test("rotate puts the next link in the place of the one before, and leaves the rest", () => {
    const meetings = new Meetings(openDatabase(":memory:"));
    meetings.create(meeting(7));
    const { salt, verifier } = meeting(8);
    const next = { salt, verifier, linkGeneration: 2 };
    expect(meetings.rotate(idOf(7), next)).toEqual({ ok: true, value: true });
    expect(meetings.find(idOf(7), day(0))).toEqual({ ok: true, value: { ...meeting(7), ...next } });
  });

  test.each([1, 3])("rotate to generation %d of a first link changes nothing", (linkGeneration) => {
    const meetings = new Meetings(openDatabase(":memory:"));
    meetings.create(meeting(7));
    const { salt, verifier } = meeting(8);
    const next = { salt, verifier, linkGeneration };
    for (const id of [idOf(7), idOf(8)]) {
      expect(meetings.rotate(id, next)).toEqual({ ok: true, value: false });
    }
    expect(meetings.find(idOf(7), day(0))).toEqual({ ok: true, value: meeting(7) });
  });

  test("prune deletes what expired before today and nothing else", () => {
    const meetings = new Meetings(openDatabase(":memory:"));
    for (const number of [1, 2, 3]) meetings.create(meeting(number, 100 + number));
    expect(meetings.prune(day(103))).toEqual({ ok: true, value: 2 });
    expect(meetings.find(idOf(3), day(103)).ok).toBe(true);
    expect(meetings.find(idOf(2), day(0))).toEqual(DONE);
  });
});

describe("the file", () => {
  test("what was written is there after it is opened again", () => {
    const file = freshFile();
    const first = openDatabase(file);
    new Meetings(first).create(meeting(7));
    first.close();
    const second = openDatabase(file);
    expect(new Meetings(second).find(idOf(7), day(0))).toEqual({ ok: true, value: meeting(7) });
    second.close();
  });

  test("only its owner may read it and its log", () => {
    const file = freshFile();
    const database = openDatabase(file);
    new Meetings(database).create(meeting(7));
    const ours = readdirSync(directory).filter((name) => join(directory, name).startsWith(file));
    expect(ours.length).toBeGreaterThan(1);
    for (const name of ours) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    database.close();
  });

  test("it holds two tables, of these columns, and no row numbers", () => {
    const database = openDatabase(":memory:");
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck();
    expect(tables.all()).toEqual(["meeting", "operator_key"]);
    const columns = database.prepare("SELECT name FROM pragma_table_info('meeting')").pluck();
    expect(columns.all()).toEqual([
      "id",
      "srp_salt",
      "srp_verifier",
      "host_key",
      "link_generation",
      "expires_on",
      "is_paid",
    ]);
    expect(() => database.prepare("SELECT rowid FROM meeting")).toThrow("no such column");
  });

  test.each<[string, (meetings: Meetings) => void]>([
    ["deleted meeting", (meetings) => meetings.remove(idOf(7))],
    ["rotated link", (meetings) => meetings.rotate(idOf(7), { ...meeting(8), linkGeneration: 2 })],
  ])("a %s is nowhere in the files any more", (_, forget) => {
    const file = freshFile();
    const database = openDatabase(file);
    const meetings = new Meetings(database);
    const marked = { ...meeting(7), verifier: new Uint8Array(384).fill(0x5a) };
    meetings.create(marked);
    const holds = () =>
      readdirSync(directory)
        .map((name) => join(directory, name))
        .filter((path) => path.startsWith(file) && !path.endsWith("-shm"))
        .some((path) => readFileSync(path).includes(marked.verifier));
    expect(holds()).toBe(true);
    forget(meetings);
    expect(holds()).toBe(false);
    database.close();
  });

  test("a lock that lasts is a reject, and all goes on when it ends", () => {
    const file = freshFile();
    const meetings = new Meetings(openDatabase(file));
    meetings.create(meeting(7));
    const other = new Sqlite(file);
    other.exec("BEGIN EXCLUSIVE");
    const overloaded = { ok: false, reason: "overloaded" } as const;
    expect(meetings.create(meeting(8))).toEqual(overloaded);
    expect(meetings.touch(idOf(7), day(200))).toEqual(overloaded);
    expect(meetings.rotate(idOf(7), { ...meeting(8), linkGeneration: 2 })).toEqual(overloaded);
    expect(meetings.remove(idOf(7))).toEqual(overloaded);
    expect(meetings.prune(day(300))).toEqual(overloaded);
    expect(meetings.find(idOf(7), day(0))).toEqual({ ok: true, value: meeting(7) });
    other.exec("ROLLBACK");
    expect(meetings.create(meeting(8))).toEqual(DONE);
    other.close();
  });

  test("a reader that keeps the log from being emptied breaks nothing", () => {
    const file = freshFile();
    const meetings = new Meetings(openDatabase(file));
    meetings.create(meeting(7));
    const reader = new Sqlite(file);
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM meeting").get();
    expect(meetings.remove(idOf(7))).toEqual({ ok: true, value: true });
    reader.close();
  });

  test("a file of a newer version, and one that is no database, are refused by name", () => {
    const newer = freshFile();
    const database = openDatabase(newer);
    database.pragma("user_version = 99");
    database.close();
    expect(() => openDatabase(newer)).toThrow(DatabaseFailure);
    expect(() => openDatabase(newer)).toThrow(/newer version/);
    const text = freshFile();
    writeFileSync(
      text,
      "not a database, but long enough to be taken for one by its length".repeat(20),
    );
    expect(() => openDatabase(text)).toThrow(DatabaseFailure);
    expect(() => openDatabase(join(directory, "no", "such", "directory"))).toThrow(DatabaseFailure);
  });
});

test("a file of the first version is brought up, with its meetings", () => {
  const file = freshFile();
  const old = new Sqlite(file);
  old.exec(
    `CREATE TABLE meeting (id TEXT NOT NULL PRIMARY KEY, srp_salt BLOB NOT NULL, srp_verifier BLOB NOT NULL,
       host_key BLOB NOT NULL, link_generation INTEGER NOT NULL, expires_on INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     PRAGMA user_version = 1;`,
  );
  const { id, salt, verifier, hostKey, linkGeneration, expiresOn } = meeting(2);
  old
    .prepare("INSERT INTO meeting VALUES (?, ?, ?, ?, ?, ?)")
    .run(id, salt, verifier, hostKey, linkGeneration, expiresOn);
  old.close();
  const meetings = new Meetings(openDatabase(file));
  expect(meetings.find(id, day(100))).toEqual({ ok: true, value: meeting(2) });
});
