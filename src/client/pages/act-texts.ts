// What is said of what a host asked for.

import type { AskedView } from "../call-model.ts";
import { t } from "../words.ts";

/** @param hasObeyed false when nothing was on that had to go off. */
export function askedText({ by, what }: AskedView, hasObeyed: boolean): string {
  if (what === "unmute") return t("asked.unmute", { name: by });
  if (what === "lower-hand") return t("asked.lower-hand", { name: by });
  return t(hasObeyed ? `asked.${what}.done` : `asked.${what}`, { name: by });
}
