// The words for each reaction, beside its emoji in the menu.

import type { Reaction } from "../src/client/call-messages.ts";

export const REACTION_NAMES: Readonly<Record<Reaction, string>> = {
  "👍": "Thumbs up",
  "❤️": "Heart",
  "😂": "Laughing",
  "😮": "Surprised",
  "👏": "Applause",
  "🎉": "Party",
};
