// English of what the page's scripts say: toasts, announcements, and words that count or name somebody.

import { EMOJI } from "./emoji.ts";

export const SCRIPT = {
  ...EMOJI,

  "said.linkCopied": "Link copied",
  "said.copyRefused": "Your browser didn’t allow copying",
  "said.linkReplaced": "The link was replaced. “Copy link” gives the new one",
  "said.compared": "Noted: you compared the emoji, and they match",
  "said.joined": "{names} joined",
  "said.left": "{names} left",
  "said.atDoor": { one: "{names} is at the door", other: "{names} are at the door" },
  "said.hands": { one: "{names} raised a hand", other: "{names} raised their hands" },
  "said.hostOffered": "{name} hands the meeting over to you",
  "said.message": "Message from {name}",
  "said.reaction": "{name}: {emoji}",

  "names.two": "{first} and {second}",
  "names.more": {
    one: "{first}, {second} and {count} other",
    other: "{first}, {second} and {count} others",
  },
  "changes.both": "{joined} and {left}",
  "changes.both.long": "{joined}, and {left}",

  "person.you": "You",
  "person.self": "{name} (you)",
  "person.host": "Host",
  "person.coHost": "Co-host",
  "person.mic.on": "microphone on",
  "person.mic.off": "microphone off",
  "person.camera.on": "camera on",
  "person.camera.off": "camera off",
  "person.hand": "hand raised, number {place}",
  "person.devices": "{microphone}, {camera}",
  "person.devices.hand": "{microphone}, {camera}, {hand}",

  "nameless.microphone": "Microphone {number}",
  "nameless.camera": "Camera {number}",
  "nameless.speaker": "Speaker {number}",

  "draft.long": "That’s too long for one message. Send it in two.",
  "join.notLink":
    "That isn’t a whole meeting link. It has a # in it with letters after that; copy all of it.",
  "kept.made": "Made on {date}",
  "rest.problem": "That isn’t the secret of a meeting. Copy all of it, from the # on.",
  "room.name": "My room",

  "schedule.untitled": "Meeting",
  "schedule.here": "{time} where you are",
  "schedule.problem.time": "Choose a date and a time.",
  "schedule.problem.weekday": "Begin on a day from Monday to Friday.",
  "schedule.problem.until": "The end is before the beginning.",
  "schedule.join.whole": "Join: {link}",
  "schedule.join.apart": "Join: {link} – the secret comes by another way.",

  "file.saved": "File saved",
  "file.imported": { one: "{count} meeting came along", other: "{count} meetings came along" },
  "file.not-ours": "That isn’t a file of meetings from here.",
  "file.wrong-passphrase": "The passphrase doesn’t open this file.",

  "asked.unmute": "{name} asks you to unmute",
  "asked.mute": "{name} asked you to mute",
  "asked.mute.done": "{name} asked you to mute: you’re muted now",
  "asked.camera-off": "{name} asked you to stop your camera",
  "asked.camera-off.done": "{name} asked you to stop your camera: it is off now",
  "unmuting.off": "The host has switched unmuting off",
  "unmuting.cameInMuted": "You came in muted: the host has switched unmuting off",

  "screen.of": "{name}’s screen",
  "sharing.off": "Only hosts can share their screen now",
  "sharing.stopped": "The host has switched sharing off, so your screen isn’t shown any more",
  "sharing.failed": "Your browser couldn’t share that. Try another window or screen",

  "actFailed.set-door": "The door couldn’t be changed. It is as it was; try again",
  "actFailed.admit": "They couldn’t be let in. Try again",
  "actFailed.admit-all": "They couldn’t be let in. Try again",
  "actFailed.deny": "They couldn’t be turned down. They are still at the door",
  "actFailed.remove": "They couldn’t be removed. They are still in",
  "actFailed.rotate-link": "The link couldn’t be replaced. The old one still works",
  "actFailed.grant": "They couldn’t be made co-host. Try again",
  "actFailed.hand-over": "They didn’t become host. You still are",
  "actFailed.revoke": "They are still co-host. Try again",
  "actFailed.ask": "That couldn’t be sent. Try again",
  "actFailed.end-for-all": "The meeting couldn’t be ended. It goes on",
  "actFailed.delete-meeting": "The meeting couldn’t be deleted. It is still there",
} as const;
