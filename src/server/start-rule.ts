// Who may start meetings, and how large and long they may be, by the operator's settings.

import { isLoopback } from "./endpoint.ts";
import type { MeetingBounds } from "./meetings.ts";
import type { Config } from "./settings.ts";
import type { Tier } from "./store/tier.ts";

/** Whoever can reach the pages could else fill the disk with meetings of strangers. */
export function isKeyNeeded(config: Config): boolean {
  if (config.start !== "auto") return config.start === "keys";
  const isForThisMachine = isLoopback(config.listen.host) && config["trust-proxy"].text === "";
  return config.domain !== "" || !isForThisMachine;
}

const MINUTE_MS = 60_000;
const MEGABYTE = 1_000_000;

export function boundsOf(config: Config, tier: Tier): MeetingBounds {
  const isPaid = tier === "paid";
  const minutes = config[isPaid ? "paid-max-minutes" : "max-minutes"];
  return {
    participantsMax: config[isPaid ? "paid-max-participants" : "max-participants"],
    fileBytesMax: config["max-file-mb"] * MEGABYTE,
    durationMs: minutes === 0 ? null : minutes * MINUTE_MS,
  };
}
