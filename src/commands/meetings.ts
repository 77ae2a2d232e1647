// `conclave meetings prune`: deletes the meetings that nobody opened for long, beside the running server.

import type { Day } from "../base/time.ts";
import { today } from "../server/clock.ts";
import { openKept } from "../server/kept.ts";
import type { Config } from "../server/settings.ts";
import { StartFailure } from "../server/start-failure.ts";

/** @param words "prune", and for how many days nobody opened them; as many as --retention unless told. */
export async function meetings(config: Config, words: readonly string[]): Promise<string> {
  const [verb, days = `${config.retention}`] = words;
  if (verb !== "prune" || !/^\d{1,5}$/.test(days)) {
    throw new StartFailure("say: conclave meetings prune [DAYS]");
  }
  const store = await openKept(config);
  // A meeting opened today expires in --retention days, one opened N days ago N days before that.
  const expiresBefore = today() + config.retention - Number(days);
  const pruned = await store.meetings.prune(expiresBefore as Day);
  await store.close();
  if (!pruned.ok) throw new StartFailure("the database is busy or its disk full; try again.");
  return `${pruned.value} meetings deleted`;
}
