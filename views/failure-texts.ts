// What is said for every reason why somebody can't be in a meeting: what happened, and the next step.

import type { NoticeReason } from "../src/client/pages/notice.ts";
import type { IconName } from "./parts/icon.tsx";

export type NoticeText = {
  readonly icon: IconName;
  readonly title: string;
  readonly body: string;
  /** The button that does the next step. */
  readonly action: "rejoin" | "reload" | "home";
  readonly label: string;
};

const TRY_AGAIN = { action: "rejoin", label: "Try again" } as const;
const JOIN_AGAIN = { action: "rejoin", label: "Join again" } as const;
const RELOAD = { action: "reload", label: "Reload the page" } as const;
const HOME = { action: "home", label: "Go to the start page" } as const;

export const NOTICE_TEXTS: Readonly<Record<NoticeReason, NoticeText>> = {
  left: {
    icon: "door",
    title: "You left the meeting",
    body: "Your camera and microphone are off. The link still works if you want to go back.",
    ...JOIN_AGAIN,
  },
  deleted: {
    icon: "bin",
    title: "The meeting is deleted",
    body: "The call is over for everyone, and its link never works again. This browser has forgotten it too.",
    ...HOME,
  },
  "insecure-page": {
    icon: "alert",
    title: "This page came without HTTPS",
    body: "Browsers give such a page no camera, no microphone and no keys. Whoever runs this server has to switch HTTPS on; there is nothing for you to set.",
    ...HOME,
  },
  "broken-link": {
    icon: "link",
    title: "Part of the link is missing",
    body: "What follows the # holds the meeting's key, and some apps cut it off. Copy the whole link again, or ask for it once more.",
    ...HOME,
  },
  "wrong-link": {
    icon: "link",
    title: "This link doesn’t open the meeting",
    body: "It may have lost a letter on the way, the host may have replaced it, or the meeting was deleted. Ask whoever invited you for the link they have now.",
    ...HOME,
  },
  "wrong-passphrase": {
    icon: "key",
    title: "That passphrase doesn’t open the meeting",
    body: "Check each letter, capitals too, and try again. If you’re sure of it, the link may have been replaced: ask whoever invited you for both.",
    ...TRY_AGAIN,
  },
  "server-gone": {
    icon: "offline",
    title: "The server can’t be reached",
    body: "Either your network is down or the server is. Your link stays good: check your connection, then try again.",
    ...TRY_AGAIN,
  },
  "shutting-down": {
    icon: "again",
    title: "The server is restarting",
    body: "Whoever runs it stopped it, most often for an update. It is usually back within a minute.",
    ...TRY_AGAIN,
  },
  overloaded: {
    icon: "people",
    title: "The server is busy",
    body: "It can’t carry another connection just now. It isn’t you or your device; try again in a minute.",
    ...TRY_AGAIN,
  },
  "too-many-attempts": {
    icon: "door",
    title: "Too many tries for the moment",
    body: "The server makes everyone wait after many tries from one place, other people’s on your network too. Give it a minute.",
    ...TRY_AGAIN,
  },
  "meeting-full": {
    icon: "people",
    title: "The meeting is full",
    body: "As many people are in as this server can carry. Try again when someone has left.",
    ...TRY_AGAIN,
  },
  removed: {
    icon: "door",
    title: "You were removed from the meeting",
    body: "What is said from now on is out of your reach, and your camera and microphone are off. If you think it was a mistake, ask the person who invited you.",
    ...HOME,
  },
  locked: {
    icon: "lock",
    title: "The door is locked",
    body: "The host lets nobody else in for now. Ask someone inside to unlock it, then try again.",
    ...TRY_AGAIN,
  },
  denied: {
    icon: "door",
    title: "You weren’t let in",
    body: "The host turned your knock down, perhaps without knowing the name. If you are expected, tell them which name you use, then knock again.",
    action: "rejoin",
    label: "Knock again",
  },
  ended: {
    icon: "door",
    title: "The host ended the meeting",
    body: "It’s over for everyone, and your camera and microphone are off.",
    ...HOME,
  },
  "not-host": {
    icon: "alert",
    title: "Only the host can do that",
    body: "This browser doesn’t hold the meeting’s host key. If you are the host, use the browser that you made the meeting with.",
    ...JOIN_AGAIN,
  },
  "taken-over": {
    icon: "copy",
    title: "You went on in another tab",
    body: "This meeting is open somewhere else in this browser, and your place moved there. Go on there, or bring it back here.",
    action: "rejoin",
    label: "Use it here",
  },
  "unknown-session": {
    icon: "again",
    title: "You were away for too long",
    body: "Your connection was gone for more than the server waits, so your place was given up. The meeting goes on.",
    ...JOIN_AGAIN,
  },
  "not-member": {
    icon: "again",
    title: "The others lost sight of you",
    body: "Their browsers went on to new keys that yours doesn’t have. That is nobody’s fault; join again to get them.",
    ...JOIN_AGAIN,
  },
  "group-lost": {
    icon: "again",
    title: "The meeting has to start over",
    body: "Everyone lost the connection at once, and the keys went with it. Join again, and the others can too.",
    ...JOIN_AGAIN,
  },
  "media-blocked": {
    icon: "offline",
    title: "Sound and picture can’t get through",
    body: "The network you’re on seems to block them. Another network, or your phone’s hotspot, most often helps.",
    ...TRY_AGAIN,
  },
  "unsupported-browser": {
    icon: "alert",
    title: "This browser can’t join",
    body: "It can’t lock sound and picture before they leave your device, and there is no way in without that. A current Chrome, Edge, Firefox or Safari can.",
    ...HOME,
  },
  "unsupported-media": {
    icon: "alert",
    title: "This browser and the server share no format",
    body: "They found no way to send sound and picture that both understand. A current Chrome, Edge, Firefox or Safari can.",
    ...HOME,
  },
  "wrong-version": {
    icon: "again",
    title: "This page is older than the server",
    body: "The server was updated while the page was open. Reload it to get the same version; your link stays good.",
    ...RELOAD,
  },
  malformed: {
    icon: "again",
    title: "This page and the server don’t understand each other",
    body: "They may be of different versions. It’s nothing that you did; reloading most often helps.",
    ...RELOAD,
  },
  "too-large": {
    icon: "alert",
    title: "Something was too large to send",
    body: "That is a fault in this program, not in anything you did. Reload the page to go on.",
    ...RELOAD,
  },
  "worker-lost": {
    icon: "again",
    title: "A part of this page stopped working",
    body: "The part that keeps the keys gave no answer any more, so the call was ended. Nothing was sent without them.",
    ...RELOAD,
  },
  "host-mismatch": {
    icon: "alert",
    title: "This server names the wrong host",
    body: "Its answer doesn’t match your link, so you were kept out before anything was sent. Tell whoever invited you, by another way than this server.",
    ...HOME,
  },
  "server-unproven": {
    icon: "alert",
    title: "This server couldn’t show that it knows the meeting",
    body: "It may not be the server that the link was made on. Nothing was sent. Check the address, and ask whoever invited you.",
    ...TRY_AGAIN,
  },
  "broken-rules": {
    icon: "alert",
    title: "You were taken out to be safe",
    body: "Someone, or the server, tried a change that the meeting’s rules forbid, and your browser left at once. Tell the others, then join again.",
    ...JOIN_AGAIN,
  },
  "bad-ticket": {
    icon: "again",
    title: "Making the meeting took too long",
    body: "The server keeps a new meeting’s number for a short time only. Nothing was lost; start again.",
    ...HOME,
  },
  "bad-signature": {
    icon: "alert",
    title: "The server refused this browser’s signature",
    body: "The page may be of another version than the server. Reload it and start again.",
    ...RELOAD,
  },
  "id-taken": {
    icon: "again",
    title: "That meeting exists already",
    body: "Two browsers were given the same number, which almost never happens. Start again to get another.",
    ...HOME,
  },
};
