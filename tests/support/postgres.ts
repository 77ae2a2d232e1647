// Debian's PostgreSQL on a free port of loopback, with a password and a directory of its own.

import { chmodSync, chownSync, writeFileSync } from "node:fs";
import { programPaths } from "../../src/build/programs.ts";
import { makeSelfSigned } from "./self-signed.ts";
import type { Service } from "./service.ts";
import { freePorts, makeScratch, runProgram, startService, until } from "./service.ts";

export const PASSWORD = "k7Fq-not-in-any-log";

export type PostgresService = {
  readonly url: string;
  /** With which it speaks TLS, for 127.0.0.1, to whoever asks for it. */
  readonly certificate: string;
  start(): Promise<void>;
  /** As a crash does. */
  kill(): Promise<void>;
  /** Ends it for good. */
  close(): Promise<void>;
};

function programPath(name: string): string {
  const path = Bun.which(name, { PATH: programPaths() });
  if (path === null) throw new Error(`${name} isn't installed`);
  return path;
}

/** PostgreSQL doesn't run as root: there it runs as the user that its package made. */
async function asItsUser(directory: string, key: string): Promise<readonly string[]> {
  chmodSync(key, 0o600);
  if (process.getuid?.() !== 0) return [];
  const [uid, gid] = await Promise.all([
    runProgram("id", "-u", "postgres"),
    runProgram("id", "-g", "postgres"),
  ]);
  for (const path of [directory, key]) chownSync(path, Number(uid), Number(gid));
  return ["setpriv", `--reuid=${uid.trim()}`, `--regid=${gid.trim()}`, "--clear-groups"];
}

/** It listens some time before it takes questions. */
async function answers(url: string): Promise<boolean> {
  const sql = new Bun.SQL(url, { max: 1 });
  try {
    await sql.unsafe("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await sql.close({ timeout: 0 });
  }
}

/** Empty, and started. */
export async function startPostgres(): Promise<PostgresService> {
  const scratch = makeScratch();
  const tls = await makeSelfSigned(scratch.path, "postgres", "127.0.0.1");
  const prefix = await asItsUser(scratch.path, tls.key);
  const [port = 0] = await freePorts(1);
  const passwordFile = `${scratch.path}/password`;
  writeFileSync(passwordFile, PASSWORD, { mode: 0o644 });
  const data = `${scratch.path}/data`;
  const setup = ["--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--username=conclave"];
  await runProgram(...prefix, programPath("initdb"), "-D", data, "--no-sync", ...setup);
  const url = `postgres://conclave:${PASSWORD}@127.0.0.1:${port}/postgres`;
  let service: Service | null = null;
  const start = async () => {
    const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
    settings.push("ssl=on", `ssl_key_file=${tls.key}`, `ssl_cert_file=${tls.certificate}`);
    const flags = settings.flatMap((each) => ["-c", each]);
    const argv = [...prefix, programPath("postgres"), "-D", data, "-p", `${port}`, ...flags];
    service = await startService(argv, [port]);
    await until("PostgreSQL", () => answers(url));
  };
  const end = async (signal: NodeJS.Signals) => {
    await service?.stop(signal);
    service = null;
  };
  try {
    await start();
  } catch (error) {
    scratch.remove();
    throw error;
  }
  return {
    url,
    certificate: tls.certificate,
    start,
    kill: () => end("SIGQUIT"),
    close: async () => {
      await end("SIGINT");
      scratch.remove();
    },
  };
}
