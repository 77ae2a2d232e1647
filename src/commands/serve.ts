// `conclave serve`: gives up root, starts the server, and ends it when the system asks.

import { dropRoot, NOBODYS_USER } from "../server/privileges.ts";
import { startServer } from "../server/server.ts";
import type { Config } from "../server/settings.ts";
import { starting } from "../server/start-failure.ts";

/** @throws StartFailure with a sentence for the operator. */
export async function serve(config: Config, print: (line: string) => void): Promise<void> {
  const user = config.user === "" && config.domain !== "" ? NOBODYS_USER : config.user;
  await starting(`the directory ${config.data}`, "--data", () => dropRoot(user, config.data));
  const server = await startServer(config, print);
  const close = () => void server.close().then(() => process.exit(0));
  // A container's stop, and a terminal's Ctrl-C. The second one ends it at once.
  process.once("SIGTERM", () => void server.drain().then(close));
  process.once("SIGINT", close);
  process.on("SIGHUP", () => server.refresh());
}
