// `conclave page`: makes the key of the operator's page, or takes the page away, beside the running server.

import { chownSync, statSync } from "node:fs";
import { openDataDirectory } from "../server/data-directory.ts";
import { forgetPageKey, makePageKey, pageKeyFile } from "../server/operator/page-key.ts";
import { systemRandom } from "../server/random.ts";
import type { Config } from "../server/settings.ts";
import { StartFailure, starting } from "../server/start-failure.ts";

/** @throws StartFailure with a sentence for the operator. */
export async function page({ data }: Config, [verb]: readonly string[]): Promise<string> {
  openDataDirectory(data);
  if (verb === "off") {
    await starting("the key", "--data", () => forgetPageKey(data));
    return "There is no operator's page any more.";
  }
  if (verb !== "on") throw new StartFailure("say: conclave page on, or page off");
  const key = await starting("the key", "--data", () => makePageKey(data, systemRandom));
  const { uid, gid } = statSync(data);
  chownSync(pageKeyFile(data), uid, gid);
  return `${key}\nIt opens /operator, with any user's name. It can't be shown again; keys of before open nothing.`;
}
