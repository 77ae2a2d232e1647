// What a compromised server can do to the streams of its participants: drop, delay, double, reorder, replay and make up.

import { assert } from "../../src/base/assert.ts";
import type { ParticipantId } from "../../src/protocol/ids.ts";
import type { ServerMessage } from "../../src/protocol/socket-messages.ts";
import type { Person } from "../support/meeting-person.ts";
import type { MeetingWorld } from "../support/meeting-world.ts";

/** Of what was sent, to be played again to whomever. */
const HISTORY_MAX = 200;

export class LyingServer {
  readonly #world: MeetingWorld;
  readonly #random: () => number;
  readonly #history: ServerMessage[] = [];

  constructor(world: MeetingWorld, random: () => number) {
    this.#world = world;
    this.#random = random;
  }

  /** What arrives at `to` in place of `message`. */
  tamper(to: Person, message: ServerMessage): ServerMessage[] {
    this.#history.push(message);
    if (this.#history.length > HISTORY_MAX) this.#history.shift();
    const roll = this.#random();
    if (roll < 0.02) return [];
    if (roll < 0.05) return [message, message];
    if (roll < 0.08) {
      const { schedule } = this.#world;
      schedule.at(schedule.now + this.#random() * 3_000, async () => this.#world.pass(to, message));
      return [];
    }
    if (roll < 0.13) return [this.#forged(), message];
    return [message];
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.#random() * items.length)];
    assert(item !== undefined, "something to pick from");
    return item;
  }

  #anybody(): ParticipantId {
    return this.#pick(this.#world.people).id;
  }

  #forged(): ServerMessage {
    const participantId = this.#anybody();
    const epoch = BigInt(Math.floor(this.#random() * 12));
    const roll = this.#random();
    if (roll < 0.15) return { type: "departed", participantId };
    if (roll < 0.25) return { type: "connections", present: [participantId, this.#anybody()] };
    if (roll < 0.35) return { type: "commit-accepted", epoch };
    if (roll < 0.45) return { type: "commit-refused", epoch };
    if (roll < 0.5) return { type: "found" };
    const replayed = this.#pick(this.#history);
    // Another's knock, passed off as somebody's.
    return replayed.type === "knocking" && this.#random() < 0.5
      ? { ...replayed, participantId }
      : replayed;
  }
}
