// `conclave keys`: makes, lists and revokes the keys by which people may start meetings.

import { openKept } from "../server/kept.ts";
import { systemRandom } from "../server/random.ts";
import type { Config } from "../server/settings.ts";
import { StartFailure } from "../server/start-failure.ts";
import type { OperatorKeyStore } from "../server/store/store.ts";
import { TIERS } from "../server/store/tier.ts";

const USAGE = "say: conclave keys add LABEL [free|paid], keys list, or keys revoke LABEL";
const BUSY = "the database is busy or its disk full; try again";

/** A name for people: what a terminal shows as it is. */
const LABEL = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;

/** @throws StartFailure with a sentence for the operator. */
export async function keys(config: Config, words: readonly string[]): Promise<string> {
  const store = await openKept(config);
  try {
    return await act(store.operatorKeys, words);
  } finally {
    await store.close();
  }
}

async function act(
  store: OperatorKeyStore,
  [verb, label = "", word = "free"]: readonly string[],
): Promise<string> {
  const tier = TIERS.find((each) => each === word);
  if (verb === "list" && label === "") {
    const listed = await store.list();
    if (!listed.ok) throw new StartFailure(BUSY);
    const lines = listed.value.map((key) => `${key.label}  ${key.tier}`);
    return lines.length === 0 ? "There are no keys." : lines.join("\n");
  }
  if (!LABEL.test(label) || tier === undefined) throw new StartFailure(USAGE);
  if (verb === "add") {
    const added = await store.add(label, tier, systemRandom);
    if (!added.ok) throw new StartFailure(BUSY);
    if (added.value === null) throw new StartFailure(`there is a key named ${label} already`);
    return `${added.value}\nGive it to whoever may start meetings. It can't be shown again.`;
  }
  if (verb !== "revoke") throw new StartFailure(USAGE);
  const revoked = await store.revoke(label);
  if (!revoked.ok) throw new StartFailure(BUSY);
  if (!revoked.value) throw new StartFailure(`there is no key named ${label}`);
  return `${label} starts no more meetings. Those that were started go on.`;
}
