// What must hold of every run, each with its own name; they know nothing of how the run came about.

import { STUCK_MS } from "../../src/core/mls/commit-desk.ts";
import type { EpochSeen, Person } from "../support/meeting-person.ts";
import type { MeetingWorld } from "../support/meeting-world.ts";
import type { Seal } from "./frame-workers.ts";
import type { Play } from "./play.ts";

/** Thrown by a checker; the run's seed tells the rest. */
class Violation extends Error {
  override readonly name = "Violation";
}

function must(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Violation(what);
}

/** All that can be compared of two sights of one epoch. */
function shown({ epoch, baseKey, digits, roster, policy }: EpochSeen): string {
  const grants = policy.grants.map(({ participantId }) => participantId);
  const groupId = [...policy.groupId];
  return JSON.stringify([String(epoch), baseKey, digits, roster, { ...policy, grants, groupId }]);
}

export function oneAcceptedCommitAnEpoch({ accepted }: MeetingWorld): void {
  must(new Set(accepted).size === accepted.length, `accepted twice: ${accepted.join("; ")}`);
}

export function equalEpochMeansEqualAuthenticatorAndPolicy({ people }: MeetingWorld): void {
  const byDigits = new Map<string, string>();
  const byKey = new Map<string, string>();
  for (const seen of people.flatMap(({ epochs }) => epochs)) {
    const { digits, baseKey } = seen;
    must((byDigits.get(digits) ?? shown(seen)) === shown(seen), `two sights of ${digits}`);
    must((byKey.get(baseKey) ?? digits) === digits, `one key under two codes: ${digits}`);
    byDigits.set(digits, shown(seen));
    byKey.set(baseKey, digits);
  }
}

/** Whoever is out gets all commits of the meeting, and learns no key of an epoch without it. */
export function aRemovedMemberExportsNoLaterKey({ people }: MeetingWorld): void {
  const rosterOfKey = new Map<string, ReadonlySet<string>>();
  for (const { baseKey, roster } of people.flatMap(({ epochs }) => epochs)) {
    rosterOfKey.set(baseKey, new Set(roster.map(({ participantId }) => participantId)));
  }
  for (const { id, name, epochs } of people) {
    for (const { baseKey } of epochs) {
      must(rosterOfKey.get(baseKey)?.has(id) ?? false, `${name} has the key of others`);
    }
  }
}

/** Each change from one epoch to the next, as one person saw it, with who came in. */
function* changes(world: MeetingWorld): Generator<[EpochSeen, EpochSeen, Person[]]> {
  for (const { epochs } of world.people) {
    for (const [index, after] of epochs.entries()) {
      const before = epochs[index - 1];
      if (before === undefined) continue;
      const known = new Set(before.roster.map(({ participantId }) => participantId));
      const added = after.roster.flatMap(({ participantId }) => {
        const person = world.person(participantId);
        return known.has(participantId) || person === undefined ? [] : [person];
      });
      yield [before, after, added];
    }
  }
}

export function nobodyIsAddedWhileLocked(world: MeetingWorld): void {
  for (const [before, after, added] of changes(world)) {
    for (const { isHost, isReturning, name } of added) {
      const isLocked = before.policy.isLocked || after.policy.isLocked;
      must(isHost || isReturning || !isLocked, `${name} came into a locked meeting`);
    }
  }
}

export function nobodyIsAddedWithoutAdmission(world: MeetingWorld): void {
  for (const [before, after, added] of changes(world)) {
    if (!before.policy.hasWaitingRoom && !after.policy.hasWaitingRoom) continue;
    for (const { isHost, isReturning, id, name } of added) {
      must(isHost || isReturning || world.admitted.has(id), `${name} came past the waiting room`);
    }
  }
}

export function anOldLinkNeverOpens(world: MeetingWorld): void {
  for (const [before, after, added] of changes(world)) {
    for (const { came, name } of added) {
      const { linkGeneration } = after.policy;
      must(came.generation === before.policy.linkGeneration, `${name} came by an old link`);
      must(came.generation === linkGeneration, `${name} came while the link was replaced`);
    }
  }
}

/** Each policy is a later one than that before, and signed by the way of its version. */
export function policiesOnlyGoForward(world: MeetingWorld): void {
  for (const [before, after] of changes(world)) {
    const isSame =
      before.policy === after.policy ||
      shown({ ...before, policy: after.policy }) === shown(before);
    must(isSame || after.policy.version > before.policy.version, "a policy went back");
  }
}

