// What each tile shows, from the model of the call and what this browser knows of itself.

import type { ParticipantId } from "../../protocol/ids.ts";
import type { CallModel, NetworkLevel, ParticipantView } from "../call-model.ts";
import { t } from "../words.ts";
import { placeIn } from "./hand-queue.ts";
import { networkLabel, networkWords } from "./network-words.ts";
import { hueOf, initialsOf } from "./person.ts";

export type TileView = {
  readonly id: ParticipantId;
  readonly label: string;
  readonly initials: string;
  readonly hue: string;
  readonly isSelf: boolean;
  readonly isMicOn: boolean;
  readonly isCameraOn: boolean;
  readonly isSpeaking: boolean;
  /** The place in the queue of raised hands, from 1; 0 without one. */
  readonly hand: number;
  /** Floating over the tile now. `lane` spreads those that come together. */
  readonly reactions: readonly {
    readonly id: number;
    readonly emoji: string;
    readonly lane: string;
  }[];
  readonly trouble: "no-key" | "stalled" | null;
  readonly network: NetworkLevel;
  /** In words; "" while all is well. */
  readonly networkLabel: string;
  readonly networkWords: string;
  /** Null when initials are shown instead. */
  readonly video: MediaStream | null;
  readonly audio: MediaStream | null;
  /** The state in words, for a screen reader. */
  readonly spoken: string;
};

/** Oneself, as this browser knows it before anything came back. */
export type OwnView = {
  readonly video: MediaStream | null;
  readonly isMicOn: boolean;
  readonly isCameraOn: boolean;
  readonly isSpeaking: boolean;
};

/** More over one tile hide the face that they are for. */
const REACTIONS_SHOWN_MAX = 5;

const LANES = 3;

function spokenState(isMicOn: boolean, isCameraOn: boolean, hand: number): string {
  const microphone = t(isMicOn ? "person.mic.on" : "person.mic.off");
  const camera = t(isCameraOn ? "person.camera.on" : "person.camera.off");
  if (hand === 0) return t("person.devices", { microphone, camera });
  return t("person.devices.hand", { microphone, camera, hand: t("person.hand", { place: hand }) });
}

function reactionsOf(model: CallModel, id: string): TileView["reactions"] {
  return model.reactions
    .filter(({ from }) => from === id)
    .slice(-REACTIONS_SHOWN_MAX)
    .map((reaction) => ({
      id: reaction.id,
      emoji: reaction.emoji,
      lane: `lane-${reaction.id % LANES}`,
    }));
}

export function tilesOf(
  model: CallModel,
  own: OwnView,
  hands: readonly string[] = [],
): readonly TileView[] {
  return model.participants.map((person: ParticipantView) => {
    const { isMicOn, isCameraOn, isSpeaking } = person.isSelf ? own : person;
    const video = person.isSelf ? own.video : person.video;
    const hand = placeIn(hands, person.id);
    return {
      id: person.id,
      label: person.isSelf ? t("person.self", { name: person.name }) : person.name,
      initials: initialsOf(person.name),
      hue: hueOf(person.id),
      isSelf: person.isSelf,
      isMicOn,
      isCameraOn,
      isSpeaking: isSpeaking && isMicOn,
      hand,
      reactions: reactionsOf(model, person.id),
      network: person.network,
      networkLabel: networkLabel(person),
      networkWords: networkWords(person),
      trouble: person.isSelf || !isCameraOn ? null : person.trouble,
      video: isCameraOn ? video : null,
      audio: person.isSelf ? null : person.audio,
      spoken: spokenState(isMicOn, isCameraOn, hand),
    };
  });
}
