// A process full of headless participants, told by its parent who comes, speaks and goes: `crowd.ts` starts several.

import type { Failure } from "../../src/client/failure.ts";
import type { ParticipantId } from "../../src/protocol/ids.ts";
import { createDtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import { HeadlessMedia, type HeadlessSource } from "./headless-media.ts";
import { HeadlessParticipant, type Invitation, type Traffic } from "./headless-participant.ts";

export type ToCrowd =
  | {
      readonly type: "join";
      readonly invitation: Invitation;
      readonly names: readonly string[];
      /** What each sends; null for people without media. */
      readonly source: HeadlessSource | null;
    }
  | { readonly type: "leave"; readonly names: readonly string[] }
  /** Their devices are gone from one moment to the next. */
  | { readonly type: "vanish"; readonly names: readonly string[] }
  | { readonly type: "speak"; readonly name: string; readonly isSpeaking: boolean }
  /** Answered by a `report`. */
  | { readonly type: "report" };

/** Times are of the Unix epoch in milliseconds, and so the same in every process. */
export type PersonReport = {
  readonly name: string;
  readonly participantId: ParticipantId | null;
  readonly members: number;
  readonly epoch: number;
  readonly digits: string;
  readonly joinedAt: number | null;
  readonly sawVideoAt: number | null;
  readonly pictures: number;
  readonly alarms: readonly string[];
  readonly ended: Failure | null | undefined;
  readonly traffic: Traffic;
};

export type FromCrowd =
  | { readonly type: "ready" }
  | { readonly type: "report"; readonly people: readonly PersonReport[] };

const certificate = await createDtlsCertificate();
const people = new Map<string, HeadlessParticipant>();

function tell(message: FromCrowd): void {
  process.send?.(message);
}

function sinceEpoch(at: number | null): number | null {
  return at === null ? null : performance.timeOrigin + at;
}

function reportOf(person: HeadlessParticipant): PersonReport {
  const { name, participantId, members, epoch, digits, alarms, ended, traffic, media } = person;
  return {
    name,
    participantId,
    members,
    epoch,
    digits,
    joinedAt: sinceEpoch(person.joinedAt),
    sawVideoAt: sinceEpoch(media?.sawVideoAt ?? null),
    pictures: media?.pictures ?? 0,
    alarms,
    ended,
    traffic,
  };
}

function take(names: readonly string[], part: (person: HeadlessParticipant) => void): void {
  for (const name of names) {
    const person = people.get(name);
    if (person !== undefined) part(person);
    people.delete(name);
  }
}

process.on("message", (message: ToCrowd) => {
  switch (message.type) {
    case "join":
      for (const name of message.names) {
        const media = message.source && new HeadlessMedia(certificate, message.source);
        people.set(name, new HeadlessParticipant(message.invitation, name, media));
      }
      break;
    case "leave":
      take(message.names, (person) => person.leave());
      break;
    case "vanish":
      take(message.names, (person) => person.vanish());
      break;
    case "speak": {
      const media = people.get(message.name)?.media;
      if (media) media.isSpeaking = message.isSpeaking;
      break;
    }
    case "report":
      tell({ type: "report", people: [...people.values()].map(reportOf) });
      break;
  }
});
process.on("disconnect", () => process.exit(0));
tell({ type: "ready" });
