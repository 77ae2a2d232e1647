// What is said when the server or a member does what an honest one would not.

import type { Alarm } from "../src/client/call-messages.ts";

export const ALARM_TEXTS: Readonly<Record<Alarm["reason"], string>> = {
  "unknown-connection":
    "The server reports a connection that belongs to nobody in this meeting. It has no keys and hears nothing.",
  "missing-connection": "The server has lost sight of someone who is still in this meeting.",
  "bad-commit": "Someone tried to change who is in this meeting against its rules. It was refused.",
  "bad-credential": "Someone tried to come in without the link. They were refused.",
  "bad-message": "A message came that no member could have sent. It was thrown away.",
};
