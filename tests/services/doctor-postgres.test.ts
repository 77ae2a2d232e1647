// `conclave doctor` of a node with a real PostgreSQL: what can be wrong with it, each with its way out and never with the
// password; and that looking changes nothing.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFileSync, mkdirSync } from "node:fs";
import { runCommand } from "../support/command.ts";
import type { PostgresService } from "../support/postgres.ts";
import { PASSWORD, startPostgres } from "../support/postgres.ts";
import { startServer } from "../support/server.ts";
import { makeScratch, Running } from "../support/service.ts";

const running = new Running();
let scratch: ReturnType<typeof makeScratch>;
let postgres: PostgresService;

beforeAll(async () => {
  scratch = running.add(makeScratch(), (it) => it.remove());
  postgres = running.add(await startPostgres(), (it) => it.close());
}, 60_000);

afterAll(() => running.stopAll());

/** @returns what it says of PostgreSQL, and its exit code. */
async function ask(database: string, data: string): Promise<{ said: string; code: number }> {
  mkdirSync(`${scratch.path}/${data}`, { recursive: true, mode: 0o700 });
  const ports = ["--listen", "127.0.0.1:0", "--media-port", "0", "--media-workers", "1"];
  const place = ["--data", `${scratch.path}/${data}`, "--database", database];
  const { stdout, code } = await runCommand("bun", scratch.path, "doctor", ...ports, ...place);
  expect(stdout).not.toContain(PASSWORD);
  const lines = stdout.split("\n");
  const said = lines.filter((line, at) =>
    [line, lines[at - 1]].some((one) => one?.includes("PostgreSQL")),
  );
  return { said: said.join("\n"), code };
}

async function statement(text: string): Promise<void> {
  const sql = new Bun.SQL(postgres.url, { max: 1 });
  await sql.unsafe(text).simple();
  await sql.close();
}

const verified = () => `?sslmode=verify-full&sslrootcert=${postgres.certificate}`;

test("a good one: what it is, how the way there is, and that tables come with the first start", async () => {
  const { said, code } = await ask(`${postgres.url}${verified()}`, "good");
  expect(said).toMatch(/^ok {4}PostgreSQL: \d+.*, answers in \d+ ms$/m);
  expect(said).toContain("encrypted, to whom the certificate names");
  expect(said).toContain("none yet; the first start makes them");
  expect(code).toBe(0);
  expect((await ask(postgres.url, "good")).said).toContain("within this machine");
  // By a name that could be another machine's.
  const elsewhere = postgres.url.replace("127.0.0.1", "0.0.0.0");
  expect((await ask(elsewhere, "good")).said).toContain("not encrypted: whoever is on it");
  const unverified = await ask(`${elsewhere}?sslmode=require`, "good");
  expect(unverified.said).toContain("nobody looks with whom");
  expect(unverified.said).toContain("Add ?sslmode=verify-full");
});

test("each thing that keeps a node out comes with what to do about it", async () => {
  const { url } = postgres;
  const cases = [
    [url.replace(PASSWORD, "wrong"), "password authentication failed", "Correct the user"],
    [url.replace(/postgres$/, "nowhere"), 'database "nowhere" does not exist', "createdb -O"],
    [url.replace(/:\d+\//, ":1/"), "Failed to connect", "listen_addresses"],
    [`${url}?sslmode=verify-full`, "self signed certificate", "&sslrootcert=FILE"],
    [
      `${url.replace("127.0.0.1", "localhost")}${verified()}`,
      "altnames",
      "as the certificate does",
    ],
  ] as const;
  for (const [database, found, fix] of cases) {
    const { said, code } = await ask(database, "kept-out");
    expect(said).toContain(`BAD   PostgreSQL: `);
    expect(said).toContain(found);
    expect(said).toContain(fix);
    expect(code).toBe(1);
  }
});

test("a user who may not make tables, or not use them, is told who may", async () => {
  await statement(
    "CREATE ROLE guest LOGIN PASSWORD 'guest'; REVOKE CREATE ON SCHEMA public FROM PUBLIC",
  );
  const asGuest = postgres.url.replace(/\/\/.*@/, "//guest:guest@");
  expect((await ask(asGuest, "guest")).said).toContain("GRANT ALL ON SCHEMA public TO guest;");
  const env = { CONCLAVE_DATABASE: postgres.url };
  const args = ["--data", `${scratch.path}/first`];
  await (await startServer({ args, env })).stop();
  expect((await ask(asGuest, "guest")).said).toContain("guest may not use them");

  expect((await ask(postgres.url, "first")).said).toContain("this deployment's");
  const stranger = await ask(postgres.url, "second");
  expect(stranger.said).toContain("Copy the file server-secret");
  expect(stranger.code).toBe(1);
  copyFileSync(`${scratch.path}/first/server-secret`, `${scratch.path}/second/server-secret`);
  expect((await ask(postgres.url, "second")).code).toBe(0);
  await statement("UPDATE deployment SET schema_version = 99");
  expect((await ask(postgres.url, "first")).said).toContain("made by a newer version");
});
