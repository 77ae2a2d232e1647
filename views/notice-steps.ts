// What a notice shows beside its words: an icon, and the button that does the next step.

import type { NoticeReason } from "../src/client/pages/notice.ts";
import type { Key } from "./locales/catalogue.ts";
import type { IconName } from "./parts/icon.tsx";

export type NoticeStep = {
  readonly icon: IconName;
  /** What the button does, and what stands on it. */
  readonly action: "rejoin" | "reload" | "home";
  readonly label: Extract<Key, `notice.${string}`>;
};

const TRY_AGAIN = { action: "rejoin", label: "notice.tryAgain" } as const;
const JOIN_AGAIN = { action: "rejoin", label: "notice.joinAgain" } as const;
const RELOAD = { action: "reload", label: "notice.reload" } as const;
const HOME = { action: "home", label: "notice.home" } as const;

export const NOTICE_STEPS: Readonly<Record<NoticeReason, NoticeStep>> = {
  left: { icon: "door", ...JOIN_AGAIN },
  "left-for-good": { icon: "door", ...HOME },
  deleted: { icon: "bin", ...HOME },
  "insecure-page": { icon: "alert", ...HOME },
  "broken-link": { icon: "link", ...HOME },
  "wrong-link": { icon: "link", ...HOME },
  "wrong-passphrase": { icon: "key", ...TRY_AGAIN },
  "server-gone": { icon: "offline", ...TRY_AGAIN },
  "shutting-down": { icon: "again", ...TRY_AGAIN },
  overloaded: { icon: "people", ...TRY_AGAIN },
  "key-needed": { icon: "key", ...HOME },
  "wrong-key": { icon: "key", ...HOME },
  "time-over": { icon: "door", ...JOIN_AGAIN },
  "too-many-attempts": { icon: "door", ...TRY_AGAIN },
  "meeting-full": { icon: "people", ...TRY_AGAIN },
  removed: { icon: "door", ...HOME },
  locked: { icon: "lock", ...TRY_AGAIN },
  denied: { icon: "door", action: "rejoin", label: "notice.knockAgain" },
  ended: { icon: "door", ...HOME },
  "not-host": { icon: "alert", ...JOIN_AGAIN },
  "taken-over": { icon: "copy", action: "rejoin", label: "notice.useHere" },
  "unknown-session": { icon: "again", ...JOIN_AGAIN },
  "not-member": { icon: "again", ...JOIN_AGAIN },
  "group-lost": { icon: "again", ...JOIN_AGAIN },
  "media-blocked": { icon: "offline", ...TRY_AGAIN },
  "unsupported-browser": { icon: "alert", ...HOME },
  "unsupported-media": { icon: "alert", ...HOME },
  "wrong-version": { icon: "again", ...RELOAD },
  malformed: { icon: "again", ...RELOAD },
  "too-large": { icon: "alert", ...RELOAD },
  "worker-lost": { icon: "again", ...RELOAD },
  "host-mismatch": { icon: "alert", ...HOME },
  "server-unproven": { icon: "alert", ...TRY_AGAIN },
  "broken-rules": { icon: "alert", ...JOIN_AGAIN },
  "bad-ticket": { icon: "again", ...HOME },
  "bad-signature": { icon: "alert", ...RELOAD },
  "id-taken": { icon: "again", ...HOME },
};
