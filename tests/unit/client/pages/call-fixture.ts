// A call's model for tests: people by name, everything else as it is in a quiet call.

import type { CallModel, ParticipantView } from "../../../../src/client/call-model.ts";
import type { ChatLine } from "../../../../src/client/chat-model.ts";
import { OPEN_DOOR } from "../../../../src/client/pages/door-fragment.ts";
import type { ParticipantId } from "../../../../src/protocol/ids.ts";
import { participantIdFrom } from "../../../../src/protocol/ids.ts";

export function idOf(name: string): ParticipantId {
  return participantIdFrom(new TextEncoder().encode(name.padEnd(16)));
}

/** “Me” is oneself. */
export function person(name: string, parts: Partial<ParticipantView> = {}): ParticipantView {
  return {
    id: idOf(name),
    name,
    role: "member",
    isSelf: name === "Me",
    isMicOn: true,
    isCameraOn: true,
    isSharing: false,
    isSpeaking: false,
    hand: null,
    audio: null,
    video: null,
    screen: null,
    screenSound: null,
    trouble: null,
    network: "good",
    ...parts,
  };
}

/** A line by somebody; by “Me” it is one's own. */
export function chatLine(id: number, name: string, parts: Partial<ChatLine> = {}): ChatLine {
  return {
    id,
    number: id,
    from: idOf(name),
    name,
    isOwn: name === "Me",
    text: `line ${id}`,
    mentions: [],
    reply: null,
    reactions: [],
    poll: null,
    file: null,
    at: 0,
    ...parts,
  };
}

export function call(
  people: readonly (string | ParticipantView)[],
  parts: Partial<CallModel> = {},
): CallModel {
  return {
    phase: "joined",
    isConnected: true,
    failure: null,
    participants: people.map((one) => (typeof one === "string" ? person(one) : one)),
    ownRole: "member",
    door: OPEN_DOOR,
    spotlight: [],
    waiting: [],
    chat: [],
    files: {},
    fileBytesMax: 100_000_000,
    reactions: [],
    asked: null,
    hostOffer: null,
    invitation: "",
    actsUnderWay: [],
    actFailed: null,
    epoch: 1,
    safety: null,
    alarms: [],
    limits: { endsAt: null, full: null, goOn: null },
    recordings: [],
    ownRecording: null,
    isSocketUp: true,
    isMediaUp: true,
    ...parts,
  };
}
