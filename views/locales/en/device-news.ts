// English of what a call's devices do by themselves, and of wishes that a browser can't fulfil.

export const DEVICE_NEWS = {
  "plugged.in": "{device} was plugged in",
  "unplugged.next": "{device} was unplugged. {next} is used now",
  "unplugged.last.microphone":
    "{device} was unplugged, and there is no other microphone. The others don’t hear you",
  "unplugged.last.camera":
    "{device} was unplugged, and there is no other camera. The others don’t see you",
  "unplugged.speaker": "{device} was unplugged. Sound comes from your usual speaker now",
  "lost.microphone": "Your microphone",
  "lost.camera": "Your camera",
  "muted.hint": "You’re muted: the others don’t hear you",
  "noise.failed": "This browser can’t quieten more than it does by itself",
  "background.failed":
    "Your background can’t be hidden here, so your camera is off. Turn it on to be seen as you are",
  "data.sound": "Sound only: you see no pictures until you change that under Devices",
} as const;
