// Every message of the product: in English here, by which the other languages are typed.

import { CALL } from "./en/call.ts";
import { DEVICES } from "./en/devices.ts";
import { DOOR } from "./en/door.ts";
import { HOME } from "./en/home.ts";
import { HOST } from "./en/host.ts";
import { NOTICES } from "./en/notices.ts";
import { SCHEDULE } from "./en/schedule.ts";
import { SCRIPT } from "./en/script.ts";
import type { Message, Plural } from "./message.ts";

export const ENGLISH = {
  ...HOME,
  ...DOOR,
  ...CALL,
  ...DEVICES,
  ...HOST,
  ...NOTICES,
  ...SCHEDULE,
  ...SCRIPT,
} as const;

export type English = typeof ENGLISH;
export type Key = keyof English & string;

/** What a script of the page says; the page itself is rendered with the others. */
export type ScriptMessages = typeof SCRIPT;

type Translated<M extends Message> = M extends string ? string : Plural;

/** All messages in one language. */
export type Catalogue = { readonly [K in Key]: Translated<English[K]> };
