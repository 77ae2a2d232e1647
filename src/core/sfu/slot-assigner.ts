// Decides what everybody's slots carry, from who is in, who speaks and what each receiver shows.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { AUDIO_SLOTS } from "../../protocol/limits.ts";
import type { SlotAssignment, Wanted } from "../../protocol/socket-messages.ts";
import { ActiveSpeakers } from "./active-speakers.ts";
import type { Showing } from "./layer-director.ts";
import type { ParticipantMedia } from "./participant-media.ts";
import type { Publication } from "./publication.ts";
import { type Candidate, CLAIM, type Claim } from "./slot-chooser.ts";
import { TokenBucket } from "./token-bucket.ts";

export type SlotsEffect = {
  readonly type: "slots";
  readonly to: ParticipantId;
  readonly assignments: readonly SlotAssignment[];
};

/** The list of effects of an event. */
type SlotsSink = { push(effect: SlotsEffect): void };

/** Longer leaves slots to who has ceased to need them, shorter computes for nothing. */
const INTERVAL_MS = 1_000;

/**
 * At once, or else at the next tick: a publisher that comes and goes with each packet, or a receiver
 * that scrolls, shall not make us assign everybody's slots each time.
 */
const PROMPT_PER_SECOND = 4;
const PROMPT_BURST = 8;

/**
 * Screens that come before cameras unasked: a receiver learns of one by its first picture. More lets
 * a few who only tease push out the faces, fewer keeps a second screen from whoever doesn't ask.
 */
const SCREENS_UNASKED = 2;

/** What a router asks of it. */
export type Assigner = Pick<SlotAssigner, keyof SlotAssigner>;

/** Of a screen that nobody asked for: its first picture tells of it. */
const UNASKED_HEIGHT = 1;

type View = { readonly prompt: TokenBucket; wanted: readonly Wanted[] };

/** Those of all publishers, the best first. */
type Ranked = readonly Candidate<Publication>[];

export class SlotAssigner {
  readonly #participants: ReadonlyMap<ParticipantId, ParticipantMedia>;
  readonly #admitted: ReadonlySet<ParticipantId>;
  readonly #speakers = new ActiveSpeakers<Publication>(AUDIO_SLOTS);
  readonly #views = new Map<ParticipantId, View>();
  readonly #prompt = new TokenBucket(PROMPT_PER_SECOND, PROMPT_BURST);
  /** Receivers whose pictures are to be chosen again, and when. */
  readonly #due = new Map<ParticipantId, number>();
  #dueAt: number = Number.NEGATIVE_INFINITY;
  #changes = 0;
  #flowing: ReadonlySet<Publication> = new Set();
  #sounds: Ranked = [];
  #pictures: Ranked = [];
  #screens: readonly Publication[] = [];
  #speaking: ReadonlySet<ParticipantId> = new Set();

  constructor(
    participants: ReadonlyMap<ParticipantId, ParticipantMedia>,
    admitted: ReadonlySet<ParticipantId>,
  ) {
    this.#participants = participants;
    this.#admitted = admitted;
  }

