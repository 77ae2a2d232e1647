// What is said when something that a host did hasn't come through, and what a host asked for.

import type { Act, AskedView } from "../call-model.ts";

export const ACT_FAILED_TEXTS: Readonly<Record<Act["type"], string>> = {
  "set-door": "The door couldn’t be changed. It is as it was; try again",
  admit: "They couldn’t be let in. Try again",
  "admit-all": "They couldn’t be let in. Try again",
  deny: "They couldn’t be turned down. They are still at the door",
  remove: "They couldn’t be removed. They are still in",
  "rotate-link": "The link couldn’t be replaced. The old one still works",
  grant: "They couldn’t be made co-host. Try again",
  revoke: "They are still co-host. Try again",
  ask: "That couldn’t be sent. Try again",
  "end-for-all": "The meeting couldn’t be ended. It goes on",
  "delete-meeting": "The meeting couldn’t be deleted. It is still there",
};

/** @param hasObeyed false when nothing was on that had to go off. */
export function askedText({ by, what }: AskedView, hasObeyed: boolean): string {
  if (what === "unmute") return `${by} asks you to unmute`;
  const subject = what === "mute" ? "mute" : "stop your camera";
  const state = what === "mute" ? "you’re muted now" : "it is off now";
  return hasObeyed ? `${by} asked you to ${subject}: ${state}` : `${by} asked you to ${subject}`;
}

export const UNMUTING_IS_OFF = "The host has switched unmuting off";
export const CAME_IN_MUTED = "You came in muted: the host has switched unmuting off";
