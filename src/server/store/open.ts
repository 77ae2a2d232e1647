// Opens the database that the operator chose: SQLite in the data directory, or PostgreSQL for many nodes.

import type { Secret } from "../../base/secret.ts";
import { answers, openDatabase } from "./database.ts";
import { Meetings } from "./meetings.ts";
import { OperatorKeys } from "./operator-keys.ts";
import { Postgres } from "./postgres.ts";
import { PostgresKeys } from "./postgres-keys.ts";
import { PostgresMeetings } from "./postgres-meetings.ts";
import { secretCheckOf } from "./server-secret.ts";
import type { Store } from "./store.ts";

/**
 * @param url of PostgreSQL; empty for SQLite in `file`.
 * @param serverSecret by which PostgreSQL's nodes are told apart from strangers.
 * @throws DatabaseFailure with a sentence for the operator.
 */
export async function openStore(url: string, file: string, serverSecret: Secret): Promise<Store> {
  if (url === "") return openSqlite(file);
  const postgres = await Postgres.open(url, secretCheckOf(serverSecret));
  return {
    meetings: new PostgresMeetings(postgres),
    operatorKeys: new PostgresKeys(postgres),
    answers: async () => {
      const asked = await postgres.query("SELECT expires_on FROM meeting LIMIT 1", []);
      return asked.ok;
    },
    close: () => postgres.close(),
  };
}

function openSqlite(file: string): Store {
  const database = openDatabase(file);
  return {
    meetings: new Meetings(database),
    operatorKeys: new OperatorKeys(database),
    answers: () => answers(database),
    close: () => void database.close(),
  };
}
