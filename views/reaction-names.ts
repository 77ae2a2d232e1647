// The words for each reaction, beside its emoji in the menu.

import type { Reaction } from "../src/client/call-messages.ts";
import type { Key } from "./locales/catalogue.ts";

export const REACTION_NAMES: Readonly<Record<Reaction, Extract<Key, `reaction.${string}`>>> = {
  "👍": "reaction.thumbsUp",
  "❤️": "reaction.heart",
  "😂": "reaction.laughing",
  "😮": "reaction.surprised",
  "👏": "reaction.applause",
  "🎉": "reaction.party",
};