/** Whatever else goes on: a client whose commits have no effect leaves, and says what came to nothing. */
const ACT_MS = STUCK_MS + 45_000;

/** Of those whose connection lasted: who is cut off has the acts that their page remembers. */
export function everyActIsDoneOrRefusedInTime({ people, schedule }: MeetingWorld): void {
  for (const { name, acts, isCut } of people) {
    for (const { type, at, doneAt } of acts) {
      const isInTime = doneAt === null ? schedule.now - at < ACT_MS : doneAt - at < ACT_MS;
      must(isInTime || (isCut && doneAt === null), `${name}'s "${type}" of ${at}: ${doneAt}`);
    }
  }
}

/** Of a run with an honest server only. */
export function nobodyWasAlarmedOrCastOut({ people }: MeetingWorld): void {
  for (const { alarms, left, name } of people) {
    must(alarms.length === 0, `${name} was alarmed: ${JSON.stringify(alarms)}`);
    // A founder who was too late has to come again; after a restart a lock shuts strangers out as before.
    must([null, "removed", "group-lost", "locked"].includes(left), `${name} left: ${left}`);
  }
}

/** Of a run with an honest server only. */
export function afterHealingEveryoneIsInOneEpoch({ world, isMicOn }: Play): void {
  const present = world.present();
  const [first] = present;
  const names = present.map(({ name }) => name).sort();
  for (const person of present) {
    must(person.last?.digits === first?.last?.digits, `${person.name} is in another epoch`);
    must([...person.sees].sort().join() === names.join(), `${person.name} sees ${person.sees}`);
    for (const other of present) {
      if (other === person) continue;
      const told = person
        .all("signal")
        .flatMap(({ from, signal }) =>
          from === other.id && signal.type === "status" ? [signal] : [],
        );
      const isRight = told.at(-1)?.isMicOn === isMicOn.get(other);
      must(isRight, `${person.name} is wrong about ${other.name}'s microphone`);
    }
  }
}

/** Whatever the server does. */
export function noLineIsHeardTwice({ people }: MeetingWorld): void {
  for (const { chat, name } of people) {
    must(new Set(chat).size === chat.length, `${name} heard twice: ${chat.join("; ")}`);
  }
}

/** Of a run with an honest server only, and of those whose connection lasted. */
export function everyLineIsHeard({ world }: Play): void {
  const present = world.present();
  for (const author of present) {
    for (const { text, hearers } of author.said) {
      for (const hearer of present) {
        if (hearer === author || !hearers.includes(hearer.id)) continue;
        const isHeard = hearer.chat.includes(`${author.name}: ${text}`);
        must(isHeard, `${hearer.name} missed "${text}" of ${author.name}`);
      }
    }
  }
}

/**
 * Whoever sees two frames under one key and nonce has the sum of what was said in them, and can forge.
 * Nor does a key belong to two people: their counters know nothing of each other.
 */
export function noKeySealsTwoFramesUnderOneCounter(seals: readonly Seal[]): void {
  const owners = new Map<string, string>();
  const used = new Set<string>();
  for (const { by, key, nonce, kid, ctr } of seals) {
    must((owners.get(key) ?? `${by} ${kid}`) === `${by} ${kid}`, `${by} and another have one key`);
    owners.set(key, `${by} ${kid}`);
    for (const what of [`${key} ${nonce}`, `${key} ${kid}/${ctr}`]) {
      must(!used.has(what), `${by} sealed twice under KID ${kid}, CTR ${ctr}`);
      used.add(what);
    }
  }
}

export function checkSafety({ world, frames }: Play): void {
  noKeySealsTwoFramesUnderOneCounter(frames.seals);
  oneAcceptedCommitAnEpoch(world);
  equalEpochMeansEqualAuthenticatorAndPolicy(world);
  aRemovedMemberExportsNoLaterKey(world);
  nobodyIsAddedWhileLocked(world);
  nobodyIsAddedWithoutAdmission(world);
  anOldLinkNeverOpens(world);
  policiesOnlyGoForward(world);
  everyActIsDoneOrRefusedInTime(world);
  noLineIsHeardTwice(world);
}

export function checkHealth(play: Play): void {
  nobodyWasAlarmedOrCastOut(play.world);
  afterHealingEveryoneIsInOneEpoch(play);
  everyLineIsHeard(play);
}
