// Whether PostgreSQL can be asked, by whom the way there can be read, and whose tables it has.

import type { Config } from "../settings.ts";
import type { PostgresLook } from "../store/postgres-look.ts";
import { lookAtPostgres } from "../store/postgres-look.ts";
import { readServerSecret, secretCheckOf } from "../store/server-secret.ts";
import type { Check } from "./check.ts";
import { bad, ok, warn } from "./check.ts";

const NAME = "PostgreSQL";

/** Older ones get no corrections any more. */
const MAJOR_MIN = 14;

/** Whoever comes in waits for several answers. */
const SLOW_MS = 100;

/** By SQLSTATE, and by the codes of the client. */
const ADVICE: Readonly<Record<string, string>> = {
  "28P01": "Correct the user and the password in --database.",
  "28000": "Let this user in from this machine: a line of pg_hba.conf there.",
  "3D000": "Make it there, with createdb -O and the user's name, or correct --database.",
  ERR_POSTGRES_CONNECTION_REFUSED:
    "Start it, or correct the address in --database; there, listen_addresses and the firewall must let this machine in.",
  ERR_POSTGRES_CONNECTION_TIMEOUT:
    "Correct the address in --database, or let this machine through the firewall there.",
  ERR_POSTGRES_TLS_NOT_AVAILABLE: "Set ssl = on there, with a certificate.",
};
const CERTIFICATE_ADVICE =
  "Name the host in --database as the certificate does, and the root that signed it with &sslrootcert=FILE.";

/** Nothing for SQLite, which is this machine's own. */
export async function databaseChecks({ database, data }: Config): Promise<readonly Check[]> {
  if (database === "") return [];
  if (!("Bun" in globalThis)) {
    return [bad(NAME, "Deno has SQLite only", "Use the compiled program, or leave --database.")];
  }
  const url = URL.parse(database);
  if (url === null)
    return [bad(NAME, "--database is no URL", "postgres://USER:PASSWORD@HOST/NAME")];
  try {
    const secret = readServerSecret(`${data}/server-secret`);
    const look = await lookAtPostgres(database, secret && secretCheckOf(secret));
    return [answerCheck(look), wayCheck(look, url), tablesCheck(look, secret !== null)];
  } catch (error) {
    return [failedCheck(error, url)];
  }
}

/** Never with the URL, which has a password. */
function failedCheck(error: unknown, { href, host, password }: URL): Check {
  const told = error instanceof Error ? error.message : String(error);
  const found = told.replaceAll(href, "--database").replaceAll(password || href, "…");
  const { code = "", errno = "" } = error as { readonly code?: string; readonly errno?: string };
  const isOfTls = /CERT|TLS|SIGNATURE/.test(code);
  const advice = ADVICE[errno] ?? ADVICE[code] ?? (isOfTls ? CERTIFICATE_ADVICE : "");
  return bad(NAME, `${host}: ${found}`, advice || "Correct --database, or mend what it names.");
}

function answerCheck({ version, major, milliseconds }: PostgresLook): Check {
  const found = `${version}, answers in ${milliseconds} ms`;
  if (major < MAJOR_MIN) return warn(NAME, found, `Use ${MAJOR_MIN} or newer.`);
  if (milliseconds <= SLOW_MS) return ok(NAME, found);
  return warn(NAME, found, "Everybody who comes in waits for it: put it nearer, or give it more.");
}

function wayCheck({ isEncrypted }: PostgresLook, { hostname, searchParams }: URL): Check {
  const name = `${NAME}, the way there`;
  const isLocal = /^(localhost|127\..*|\[::1\]|)$/.test(hostname);
  const isChecked = /^verify-/.test(searchParams.get("sslmode") ?? "");
  if (isEncrypted && isChecked) return ok(name, "encrypted, to whom the certificate names");
  if (isLocal) return ok(name, "within this machine");
  const fix =
    "Add ?sslmode=verify-full to --database, and &sslrootcert=FILE for a root of your own.";
  if (isEncrypted) return warn(name, "encrypted, but nobody looks with whom", fix);
  return warn(name, "not encrypted: whoever is on it reads and changes what is stored", fix);
}

function tablesCheck(look: PostgresLook, hasSecret: boolean): Check {
  const name = `${NAME}, tables`;
  const { tables, schema, user, mayMakeTables } = look;
  const grant = `GRANT ALL ON SCHEMA ${schema ?? "public"} TO ${user};`;
  switch (tables) {
    case "of this secret":
      return ok(name, "this deployment's");
    case "of another secret": {
      const found = hasSecret
        ? "the other nodes have another server-secret"
        : "made by another node";
      return bad(name, found, "Copy the file server-secret from one of those into --data.");
    }
    case "newer":
      return bad(name, "made by a newer version of Conclave", "Use that version here too.");
    case "forbidden":
      return bad(
        name,
        `${user} may not use them`,
        "Use the user who made them, or make that one their owner.",
      );
    case "none":
      if (mayMakeTables) return ok(name, "none yet; the first start makes them");
      return bad(
        name,
        `none yet, and ${user} may not make them`,
        `As the database's owner: ${grant}`,
      );
  }
}
