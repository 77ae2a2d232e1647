// A meeting page in a call, for tests: devices and services only note what is done to them.

import { base64url } from "../../../../src/base/bytes.ts";
import type { Act, CallModel } from "../../../../src/client/call-model.ts";
import type { ChatDraft, LineRef, PollDraft } from "../../../../src/client/chat-model.ts";
import { OPEN_DOOR } from "../../../../src/client/pages/door-fragment.ts";
import { Meeting } from "../../../../src/client/pages/meeting.ts";
import { openLink } from "../../../../src/client/pages/opened-link.ts";
import { NO_MEDIA } from "../../../../src/client/pages/own-media.ts";
import { call } from "./call-fixture.ts";

export const PATH = "/m/2v8k-9fqm-x3ta-7hcd";

export function fragmentText(secret: number): string {
  const bytes = new Uint8Array(34).fill(0x5a);
  bytes.set([1, 0]);
  bytes.fill(secret, 2, 18);
  return base64url(bytes);
}

/** A page in a call; devices and services only note what is done to them. */
export function inCall(parts: Partial<CallModel> = {}) {
  const done: string[] = [];
  const forgotten: string[] = [];
  const acts: Act[] = [];
  const running = {
    prepare: () => undefined,
    join: () => undefined,
    setTrack: async () => undefined,
    setShown: () => undefined,
    setData: (mode: string) => {
      if (mode !== "all") done.push(`data ${mode}`);
    },
    act: (act: Act) => void acts.push(act),
    chat: ({ text, mentions, reply }: ChatDraft) => {
      const extras = [
        mentions.length > 0 ? `mentions ${mentions.length}` : "",
        reply ? "reply" : "",
      ];
      done.push(["chat", text, ...extras].filter((word) => word !== "").join(" "));
    },
    reactToLine: (line: LineRef, emoji: string, isSet: boolean) =>
      void done.push(`react ${line.id} ${emoji} ${isSet}`),
    openPoll: ({ question, options }: PollDraft) =>
      void done.push(`poll ${question} ${options.join("|")}`),
    offerFile: (file: File) => void done.push(`offer ${file.name}`),
    getFile: (line: LineRef) => void done.push(`get ${line.id}`),
    stopFile: (line: LineRef) => void done.push(`stop ${line.id}`),
    vote: (poll: LineRef, choices: number) => void done.push(`vote ${poll.id} ${choices}`),
    endPoll: (poll: LineRef) => void done.push(`end ${poll.id}`),
    react: () => undefined,
    raiseHand: (isRaised: boolean) => void done.push(`hand ${isRaised}`),
    answerHostOffer: (isAccepted: boolean) => void done.push(`host ${isAccepted}`),
    leave: () => void done.push("leave"),
    announcements: {
      record: (isOn: boolean) => void done.push(`record ${isOn}`),
      answerRecording: (_: unknown, isAgreed: boolean) => void done.push(`agree ${isAgreed}`),
      goOn: () => void done.push("go on"),
    },
  };
  const meeting = new Meeting({
    startCall: () => running,
    fragmentOf: () => "",
    othersOf: () => [],
    keepLinks: () => undefined,
    makeNext: async () => null,
    forgetLink: () => void forgotten.push(meeting.notice ?? ""),
    forgetMeeting: (id) => void done.push(`forget ${id}`),
  });
  const media = {
    muteMicrophone: () => {
      done.push("mute");
      meeting.own = { ...meeting.own, isMicOn: false };
    },
    stopCamera: () => {
      done.push("stop camera");
      meeting.own = { ...meeting.own, isCameraOn: false };
    },
    toggleMicrophone: async () => {
      done.push("toggle");
      meeting.own = { ...meeting.own, isMicOn: !meeting.own.isMicOn };
    },
    close: () => undefined,
  };
  Object.assign(meeting, { $nextTick: () => undefined });
  Object.assign(meeting.held, { media });
  meeting.own = { ...NO_MEDIA, isMicOn: true, isCameraOn: true };
  meeting.inside.call = running;
  const place = { origin: "https://meet.example", pathname: PATH };
  meeting.inside.link = openLink(place, () => fragmentText(0x5a));
  let model = call(["Me", "Ada"], parts);
  const show = (changes: Partial<CallModel>) => {
    model = { ...model, ...changes };
    meeting.handleModel(model);
  };
  show({});
  return { meeting, show, done, forgotten, acts };
}

export const said = (meeting: Meeting) => meeting.toasts.map(({ text }) => text);
export const MUTED_DOOR = { ...OPEN_DOOR, mayUnmute: false };
