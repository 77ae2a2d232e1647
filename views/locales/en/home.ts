// English of the start page, and of the pages that stand in for it.

export const HOME = {
  "home.title": "Meetings nobody else can hear. Not even this server.",
  "home.lead":
    "Start one, send the link, and talk. There is no account to make and nothing to install.",
  "home.start": "Start a meeting",
  "home.making": "Making the link…",
  "home.key": "Your key to start meetings",
  "home.passphrase.add": "Add a passphrase",
  "home.passphrase.words":
    "The link alone is then not enough to come in. Tell it by another way than the link; it is kept nowhere, so nothing brings it back.",
  "home.join.label": "Or paste a link to join",
  "home.join.placeholder": "https://…/m/…#…",
  "home.noscript":
    "This page makes the keys of a meeting in your browser, and needs JavaScript for that.",

  "made.title": "Your meeting is ready",
  "made.lead":
    "Whoever has this link can knock. It holds the key, so send it only to the people you want to meet.",
  "made.share": "Share…",
  "made.passphrase":
    "Everyone also needs the passphrase, you too. Tell it by another way than the link: it’s kept nowhere.",
  "made.unkept":
    "This browser keeps nothing, so the meeting won’t be listed here later. Keep the link yourself.",
  "made.enter": "Go in",
  "made.later": "Later",

  "kept.title": "Your meetings",
  "kept.words": "Kept in this browser only.",
  "kept.open": "Open",
  "kept.forget": "Forget",
  "kept.forget.label": "Forget this meeting",
  "kept.forget.words": "Its link won’t be kept here.",
  "kept.delete": "Delete for everyone…",
  "kept.delete.words":
    "The server forgets it too: the link never works again, for anybody, and a call under way ends.",
  "kept.delete.deed": "Delete for everyone",
  "kept.keep": "Keep",
  "recordings.title": "Recordings on this device",
  "recordings.words":
    "Kept in this browser until you delete them, and for a day once they are saved.",
  "recordings.save": "Save the file",
  "recordings.delete": "Delete this recording",

  "sees.title": "What this server sees",
  "sees.asking": "Asking the server…",
  "sees.live.title": "While you meet, it sees",
  "sees.live.meeting": "that a meeting exists, by a number that says nothing about it",
  "sees.live.addresses": "which network addresses are connected to it now, and for how long",
  "sees.live.door":
    "how the host set the door: locked or open, a waiting room, what members may do, and whom a host shows large to everyone",
  "sees.live.sizes": "how much sound and picture each one sends, and when",
  "sees.live.loudness":
    "how loud each microphone is, which tells it whose voice to pass on in a large meeting",
  "sees.kept.title": "On its disk, it keeps",
  "sees.kept.meeting":
    "for each meeting: its number, a check value for its link, the host’s public key",
  "sees.never.title": "It never gets",
  "sees.never.content": "what is said or shown, and the names people go by",
  "sees.never.secret": "the part of a link after the #, which holds the key",
  "sees.never.accounts":
    "accounts or e-mail addresses: there are none; the one cookie there can be names the language you chose",

  "site.design": "Design",
  "site.source": "Source",
  "site.version": "Version {version}",
  "site.language": "Language",
  "site.start": "Go to the start page",
  "site.tab": "{title} · Conclave",

  "offline.title": "You’re offline",
  "offline.body":
    "Meetings need a network, and nothing of a meeting is kept for without one. Reload this page once you’re connected; your link stays good.",

  "error.lost.title": "There’s no page here",
  "error.lost.body":
    "The address may have lost a letter on the way. If it was a meeting, ask for the link again.",
  "error.failed.title": "Something went wrong on the server",
  "error.failed.body":
    "It isn’t anything you did, and calls that are running go on. Try again in a moment.",
} as const;
