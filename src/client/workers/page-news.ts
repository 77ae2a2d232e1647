// What the page is told as the member tells it.

import { unreachable } from "../../base/assert.ts";
import { doorOf } from "../../core/mls/host-act.ts";
import type { MemberEffect } from "../../core/mls/member-effect.ts";
import type { FromCallWorker } from "../call-messages.ts";

/** No key, and nothing that takes more than telling it. */
export type News = Extract<
  MemberEffect,
  { type: "alarm" | "policy" | "knocks" | "asked" | "act-done" }
>;

export function pageNews(effect: News): FromCallWorker {
  switch (effect.type) {
    case "alarm":
      return { type: "alarm", alarm: effect.alarm };
    case "policy":
      return {
        type: "policy",
        door: doorOf(effect.policy),
        spotlight: effect.policy.spotlight,
        by: effect.by,
      };
    case "knocks":
      return { type: "knocks", waiting: effect.waiting };
    case "asked":
      return { type: "asked", by: effect.by, what: effect.what };
    case "act-done":
      return { type: "act-done", act: effect.act, isThrough: effect.isThrough };
    default:
      return unreachable(effect);
  }
}
