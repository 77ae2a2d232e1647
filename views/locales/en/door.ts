// English of what comes before a call: seeing and hearing oneself, the door, and devices.

export const DOOR = {
  "meeting.title": "Meeting",
  "meeting.opening": "Opening…",
  "meeting.noscript":
    "The keys of a meeting are made in your browser, and this page needs JavaScript for that.",

  "prejoin.title": "Ready to go in?",
  "prejoin.name": "Your name",
  "prejoin.name.placeholder": "What the others call you",
  "prejoin.name.keep": "Remember my name in this browser",
  "prejoin.passphrase.words":
    "Whoever made the meeting chose one beside the link. The server never gets it.",
  "prejoin.joining": "Going in…",
  "prejoin.silently": "Join without camera and microphone",
  "prejoin.devices": "Camera, microphone and speaker",
  "prejoin.picture": "Your camera’s picture",
  "prejoin.asking": "Asking your browser for the camera…",
  "prejoin.dark": "Your camera is off",
  "prejoin.turn.off": "Turn off ({key})",
  "prejoin.turn.on": "Turn on ({key})",

  "knocking.title": "You’re at the door",
  "knocking.words":
    "The people inside make new keys that include you, which takes a second or two. If there is a waiting room, a host lets you in first; they see the name you gave.",
  "knocking.long":
    "Still waiting. There may be a waiting room, and then a host has to let you in; or the connection of whoever answers is slow. You don’t need to do anything.",

  "device.microphone": "Microphone",
  "device.camera": "Camera",
  "device.speaker": "Speaker",
  "device.none": "None found",

  "device.microphone.blocked.title": "The microphone is blocked",
  "device.microphone.blocked.body":
    "Allow it in the address bar or your system’s settings. You can also join and only listen.",
  "device.microphone.none.title": "No microphone found",
  "device.microphone.none.body":
    "Plug one in and it shows up here. You can also join and only listen.",
  "device.microphone.busy.title": "Another program has the microphone",
  "device.microphone.busy.body":
    "Close that program, then try again. You can also join and only listen.",
  "device.camera.blocked.title": "The camera is blocked",
  "device.camera.blocked.body":
    "Allow it in the address bar or your system’s settings. You can also join without it.",
  "device.camera.none.title": "No camera found",
  "device.camera.none.body": "Plug one in and it shows up here. You can also join without it.",
  "device.camera.busy.title": "Another program has the camera",
  "device.camera.busy.body": "Close that program, then try again. You can also join without it.",
} as const;
