// English of what the page's scripts say: toasts, announcements, and words that count or name somebody.

import { DEVICE_NEWS } from "./device-news.ts";
import { EMOJI } from "./emoji.ts";

export const SCRIPT = {
  ...EMOJI,
  ...DEVICE_NEWS,

  "said.linkCopied": "Link copied",
  "said.copyRefused": "Your browser didn’t allow copying",
  "said.linkReplaced": "The link was replaced. “Copy link” gives the new one",
  "said.compared": "Noted: you compared the emoji, and they match",
  "said.joined": "{names} joined",
  "said.left": "{names} left",
  "connection.offline": "Your device has no network. Waiting for it…",
  "connection.both":
    "The connection is gone. Nobody hears you until it’s back; you don’t need to do anything.",
  "connection.media": "Sound and picture have stopped. Looking for another way…",
  "connection.socket":
    "The server doesn’t answer just now. You hear each other still; chat and newcomers wait.",
  "connection.back": "Connected again",
  "network.weak": "{name}: connection weak",
  "network.poor": "{name}: connection very weak",
  "network.weak.other": "{name}’s connection is weak, so their picture is small.",
  "network.poor.other":
    "{name}’s connection is very weak: the picture stands still at times, and words get lost.",
  "network.weak.own":
    "Your connection is weak, so the others see you small. Nearer to the router it may get better.",
  "network.poor.own":
    "Your connection is very weak: the others may hear you in pieces. Switching your camera off leaves more room for your voice.",
  "said.endsIn": {
    one: "This meeting ends in {count} minute",
    other: "This meeting ends in {count} minutes",
  },
  "said.full": "Somebody couldn’t come in: with {most} people this meeting is full",
  "said.goOn": "{name} made a meeting to go on in",
  "said.goOn.own": "Your new meeting is ready, and everyone here has the way to it",
  "said.recording": "{name} is recording",
  "said.recordingAsks": "{name} wants to record. You’re in it only if you agree",
  "said.recordedIn": "{name} is recording, and you’re in it",
  "said.recordedOut": "{name} is recording; you’re left out",
  "said.recordingOver": "{name} stopped recording",
  "recording.own": "You’re recording",
  "recording.inside": "In it: {names}.",
  "recording.outside": "Left out until they agree: {names}.",
  "recording.no-storage":
    "This browser keeps no files here; in a private window, perhaps. An ordinary window can record",
  "recording.full":
    "The disk is full, so the recording stopped. What was recorded until now is saved",
  "recording.failed":
    "This browser couldn’t record. What was recorded until now is kept on the start page",
  "recording.off": "Only hosts can record now",
  "recording.stopped": "The host has switched recording off, so yours stopped",
  "recording.saved": "The recording is among your downloads",
  "recording.made": "Recording of {date}",
  "goOn.failed": "No new meeting could be made. This link opens again once the time is over",
  "said.atDoor": { one: "{names} is at the door", other: "{names} are at the door" },
  "said.hands": { one: "{names} raised a hand", other: "{names} raised their hands" },
  "said.hostOffered": "{name} hands the meeting over to you",
  "said.message": "Message from {name}",
  "said.reaction": "{name}: {emoji}",
  "said.gallery": "Everyone is the same size now",
  "said.speaker": "Who speaks is large now",
  "said.notFloating": "The small window didn’t open. It needs somebody’s picture",
  "said.pinned": "Pinned: {name}",
  "said.unpinned": "No longer pinned: {name}",
  "said.selfShown": "You see yourself again",
  "said.selfHidden": "You no longer see yourself; the others still do",
  "said.lit": "You’re in the spotlight: everyone sees you large",
  "said.unlit": "You’re out of the spotlight",

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
  "kept.deleted": "The meeting is deleted",
  "kept.delete.failed": "The server didn’t delete it, so it is still there. Try again in a moment.",
  "kept.delete.unknown":
    "The server doesn’t open to this link: the meeting is gone already, its link was replaced elsewhere, or the passphrase is another. You can forget it here.",
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
  "actFailed.spotlight": "The spotlight couldn’t be changed. Try again",
  "actFailed.end-for-all": "The meeting couldn’t be ended. It goes on",
  "actFailed.delete-meeting": "The meeting couldn’t be deleted. It is still there",
} as const;
