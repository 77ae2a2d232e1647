// Keeps a stage from one moment to the next: who holds the floor, and who stands where. Time is an argument.

import type { Millis } from "../base/time.ts";
import type { ParticipantId } from "../protocol/ids.ts";
import { VIDEO_SLOTS } from "../protocol/limits.ts";
import { ActiveSpeaker } from "./active-speaker.ts";
import type { Corner, StageCounts, StageLayout, StageShape } from "./stage-layout.ts";
import { layOutStage } from "./stage-layout.ts";
import { StageOrder } from "./stage-order.ts";
import type { StageItem, StagePlan, StageWishes } from "./stage-plan.ts";
import { planStage } from "./stage-plan.ts";

export type StagePerson = {
  readonly id: ParticipantId;
  readonly isSelf: boolean;
  readonly isSpeaking: boolean;
  readonly isCameraOn: boolean;
  /** The place in the queue of raised hands, from 1; 0 without one. */
  readonly hand: number;
};

export type StageNow = Omit<StageWishes, "self" | "others" | "active"> & {
  readonly people: readonly StagePerson[];
  readonly page: number;
  readonly corner: Corner;
};

export type StageView = { readonly plan: StagePlan; readonly layout: StageLayout };

/** A raised hand before the last voices, those before pictures, those before initials. */
const HAND_WORTH = Number.MAX_SAFE_INTEGER;
const VOICE_WORTH = 2;

export class StageKeeper {
  readonly #speaker = new ActiveSpeaker();
  readonly #order = new StageOrder();
  /** Who is large because they speak; null for nobody. */
  #large: ParticipantId | null = null;

  arrange(now: StageNow, shape: StageShape, at: Millis): StageView {
    const others = now.people.filter(({ isSelf }) => !isSelf);
    this.#hear(others, at);
    const self = now.people.find(({ isSelf }) => isSelf)?.id ?? null;
    const active = this.#speaker.current;
    const look = (first: number): StageView => {
      const plan = planStage({ ...now, self, active, others: this.#ordered(others, now, first) });
      return { plan, layout: layOutStage(shape, countsOf(plan, now, others)) };
    };
    const { plan, layout } = look(0);
    const [large] = plan.main;
    const isChosen = large && [...now.pins, ...now.spotlight].includes(large.id);
    this.#large = large?.source === "camera" && !isChosen ? large.id : null;
    // Whoever looks at another page isn't to see people leave it because they speak.
    if (layout.pages === 1 || layout.page > 0) return { plan, layout };
    const onFirst = [...plan.main, ...plan.rest.slice(0, layout.perPage)];
    return look(onFirst.filter(({ id, source }) => source === "camera" && id !== self).length);
  }

  /** Who holds the floor; null while nobody has spoken. */
  get speaker(): ParticipantId | null {
    return this.#speaker.current;
  }

  /** When somebody else is to be shown if all goes on as it does; null if nobody is. */
  nextWakeup(): Millis | null {
    return this.#speaker.nextWakeup();
  }

  #hear(others: readonly StagePerson[], at: Millis): void {
    const present = new Set(others.map(({ id }) => id));
    const speaking = new Set(others.filter(({ isSpeaking }) => isSpeaking).map(({ id }) => id));
    this.#speaker.handleSpeaking(speaking, present, at);
    const before = this.#large;
    const { current } = this.#speaker;
    const isNew = current !== null && before !== null && current !== before;
    if (isNew) this.#order.handleLarge(before, current);
  }

  #ordered(
    others: readonly StagePerson[],
    { pins, spotlight }: StageNow,
    first: number,
  ): readonly ParticipantId[] {
    const large = [this.#speaker.current, ...pins, ...spotlight];
    const people = others.map(({ id, hand, isCameraOn }) => {
      if (large.includes(id)) return { id, worth: Number.POSITIVE_INFINITY };
      const heardAt = this.#speaker.heardAt(id);
      const voice = heardAt === null ? Number(isCameraOn) : VOICE_WORTH + heardAt;
      return { id, worth: hand > 0 ? HAND_WORTH - hand : voice };
    });
    return this.#order.order(people, first);
  }
}

function countsOf(
  plan: StagePlan,
  { page, corner }: StageNow,
  others: readonly StagePerson[],
): StageCounts {
  const { main, rest } = plan;
  const isTheirs = ({ id, source }: StageItem) =>
    source === "screen" || others.some((one) => one.id === id);
  const hasPicture = ({ id, source }: StageItem) =>
    source === "screen" || others.some((one) => one.id === id && one.isCameraOn);
  const left = Math.max(1, VIDEO_SLOTS - main.filter(hasPicture).length);
  // One's own picture needs nothing of the server.
  const own = rest.length - rest.filter(isTheirs).length;
  const pictures = rest.filter(hasPicture).length > left ? left + own : rest.length;
  return {
    main: main.length,
    rest: rest.length,
    pictures,
    page,
    isScreen: main[0]?.source === "screen",
    corner: plan.floating === null ? null : corner,
  };
}
