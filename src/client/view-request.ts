// Tells the server which pictures this browser shows, so that its video slots carry those; only when that changed.

import type { Millis } from "../base/time.ts";
import type { ParticipantId } from "../protocol/ids.ts";
import { VIDEO_SLOTS, VIEW_WANTED_MAX } from "../protocol/limits.ts";
import type { ClientMessage, Wanted } from "../protocol/socket-messages.ts";

export type ViewMessage = Extract<ClientMessage, { type: "view" }>;

/** What the stage shows. One's own tiles may be among them: the server sends nobody their own. */
export type ShownTiles = {
  /** Larger than the others because the person chose so; whether in sight or not. */
  readonly pinned: readonly Wanted[];
  /** In sight, in the order of the stage; then what comes into sight next, if that is to be ready. */
  readonly visible: readonly Wanted[];
  readonly speaking: ReadonlySet<ParticipantId>;
};

/** Shorter tells of every tile that passes while somebody scrolls, longer leaves a page black. */
const INTERVAL_MS = 300;

/** Pixels. Larger asks for more than a tile shows, smaller tells of each step while a window is resized. */
const HEIGHT_STEP = 60;

/** What the message has room for, in whole steps. */
const HEIGHT_MAX = 0xffff - (0xffff % HEIGHT_STEP);

export class ViewRequest {
  /** Who of those in sight spoke, the last first: who is moved to the front stays near it. */
  #spoke: readonly ParticipantId[] = [];
  #wanted: readonly Wanted[] = [];
  #isNothing = false;
  #sent: string | null = null;
  #sentAt: Millis | null = null;

  handleTiles({ pinned, visible, speaking }: ShownTiles): void {
    this.#isNothing = false;
    const before = this.#spoke.filter((id) => !speaking.has(id));
    const inSight = new Set(visible.map(({ participantId }) => participantId));
    const known = this.#spoke.filter((id) => speaking.has(id));
    const begun = [...speaking].filter((id) => !known.includes(id));
    this.#spoke = [...begun, ...known, ...before].filter((id) => inSight.has(id));
    const isScreen = ({ source }: Wanted) => source === "screen";
    const rest = visible.filter((tile) => !isScreen(tile));
    // While all have a slot their order says nothing, and need not change with who speaks.
    const cameras = rest.length <= VIDEO_SLOTS ? rest : this.#speakersFirst(rest);
    this.#wanted = distinct([...pinned, ...visible.filter(isScreen), ...cameras]).slice(
      0,
      VIEW_WANTED_MAX,
    );
  }

  /** No picture is shown at all, and the server is to know that from the beginning. */
  handleNothing(): void {
    this.#isNothing = true;
    this.#wanted = [];
  }

  /** In a meeting that was entered anew nothing is known of what was told before. */
  handleEntered(): void {
    this.#sent = null;
    this.#sentAt = null;
  }

  /** @returns what is to be sent now; null when nothing changed, or it is too soon. */
  takeMessage(now: Millis): ViewMessage | null {
    const due = this.nextWakeup();
    if (due === null || now < due) return null;
    this.#sent = this.#key();
    this.#sentAt = now;
    return { type: "view", wanted: [...this.#wanted] };
  }

  /** When `takeMessage` has something; null while nothing changed. */
  nextWakeup(): Millis | null {
    if (this.#key() === (this.#sent ?? "")) return null;
    return ((this.#sentAt ?? Number.NEGATIVE_INFINITY) + INTERVAL_MS) as Millis;
  }

  #key(): string {
    return this.#isNothing ? "nothing" : keyOf(this.#wanted);
  }

  #speakersFirst(tiles: readonly Wanted[]): Wanted[] {
    const place = ({ participantId }: Wanted) => {
      const index = this.#spoke.indexOf(participantId);
      return index < 0 ? this.#spoke.length : index;
    };
    return [...tiles].sort((a, b) => place(a) - place(b));
  }
}

function keyOf(wanted: readonly Wanted[]): string {
  return wanted.map((tile) => `${nameOf(tile)} ${tile.height}`).join();
}

function nameOf({ participantId, source }: Wanted): string {
  return `${participantId} ${source}`;
}

/** Each once, where it comes first and as high as it comes at all; pictures only. */
function distinct(tiles: readonly Wanted[]): Wanted[] {
  const byName = new Map<string, Wanted>();
  for (const tile of tiles) {
    if (tile.source !== "camera" && tile.source !== "screen") continue;
    const before = byName.get(nameOf(tile))?.height ?? 0;
    const lines = Math.ceil(tile.height / HEIGHT_STEP) * HEIGHT_STEP;
    byName.set(nameOf(tile), { ...tile, height: Math.min(HEIGHT_MAX, Math.max(before, lines)) });
  }
  return [...byName.values()];
}
