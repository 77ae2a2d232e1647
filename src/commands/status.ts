// `conclave status`: the running server's counts, of nobody in particular.

import { askStatus } from "../server/control.ts";
import type { Config } from "../server/settings.ts";

/** @returns whether a server runs. */
export async function status(config: Config, print: (line: string) => void): Promise<boolean> {
  const answer = await askStatus(config.data);
  if (answer === null) return false;
  const { version, build, uptimeSeconds, isDraining, certificateUntil } = answer;
  print(`version       ${version} build ${build}`);
  print(`up            ${uptimeSeconds} s${isDraining ? ", draining" : ""}`);
  print(`meetings      ${answer.meetings}`);
  print(`participants  ${answer.participants}, ${answer.transports} with media`);
  if (certificateUntil !== null) print(`certificate   until ${certificateUntil}`);
  return true;
}
