// Which slot of one participant carries which publication of the others.

import type { Millis } from "../../base/time.ts";
import type { Kind, SlotAssignment, Source } from "../../protocol/socket-messages.ts";
import type { SendRtp } from "./media-packet.ts";
import type { NegotiatedSlot } from "./negotiated-media.ts";
import type { Publication } from "./publication.ts";
import { type Receiver, Slot } from "./slot.ts";
import { type Candidate, type Holds, SlotChooser } from "./slot-chooser.ts";

/** What is heard and seen together. */
const COMPANION: Readonly<Record<Source, Source>> = {
  microphone: "camera",
  camera: "microphone",
  screen: "screen-audio",
  "screen-audio": "screen",
};

const OTHER: Readonly<Record<Kind, Kind>> = { audio: "video", video: "audio" };

/** Longer leaves who speaks unseen and a page that was turned empty, shorter flickers. */
const PICTURE_HOLDS: Holds = [2_000, 2_000, 2_000, 250];

/** Who is to be heard was chosen already, for everybody. */
const SOUND_HOLDS: Holds = [0, 0, 0, 0];

/**
 * The answer puts the audio and the video slot of the same number in one stream, which browsers play
 * in step: so a microphone and its camera get the same number wherever that can be had.
 */
export class SlotTable {
  readonly #slots: Readonly<Record<Kind, readonly Slot[]>>;
  readonly #choosers: Readonly<Record<Kind, SlotChooser<Publication>>>;
  readonly #bySsrc = new Map<number, Slot>();
  #hasChanged = false;

  constructor(receiver: Receiver, negotiated: readonly NegotiatedSlot[]) {
    const slots = negotiated.map((slot) => new Slot(receiver, slot));
    const audio = slots.filter((slot) => slot.negotiated.kind === "audio");
    const video = slots.filter((slot) => slot.negotiated.kind === "video");
    this.#slots = { audio, video };
    this.#choosers = {
      audio: new SlotChooser(audio.length, SOUND_HOLDS),
      video: new SlotChooser(video.length, PICTURE_HOLDS),
    };
    for (const slot of slots) this.#bySsrc.set(slot.negotiated.ssrc, slot);
  }

  all(): Iterable<Slot> {
    return this.#bySsrc.values();
  }

  bySsrc(ssrc: number): Slot | null {
    return this.#bySsrc.get(ssrc) ?? null;
  }

  /** @returns what a probe of the downlink is filled with; null when there is no slot for it. */
  padding(bytes: number): SendRtp | null {
    const slots = this.#slots.video;
    const slot = slots.find(({ publication }) => publication !== null) ?? slots[0];
    return slot?.padding(bytes) ?? null;
  }

  video(): readonly Slot[] {
    return this.#slots.video;
  }

  /** @returns whether its pictures changed since the last call. */
  takeChange(): boolean {
    const hasChanged = this.#hasChanged;
    this.#hasChanged = false;
    return hasChanged;
  }

  /** When its pictures are to be chosen again because one was held; null when none was. */
  get dueAt(): Millis | null {
    return this.#choosers.video.dueAt;
  }

  /** Chooses anew what the slots of one kind carry. @returns the slots that changed. */
  carry(kind: Kind, candidates: readonly Candidate<Publication>[], now: Millis): SlotAssignment[] {
    const chooser = this.#choosers[kind];
    const numbers = chooser.choose(candidates, now, (item) => this.#numberBeside(item));
    if (kind === "video" && numbers.length > 0) this.#hasChanged = true;
    return numbers.map((number) => {
      const carried = chooser.itemAt(number);
      this.#slots[kind][number]?.carry(carried);
      const from =
        carried === null
          ? null
          : { participantId: carried.participantId, source: carried.negotiated.source };
      return { kind, slot: number, from };
    });
  }

  /** That of its companion, else the first that is free in both kinds; -1 when there is neither. */
  #numberBeside({ participantId, negotiated: { kind, source } }: Publication): number {
    const own = this.#choosers[kind];
    const others = this.#choosers[OTHER[kind]];
    let pair = -1;
    for (let number = 0; number < own.count; number++) {
      const beside = number < others.count ? others.itemAt(number) : null;
      const isCompanion =
        beside?.participantId === participantId && beside.negotiated.source === COMPANION[source];
      if (isCompanion) return number;
      if (pair < 0 && beside === null && own.itemAt(number) === null) pair = number;
    }
    return pair;
  }
}
