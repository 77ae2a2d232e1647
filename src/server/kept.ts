// Opens what the server keeps, for the operator's commands that change it beside the running server.

import { openDataDirectory } from "./data-directory.ts";
import { systemRandom } from "./random.ts";
import type { Config } from "./settings.ts";
import { starting } from "./start-failure.ts";
import { openStore } from "./store/open.ts";
import { loadServerSecret } from "./store/server-secret.ts";
import type { Store } from "./store/store.ts";

/** @throws StartFailure with a sentence for the operator. */
export async function openKept(config: Config): Promise<Store> {
  const { data } = config;
  const directory = await starting(`the directory ${data}`, "--data", () =>
    openDataDirectory(data),
  );
  return starting("the database", "--data or --database", () => {
    const secret = loadServerSecret(directory.secret, systemRandom);
    return openStore(config.database, directory.database, secret);
  });
}
