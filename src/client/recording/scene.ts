// Who and what a recording shows: those who agreed, and nobody else.

import type { CallModel, ParticipantView } from "../call-model.ts";

export type ScenePerson = Pick<ParticipantView, "id" | "name" | "isSelf" | "isSpeaking"> & {
  readonly video: MediaStream | null;
  readonly sound: MediaStream | null;
};

export type SceneScreen = {
  readonly id: string;
  readonly name: string;
  readonly video: MediaStream | null;
  readonly sound: MediaStream | null;
};

export type Scene = {
  readonly people: readonly ScenePerson[];
  readonly screens: readonly SceneScreen[];
};

/** What this browser sends itself. */
export type OwnStreams = {
  readonly video: MediaStream | null;
  readonly sound: MediaStream | null;
  readonly screen: MediaStream | null;
  readonly screenSound: MediaStream | null;
  readonly isSpeaking: boolean;
};

/** Empty when one doesn't record. */
export function sceneOf({ participants, ownRecording }: CallModel, own: OwnStreams): Scene {
  if (ownRecording === null) return { people: [], screens: [] };
  const recorded = participants.filter(({ id, isSelf }) => isSelf || ownRecording.agreed.has(id));
  return {
    people: recorded.map(({ id, name, isSelf, isSpeaking, isCameraOn, isMicOn, video, audio }) => ({
      id,
      name,
      isSelf,
      isSpeaking: isSelf ? own.isSpeaking : isSpeaking,
      video: isSelf ? own.video : isCameraOn ? video : null,
      sound: isSelf ? own.sound : isMicOn ? audio : null,
    })),
    screens: recorded.flatMap(({ id, name, isSelf, isSharing, screen, screenSound }) => {
      if (isSelf) {
        return own.screen === null ? [] : [{ id, name, video: own.screen, sound: own.screenSound }];
      }
      return isSharing ? [{ id, name, video: screen, sound: screenSound }] : [];
    }),
  };
}
