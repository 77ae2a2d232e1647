// A call of a few headless participants who come back by themselves: whether it is one, and whether it goes on.

import { encodeFragment } from "../../src/core/link/fragment.ts";
import { createDtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import { syntheticFrames } from "../bench/synthetic-frames.ts";
import type { Invitation } from "./headless-participant.ts";
import { ReturningParticipant } from "./returning-participant.ts";
import { until } from "./service.ts";
import { makeMeeting } from "./visitor.ts";

const CAMERA = { frames: syntheticFrames(20), framesPerSecond: 5, voice: [] };
const certificate = await createDtlsCertificate();

/** @param startKey of the operator, where one is needed. @throws Error with the server's reason. */
export async function inviteAt(url: string, startKey = ""): Promise<Invitation> {
  const made = await makeMeeting(url, startKey);
  if (!made.ok) throw new Error(made.reason);
  const { meetingId, fragment } = made.value;
  return { url, meetingId, fragment: encodeFragment(fragment) };
}

export class RunningCall {
  readonly invitation: Invitation;
  readonly people: ReturningParticipant[] = [];

  constructor(invitation: Invitation) {
    this.invitation = invitation;
  }

  /** Begins to come in. */
  join(...names: readonly string[]): void {
    for (const name of names) {
      const person = new ReturningParticipant(this.invitation, name, certificate, CAMERA);
      this.people.push(person);
    }
  }

  /** How often each came in. */
  get entries(): readonly number[] {
    return this.people.map(({ entries }) => entries);
  }

  /** All of them in one group, and each sees somebody since it came in last. */
  get isWhole(): boolean {
    const { people } = this;
    const digits = new Set(people.map(({ current }) => current.digits));
    const isGroup = people.every(({ current }) => current.members === people.length);
    return isGroup && digits.size === 1 && people.every(({ pictures }) => pictures > 0);
  }

  async whole(): Promise<void> {
    await until(`one call of ${this.people.length}`, () => this.isWhole);
  }

  /** Whole, after each came in once more than `entries`. */
  async wholeAgain(entries: readonly number[]): Promise<void> {
    await until("the return", () =>
      this.entries.every((count, place) => count > (entries[place] ?? 0)),
    );
    await this.whole();
  }

  /** Each sees more pictures than now. */
  async goesOn(): Promise<void> {
    const seen = this.people.map(({ pictures }) => pictures);
    await until("more pictures", () =>
      this.people.every(({ pictures }, place) => pictures > (seen[place] ?? 0)),
    );
  }

  leave(): void {
    for (const person of this.people) person.leave();
  }
}
