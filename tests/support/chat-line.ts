// A plain line of chat, for tests that are about something else.

import type { ChatSignal } from "../../src/core/mls/chat-fields.ts";

type Line = Extract<ChatSignal, { type: "chat" }>;

/** @param id counts its author's lines. */
export function chatOf(id: number, text: string): Line {
  return { type: "chat", id, text, reply: null, mentions: [] };
}
