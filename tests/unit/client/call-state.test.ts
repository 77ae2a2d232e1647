// The page's model of the call. Promise kept: a server can't put one person's name on another's picture.
// Seen to fail: with `handleSlots` naming the slot after the server's claim, "shows nothing on the server's word alone" breaks.

import { describe, expect, test } from "bun:test";
import { CallState } from "../../../src/client/call-state.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import type { SlotAssignment } from "../../../src/protocol/socket-messages.ts";

const [ana, ben, cleo] = ["a", "b", "c"].map((digit) => digit.repeat(32) as ParticipantId) as [
  ParticipantId,
  ParticipantId,
  ParticipantId,
];
const names: Record<string, string> = { [ana]: "Ana", [ben]: "Ben", [cleo]: "Cleo" };
const streams = (kind: string, slot: number) => ({ id: `${kind}-${slot}` }) as MediaStream;

function callOf(...ids: ParticipantId[]): CallState {
  const state = new CallState();
  state.selfId = ana;
  enter(state, 1, ...ids);
  return state;
}

function enter(state: CallState, epoch: number, ...ids: ParticipantId[]): void {
  state.handleRoster({
    type: "roster",
    epoch,
    members: ids.map((participantId, leafIndex) => ({
      participantId,
      leafIndex,
      role: "member" as const,
      name: names[participantId] ?? "",
    })),
    safety: { emoji: [], digits: "" },
  });
}

function camera(slot: number, participantId: ParticipantId | null): SlotAssignment {
  return { kind: "video", slot, from: participantId && { participantId, source: "camera" } };
}

function shown(state: CallState): Record<string, string | undefined> {
  const views = state.model(streams).participants;
  return Object.fromEntries(views.map((view) => [view.name, view.video?.id]));
}

describe("a shared screen", () => {
  test("is its owner's by the key that opened it, and doesn't make them speak", () => {
    const state = callOf(ana, ben);
    state.handleSignal(
      ben,
      { type: "status", isMicOn: true, isCameraOn: true, isSharing: true },
      0,
    );
    state.handleLabel("video", 3, { participantId: ben, source: "screen" });
    state.handleLabel("audio", 1, { participantId: ben, source: "screen-audio" });
    state.handleSpeaking(new Set([1]));
    state.handleTrouble("video", 3, "stalled");
    const view = state.model(streams).participants.find(({ id }) => id === ben);
    expect(view).toMatchObject({ isSharing: true, isSpeaking: false, video: null, trouble: null });
    expect([view?.screen?.id, view?.screenSound?.id]).toEqual(["video-3", "audio-1"]);
    expect(state.isSending({ participantId: ben, source: "screen" })).toBe(true);
  });
});

describe("the tile of a participant", () => {
  test("shows nothing on the server's word alone", () => {
    const state = callOf(ana, ben);
    state.handleSlots([camera(3, ben)]);
    expect(shown(state)).toEqual({ Ana: undefined, Ben: undefined });
  });

  test("names a tile after the key that decrypts its frames, not after the server", () => {
    const state = callOf(ana, ben, cleo);
    state.handleSlots([camera(3, ben)]);
    state.handleLabel("video", 3, { participantId: cleo, source: "camera" });
    expect(shown(state)).toEqual({ Ana: undefined, Ben: undefined, Cleo: "video-3" });
  });

  test("is empty from the moment its slot is given to somebody else", () => {
    const state = callOf(ana, ben, cleo);
    state.handleSlots([camera(0, ben)]);
    state.handleLabel("video", 0, { participantId: ben, source: "camera" });
    state.handleSlots([camera(0, cleo)]);
    expect(shown(state)).toEqual({ Ana: undefined, Ben: undefined, Cleo: undefined });
  });

  test("moves with the frames to another slot", () => {
    const state = callOf(ana, ben);
    state.handleLabel("video", 0, { participantId: ben, source: "camera" });
    state.handleLabel("video", 5, { participantId: ben, source: "camera" });
    expect(shown(state)).toEqual({ Ana: undefined, Ben: "video-5" });
  });

  test("shows no screen share as a camera", () => {
    const state = callOf(ana, ben);
    state.handleLabel("video", 0, { participantId: ben, source: "screen" });
    expect(shown(state)).toEqual({ Ana: undefined, Ben: undefined });
  });

  test("goes with the leaf", () => {
    const state = callOf(ana, ben);
    state.handleLabel("video", 0, { participantId: ben, source: "camera" });
    enter(state, 2, ana);
    enter(state, 3, ana, ben);
    expect(shown(state)).toEqual({ Ana: undefined, Ben: undefined });
  });
});

describe("the list of participants", () => {
  test("has oneself first and the others in the order in which they came", () => {
    const state = callOf(ben, ana);
    enter(state, 2, cleo, ana, ben);
    expect(state.model(streams).participants.map((view) => view.name)).toEqual([
      "Ana",
      "Ben",
      "Cleo",
    ]);
  });

  test("forgets what a member said of itself when it leaves", () => {
    const state = callOf(ana, ben);
    state.handleSignal(
      ben,
      { type: "status", isMicOn: true, isCameraOn: true, isSharing: false },
      0,
    );
    enter(state, 2, ana);
    enter(state, 3, ana, ben);
    expect(state.model(streams).participants.map((view) => view.isMicOn)).toEqual([false, false]);
  });

  test("marks as speaking whom the audio slot's key names", () => {
    const state = callOf(ana, ben, cleo);
    state.handleSlots([
      { kind: "audio", slot: 2, from: { participantId: ben, source: "microphone" } },
    ]);
    state.handleLabel("audio", 2, { participantId: cleo, source: "microphone" });
    expect(state.handleSpeaking(new Set([2]))).toBe(true);
    expect(state.handleSpeaking(new Set([2]))).toBe(false);
    const speaking = state.model(streams).participants.filter((view) => view.isSpeaking);
    expect(speaking.map((view) => view.name)).toEqual(["Cleo"]);
  });

  test("keeps no more alarms than a page can show", () => {
    const state = callOf(ana);
    for (let index = 0; index < 1000; index++)
      state.handleAlarm({ reason: "bad-message", name: null });
    expect(state.model(streams).alarms.length).toBe(20);
  });
});

test("knows which pictures are sent: of others, whose camera is on", () => {
  const state = callOf(ana, cleo, ben);
  const on = { type: "status", isMicOn: false, isCameraOn: true, isSharing: false } as const;
  for (const id of [ana, ben, cleo]) state.handleSignal(id, on, 0);
  state.handleSignal(cleo, { ...on, isCameraOn: false }, 0);
  const sending = [ana, ben, cleo].filter((participantId) =>
    state.isSending({ participantId, source: "camera" }),
  );
  expect(sending).toEqual([ben]);
  expect(state.isSending({ participantId: ben, source: "screen" })).toBe(false);
});

test("shows nobody large who isn't in", () => {
  const state = callOf(ana, ben);
  state.spotlight = [cleo, ben];
  expect(state.model(streams).spotlight).toEqual([ben]);
});
