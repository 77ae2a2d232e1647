// Who is large, who stands in the strip or on the pages, and whether one's own picture floats.

import type { ParticipantId } from "../protocol/ids.ts";

export const STAGE_MODES = ["gallery", "speaker"] as const;
export type StageMode = (typeof STAGE_MODES)[number];

export type StageItem = {
  readonly id: ParticipantId;
  readonly source: "camera" | "screen";
};

export type StageWishes = {
  readonly mode: StageMode;
  readonly self: ParticipantId | null;
  /** The others, in the order of the stage. */
  readonly others: readonly ParticipantId[];
  /** Whose screens are shown, the one to be large first. */
  readonly screens: readonly ParticipantId[];
  /** This person's own choice. */
  readonly pins: readonly ParticipantId[];
  /** A host's choice for everybody. */
  readonly spotlight: readonly ParticipantId[];
  /** Who speaks; null while nobody has. */
  readonly active: ParticipantId | null;
  readonly isSelfShown: boolean;
};

export type StagePlan = {
  readonly main: readonly StageItem[];
  readonly rest: readonly StageItem[];
  readonly floating: ParticipantId | null;
};

const camera = (id: ParticipantId): StageItem => ({ id, source: "camera" });
const screen = (id: ParticipantId): StageItem => ({ id, source: "screen" });

/** One's own choice before the host's, and the host's before who happens to speak. */
function largePeople(wishes: StageWishes): readonly ParticipantId[] {
  const { mode, self, others, screens, pins, spotlight, active } = wishes;
  const pinned = pins.filter((id) => id === self || others.includes(id));
  if (pinned.length > 0) return pinned;
  // A screen has the room to itself, unless this person wants otherwise.
  if (screens.length > 0) return [];
  const lit = spotlight.filter((id) => others.includes(id));
  if (lit.length > 0) return lit;
  if (mode === "gallery" || others.length === 0) return [];
  const speaker = others.find((id) => id === active) ?? others[0];
  return speaker === undefined ? [] : [speaker];
}

export function planStage(wishes: StageWishes): StagePlan {
  const { self, others, screens, spotlight, isSelfShown } = wishes;
  const large = largePeople(wishes);
  const [first, ...more] = screens;
  const main = [...(first === undefined ? [] : [screen(first)]), ...large.map(camera)];
  const isLarge = (id: ParticipantId) => large.includes(id);
  const isLit = (id: ParticipantId) => first !== undefined && spotlight.includes(id);
  const lit = others.filter(isLit);
  const unlit = others.filter((id) => !isLit(id));
  const left = [...lit, ...unlit].filter((id) => !isLarge(id)).map(camera);
  const rest = [...more.map(screen), ...left];
  if (self === null || isLarge(self)) return { main, rest, floating: null };
  if (others.length === 0 && first === undefined)
    return { main, rest: [camera(self)], floating: null };
  if (!isSelfShown) return { main, rest, floating: null };
  // Over a face there is room for one's own; over a screen it would cover what is read.
  const floats = first === undefined && (large.length > 0 || others.length === 1);
  if (floats) return { main, rest, floating: self };
  return { main, rest: [camera(self), ...rest], floating: null };
}