  /** Whether a packet of `publication` is to be forwarded. @param level of RFC 6464, 0 to 127. */
  handleSound(publication: Publication, level: number, now: Millis, out: SlotsSink): boolean {
    const hearing = this.#speakers.handleLevel(publication, level, now);
    if (hearing === "inaudible") return false;
    if (this.#changes !== this.#speakers.changes) this.#assignSounds(now, out);
    if (hearing === "resumed") for (const slot of publication.slots) slot.resume();
    return true;
  }

  /** A publication began to flow, or ended. */
  handleFlow(now: Millis, out: SlotsSink): void {
    if (this.#prompt.take(now)) this.assign(now, out);
    else this.#dueAt = now;
  }

  /** A receiver shows other publications than before: the foremost first. */
  handleView(
    participantId: ParticipantId,
    wanted: readonly Wanted[],
    now: Millis,
    out: SlotsSink,
  ): void {
    if (!this.#admitted.has(participantId)) return;
    const view = this.#views.get(participantId) ?? {
      prompt: new TokenBucket(PROMPT_PER_SECOND, PROMPT_BURST),
      wanted,
    };
    view.wanted = wanted;
    this.#views.set(participantId, view);
    if (view.prompt.take(now)) this.#assignPictures(participantId, now, out);
    else this.#due.set(participantId, now);
  }

  /** @returns how a receiver shows what it carries; null when it said that it doesn't. */
  showing(to: ParticipantId, publication: Publication): Showing | "whole" | null {
    const { participantId, negotiated } = publication;
    const view = this.#views.get(to);
    const isSpeaking = this.#speaking.has(participantId);
    // Who didn't say yet may show everything as large as it comes.
    if (view === undefined) return { height: Number.POSITIVE_INFINITY, rank: 0, isSpeaking };
    const rank = view.wanted.findIndex(
      (wanted) => wanted.participantId === participantId && wanted.source === negotiated.source,
    );
    const wanted = view.wanted[rank];
    if (wanted !== undefined) return { height: wanted.height, rank, isSpeaking };
    // Who shows no picture at all wants no screen either.
    const isUnasked = negotiated.source === "screen" && view.wanted.length > 0;
    return isUnasked ? { height: UNASKED_HEIGHT, rank: view.wanted.length, isSpeaking } : null;
  }

  handleRemoved(participantId: ParticipantId): void {
    this.#views.delete(participantId);
    this.#due.delete(participantId);
  }

  handleTick(now: Millis, out: SlotsSink): void {
    this.#speakers.handleTick(now);
    if (now >= this.#dueAt || this.#hasFlowChanged(now)) {
      this.assign(now, out);
      return;
    }
    for (const [participantId, dueAt] of [...this.#due]) {
      if (now >= dueAt) this.#assignPictures(participantId, now, out);
    }
  }

  /** Makes everybody's slots carry what there is to carry, and tells of the changes. */
  assign(now: Millis, out: SlotsSink): void {
    this.#dueAt = now + INTERVAL_MS;
    this.#rank(now);
    for (const [to, { slots }] of this.#participants) {
      const changed = slots.carry("audio", this.#soundsFor(to), now);
      changed.push(...this.#carryPictures(to, now));
      tell(to, changed, out);
    }
  }

  /** Somebody else is heard now; the pictures follow at the next tick. */
  #assignSounds(now: Millis, out: SlotsSink): void {
    this.#dueAt = now;
    this.#rankSounds();
    for (const [to, { slots }] of this.#participants) {
      tell(to, slots.carry("audio", this.#soundsFor(to), now), out);
    }
  }

  #assignPictures(to: ParticipantId, now: Millis, out: SlotsSink): void {
    this.#due.delete(to);
    tell(to, this.#carryPictures(to, now), out);
  }

  #carryPictures(to: ParticipantId, now: Millis): SlotAssignment[] {
    const slots = this.#participants.get(to)?.slots;
    if (slots === undefined) return [];
    const changed = slots.carry("video", this.#picturesFor(to, slots.video().length), now);
    if (slots.dueAt === null) this.#due.delete(to);
    else this.#due.set(to, slots.dueAt);
    return changed;
  }

  #hasFlowChanged(now: Millis): boolean {
    for (const [participantId, { publications }] of this.#participants) {
      if (!this.#admitted.has(participantId)) continue;
      for (const publication of publications) {
        if (publication.isFlowing(now) !== this.#flowing.has(publication)) return true;
      }
    }
    return false;
  }

  #rank(now: Millis): void {
    const sounds = new Set<Publication>();
    const pictures: Candidate<Publication>[] = [];
    const flowing = new Set<Publication>();
    const screens: Publication[] = [];
    const spokeAt = new Map<Publication, number>();
    for (const [participantId, participant] of this.#participants) {
      if (!this.#admitted.has(participantId)) continue;
      const voice = participant.bySource("microphone");
      const speechAt = voice && this.#speakers.spokeAt(voice, now);
      for (const publication of participant.publications) {
        const { source } = publication.negotiated;
        const isFlowing = publication.isFlowing(now);
        if (isFlowing) flowing.add(publication);
        if (source === "microphone" || (source === "screen-audio" && isFlowing)) {
          sounds.add(publication);
        } else if (source === "camera") {
          pictures.push({ item: publication, claim: claimOf(isFlowing, speechAt !== null) });
          spokeAt.set(publication, speechAt ?? 0);
        } else if (source === "screen" && isFlowing) {
          screens.push(publication);
        }
      }
    }
    this.#speakers.setPublications(sounds);
    this.#rankSounds();
    const recency = ({ item }: Candidate<Publication>) => spokeAt.get(item) ?? 0;
    this.#speaking = new Set(
      [...spokeAt].filter(([, spoke]) => spoke > 0).map(([{ participantId }]) => participantId),
    );
    this.#pictures = pictures.sort((a, b) => b.claim - a.claim || recency(b) - recency(a));
    this.#screens = screens;
    this.#flowing = flowing;
  }

  #rankSounds(): void {
    this.#changes = this.#speakers.changes;
    this.#sounds = this.#speakers.placed.map((item) => ({
      item,
      claim: this.#speakers.isLoud(item) ? CLAIM.wanted : CLAIM.flowing,
    }));
  }

  /** Nothing to who isn't admitted: it holds no keys, and shall not learn who is there. */
  #soundsFor(to: ParticipantId): Ranked {
    if (!this.#admitted.has(to)) return [];
    return this.#sounds.filter(({ item }) => item.participantId !== to);
  }

  /** As many as there are slots are wanted, of screens before cameras; the others come after them. */
  #picturesFor(to: ParticipantId, count: number): Ranked {
    if (!this.#admitted.has(to)) return [];
    const isOthers = ({ participantId }: Publication) => participantId !== to;
    const shown = this.#shownBy(to).filter(isOthers);
    const screens = this.#screens.filter(isOthers);
    const asked = shown.filter(({ negotiated }) => negotiated.source === "screen");
    const unasked = screens.filter((screen) => !asked.includes(screen));
    const cameras = shown.filter(({ negotiated }) => negotiated.source === "camera");
    const first = [...asked, ...unasked.slice(0, SCREENS_UNASKED), ...cameras].slice(0, count);
    const wanted = new Set(first);
    const late = screens.filter((screen) => !wanted.has(screen));
    return [
      ...first.map((item) => ({ item, claim: CLAIM.wanted })),
      ...late.map((item) => ({ item, claim: CLAIM.speaking })),
      ...this.#pictures.filter(({ item }) => isOthers(item) && !wanted.has(item)),
    ];
  }

  /** What the receiver asked for and can have, once each, the foremost first. */
  #shownBy(to: ParticipantId): Publication[] {
    const shown = new Set<Publication>();
    for (const { participantId, source } of this.#views.get(to)?.wanted ?? []) {
      const publication = this.#participants.get(participantId)?.bySource(source);
      if (publication?.isVideo && this.#flowing.has(publication)) shown.add(publication);
    }
    return [...shown];
  }
}

function claimOf(isFlowing: boolean, isSpeaking: boolean): Claim {
  if (!isFlowing) return CLAIM.idle;
  return isSpeaking ? CLAIM.speaking : CLAIM.flowing;
}

function tell(to: ParticipantId, assignments: readonly SlotAssignment[], out: SlotsSink): void {
  if (assignments.length > 0) out.push({ type: "slots", to, assignments });
}
