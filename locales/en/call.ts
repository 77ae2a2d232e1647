// English of the call: its bar, its line, its stage, chat, safety and devices; and words used all over.

export const CALL = {
  "word.join": "Join",
  "word.passphrase": "Passphrase",
  "word.copied": "Copied",
  "word.copyLink": "Copy link",
  "word.linkCopied": "Link copied",
  "word.leave": "Leave",
  "word.close": "Close",
  "word.cancel": "Cancel",
  "word.tryAgain": "Try again",
  "word.withKey": "{label} ({key})",

  "bar.label": "Call controls",
  "bar.mute": "Mute",
  "bar.unmute": "Unmute",
  "bar.unmute.off": "The host has switched unmuting off",
  "bar.camera.stop": "Stop camera",
  "bar.camera.start": "Start camera",
  "bar.hand.raise": "Raise your hand",
  "bar.hand.lower": "Lower your hand",
  "bar.share": "Share your screen",
  "bar.share.stop": "Stop sharing",
  "bar.share.off": "Only hosts can share now",
  "bar.copy": "Copy the meeting’s link",
  "bar.leave": "Leave the meeting",
  "bar.unread": "unread",
  "bar.atDoor": "at the door",

  "line.safety": "Safety: who can hear this call",
  "line.time": "Time in the meeting:",
  "line.reconnecting": "Reconnecting…",
  "line.devices": "Camera, microphone and speaker",

  "stage.people": "People in the meeting",
  "stage.alone": "You’re the first one here",
  "stage.alone.words": "Send the link, and the others come in here.",
  "stage.hear": "Tap to hear the others",
  "stage.stalled": "Picture is stuck. Trying to get it back.",
  "stage.noKey": "Waiting for this person’s key.",

  "screens.title": "Shared screens",
  "screens.zoom": "Show at its own size",
  "screens.full": "Full screen",

  "sharing.now": "You’re sharing your screen",

  "news.door": "At the door",
  "news.request": "A request",
  "news.more": "More",
  "news.seeWho": "See who",
  "news.unmute": "Unmute",
  "news.stayMuted": "Stay muted",
  "news.takeOver": "Be host",
  "news.decline": "No, thanks",

  "reactions.title": "Reactions",
  "reaction.thumbsUp": "Thumbs up",
  "reaction.heart": "Heart",
  "reaction.laughing": "Laughing",
  "reaction.surprised": "Surprised",
  "reaction.applause": "Applause",
  "reaction.party": "Party",

  "chat.title": "Chat",
  "chat.messages": "Messages",
  "chat.draft": "Message to everyone",
  "chat.send": "Send",
  "chat.start":
    "You’ll see messages from when you joined. They go when you leave; the server can’t read them.",
  "chat.off": "The host has switched chat off for members. You can still read.",

  "devices.title": "Devices",
  "devices.level": "You, as heard",
  "devices.shortcuts": "One-key shortcuts: {keys}",

  "safety.title": "Safety",
  "safety.who":
    "Only the people listed under {people} can hear and see this call; the server carries it without the keys to open it.",
  "safety.check":
    "To check, have someone read these emoji aloud: they are the same for everyone, and would differ if somebody sat in between.",
  "safety.change": "They change whenever someone comes or goes, because the keys do.",
  "safety.emoji": "Safety emoji",
  "safety.digits": "The same as digits",
  "safety.compare": "We compared, they match",
  "safety.same": "{time}, and the same people are in.",
  "safety.since": "{time}; since then {changes}.",
  "safety.comparedAt": "Compared at {time}",
  "safety.expected":
    "If you expected that, nothing more is needed. If not, compare again: the emoji are new for everyone.",
  "safety.compareAgain": "We compared again, they match",
  "safety.uncompare": "Take the mark away",

  "alarm.about": "It was about {name}.",
  "alarm.understood": "Understood",
  "alarm.unknown-connection":
    "The server reports a connection that belongs to nobody in this meeting. It has no keys and hears nothing.",
  "alarm.missing-connection": "The server has lost sight of someone who is still in this meeting.",
  "alarm.bad-commit":
    "Someone tried to change who is in this meeting against its rules. It was refused.",
  "alarm.bad-credential": "Someone tried to come in without the link. They were refused.",
  "alarm.bad-message": "A message came that no member could have sent. It was thrown away.",
} as const;
