// English of every reason why somebody can’t be in a meeting: what happened, and the next step.

export const NOTICES = {
  "notice.start": "Start page",
  "notice.tryAgain": "Try again",
  "notice.joinAgain": "Join again",
  "notice.reload": "Reload the page",
  "notice.home": "Go to the start page",
  "notice.knockAgain": "Knock again",
  "notice.useHere": "Use it here",

  "notice.left.title": "You left the meeting",
  "notice.left.body":
    "Your camera and microphone are off. If it was by mistake, you can go straight back for a minute.",
  "notice.left-for-good.title": "You’re out of the meeting",
  "notice.left-for-good.body":
    "This page has forgotten the link and every key. If you want to go back, open the link again.",
  "notice.deleted.title": "The meeting is deleted",
  "notice.deleted.body":
    "The call is over for everyone, and its link never works again. This browser has forgotten it too.",
  "notice.insecure-page.title": "This page came without HTTPS",
  "notice.insecure-page.body":
    "Browsers give such a page no camera, no microphone and no keys. Whoever runs this server has to switch HTTPS on; there is nothing for you to set.",
  "notice.broken-link.title": "Part of the link is missing",
  "notice.broken-link.body":
    "What follows the # holds the meeting’s key, and some apps cut it off. Copy the whole link again, or ask for it once more.",
  "notice.wrong-link.title": "This link doesn’t open the meeting",
  "notice.wrong-link.body":
    "It may have lost a letter on the way, the host may have replaced it, or the meeting was deleted. Ask whoever invited you for the link they have now.",
  "notice.wrong-passphrase.title": "That passphrase doesn’t open the meeting",
  "notice.wrong-passphrase.body":
    "Check each letter, capitals too, and try again. If you’re sure of it, the link may have been replaced: ask whoever invited you for both.",
  "notice.server-gone.title": "The server can’t be reached",
  "notice.server-gone.body":
    "Either your network is down or the server is. Your link stays good: check your connection, then try again.",
  "notice.shutting-down.title": "The server is restarting",
  "notice.shutting-down.body":
    "Whoever runs it stopped it, most often for an update. It is usually back within a minute.",
  "notice.overloaded.title": "The server is busy",
  "notice.overloaded.body":
    "It can’t carry another connection just now. It isn’t you or your device; try again in a minute.",
  "notice.too-many-attempts.title": "Too many tries for the moment",
  "notice.too-many-attempts.body":
    "The server makes everyone wait after many tries from one place, other people’s on your network too. Give it a minute.",
  "notice.key-needed.title": "This server asks for a key",
  "notice.key-needed.body":
    "Whoever runs it decides who may start meetings. Ask them for a key and type it in above. To join a meeting you need none.",
  "notice.wrong-key.title": "That key starts no meeting",
  "notice.wrong-key.body":
    "It may have lost a letter on the way, or isn’t in use any more. Whoever runs this server can give you another.",
  "notice.time-over.title": "The meeting’s time is over",
  "notice.time-over.body":
    "Whoever runs this server limits how long a meeting may last. The link stays good: you can meet again at once.",
  "notice.meeting-full.title": "The meeting is full",
  "notice.meeting-full.body":
    "As many people are in as this server can carry. Try again when someone has left.",
  "notice.removed.title": "You were removed from the meeting",
  "notice.removed.body":
    "What is said from now on is out of your reach, and your camera and microphone are off. If you think it was a mistake, ask the person who invited you.",
  "notice.locked.title": "The door is locked",
  "notice.locked.body":
    "The host lets nobody else in for now. Ask someone inside to unlock it, then try again.",
  "notice.denied.title": "You weren’t let in",
  "notice.denied.body":
    "The host turned your knock down, perhaps without knowing the name. If you are expected, tell them which name you use, then knock again.",
  "notice.ended.title": "The host ended the meeting",
  "notice.ended.body": "It’s over for everyone, and your camera and microphone are off.",
  "notice.not-host.title": "Only the host can do that",
  "notice.not-host.body":
    "This browser doesn’t hold the meeting’s host key. If you are the host, use the browser that you made the meeting with.",
  "notice.taken-over.title": "You went on in another tab",
  "notice.taken-over.body":
    "This meeting is open somewhere else in this browser, and your place moved there. Go on there, or bring it back here.",
  "notice.unknown-session.title": "You were away for too long",
  "notice.unknown-session.body":
    "Your connection was gone for more than the server waits, so your place was given up. The meeting goes on.",
  "notice.not-member.title": "The others lost sight of you",
  "notice.not-member.body":
    "Their browsers went on to new keys that yours doesn’t have. That is nobody’s fault; join again to get them.",
  "notice.group-lost.title": "The meeting has to start over",
  "notice.group-lost.body":
    "Everyone lost the connection at once, and the keys went with it. Join again, and the others can too.",
  "notice.media-blocked.title": "Sound and picture can’t get through",
  "notice.media-blocked.body":
    "The network you’re on seems to block them. Another network, or your phone’s hotspot, most often helps.",
  "notice.unsupported-browser.title": "This browser can’t join",
  "notice.unsupported-browser.body":
    "It can’t lock sound and picture before they leave your device, and there is no way in without that. A current Chrome, Edge, Firefox or Safari can.",
  "notice.unsupported-media.title": "This browser and the server share no format",
  "notice.unsupported-media.body":
    "They found no way to send sound and picture that both understand. A current Chrome, Edge, Firefox or Safari can.",
  "notice.wrong-version.title": "This page is older than the server",
  "notice.wrong-version.body":
    "The server was updated while the page was open. Reload it to get the same version; your link stays good.",
  "notice.malformed.title": "This page and the server don’t understand each other",
  "notice.malformed.body":
    "They may be of different versions. It’s nothing that you did; reloading most often helps.",
  "notice.too-large.title": "Something was too large to send",
  "notice.too-large.body":
    "That is a fault in this program, not in anything you did. Reload the page to go on.",
  "notice.worker-lost.title": "A part of this page stopped working",
  "notice.worker-lost.body":
    "The part that keeps the keys gave no answer any more, so the call was ended. Nothing was sent without them.",
  "notice.host-mismatch.title": "This server names the wrong host",
  "notice.host-mismatch.body":
    "Its answer doesn’t match your link, so you were kept out before anything was sent. Tell whoever invited you, by another way than this server.",
  "notice.server-unproven.title": "This server couldn’t show that it knows the meeting",
  "notice.server-unproven.body":
    "It may not be the server that the link was made on. Nothing was sent. Check the address, and ask whoever invited you.",
  "notice.broken-rules.title": "You were taken out to be safe",
  "notice.broken-rules.body":
    "Someone, or the server, tried a change that the meeting’s rules forbid, and your browser left at once. Tell the others, then join again.",
  "notice.bad-ticket.title": "Making the meeting took too long",
  "notice.bad-ticket.body":
    "The server keeps a new meeting’s number for a short time only. Nothing was lost; start again.",
  "notice.bad-signature.title": "The server refused this browser’s signature",
  "notice.bad-signature.body":
    "The page may be of another version than the server. Reload it and start again.",
  "notice.id-taken.title": "That meeting exists already",
  "notice.id-taken.body":
    "Two browsers were given the same number, which almost never happens. Start again to get another.",
} as const;
