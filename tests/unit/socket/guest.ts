// A client by script: it enters, knocks, founds, adds and removes as the real one does, with messages of the sizes
// that X-Wing's have and nothing in them.

import type { Bytes } from "../../../src/base/bytes.ts";
import { concat, utf8 } from "../../../src/base/bytes.ts";
import type { Millis } from "../../../src/base/time.ts";
import { commitDelayMs } from "../../../src/core/mls/committer.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import type { ServerMessage } from "../../../src/protocol/socket-messages.ts";
import { privateMessage } from "../delivery/messages.ts";
import type { Person, World } from "./world.ts";
import { GROUP } from "./world.ts";

/** A key package, sealed. */
const KNOCK_BYTES = 3_000;
/** For each Add in a commit, and for each leaf that its path has to reach while the tree is blank. */
const ADD_BYTES = 2_800;
const PATH_BYTES = 1_200;
/** For each leaf in a Welcome's tree, and for each joiner's secrets: 207 kB when 50 join 50. */
const LEAF_BYTES = 1_500;
const SECRETS_BYTES = 1_200;

/** As the real members do it. */
const ADDS_MAX = 32;

/** Two POSTs and the arithmetic of SRP, on a slow phone. */
const ENTRY_MS = 400;

type Change = { readonly added: ParticipantId[]; readonly removed: ParticipantId[] };

export class Guest {
  readonly #world: World;
  readonly #uplinkBytesPerS: number;
  /** How long it waits for more to commit once there is something. */
  readonly #gatherMs: number;
  readonly #knocks = new Set<ParticipantId>();
  readonly #gone = new Set<ParticipantId>();
  person: Person;
  /** How often it came through SRP. */
  entries = 0;
  commits = 0;
  /** When it became a member; null while it isn't one. */
  memberSince: Millis | null = null;
  #epoch = 0n;
  /** In the order of their leaves. */
  #members: readonly ParticipantId[] = [];
  /** The change under way to the server. */
  #sent: Change | null = null;
  #stopPlan: (() => void) | null = null;

  constructor(world: World, { uplinkBytesPerS = Number.POSITIVE_INFINITY, gatherMs = 0 } = {}) {
    this.#world = world;
    this.#uplinkBytesPerS = uplinkBytesPerS;
    this.#gatherMs = gatherMs;
    this.person = this.#enter();
  }

  /** Everybody of whom it knows that they are members, in order: equal for all when all is well. */
  get members(): readonly ParticipantId[] {
    return this.#members;
  }

  #enter(): Person {
    this.entries++;
    const person = this.#world.person();
    person.listener = (event) => {
      if (event === "session") {
        person.signaling.send({ type: "knock", sealed: new Uint8Array(KNOCK_BYTES) });
      } else if ("ended" in event) this.#enterAnew();
      else this.#hear(event);
      person.heard.length = 0;
    };
    return person;
  }

  #enterAnew(): void {
    this.memberSince = null;
    this.#members = [];
    this.#knocks.clear();
    this.#gone.clear();
    this.#settle(null);
    this.#world.time.startTimer(() => {
      this.person = this.#enter();
    }, ENTRY_MS);
  }

  #hear(message: ServerMessage): void {
    switch (message.type) {
      case "found":
        this.person.signaling.send({ type: "founded", groupId: GROUP });
        this.#join(0n, [this.person.id]);
        break;
      case "welcome":
        this.#join(...readWelcome(message.message));
        break;
      case "knocking":
        this.#knocks.add(message.participantId);
        break;
      case "departed":
        this.#knocks.delete(message.participantId);
        this.#gone.add(message.participantId);
        break;
      case "commit":
        this.#advance(message, this.#sent);
        break;
      case "commit-accepted":
        if (this.#sent !== null) this.#advance(this.#sent, null);
        break;
      case "commit-refused":
        this.#settle(null);
        break;
    }
    this.#plan();
  }

  #join(epoch: bigint, members: readonly ParticipantId[]): void {
    this.memberSince = this.#world.time.clock();
    this.#epoch = epoch;
    this.#members = members;
  }

  #advance({ added, removed }: Change, sent: Change | null): void {
    this.#epoch++;
    this.#members = membersAfter(this.#members, { added, removed });
    for (const id of added) this.#knocks.delete(id);
    this.#settle(sent);
  }

  /** Whatever was planned counts from the start again. */
  #settle(sent: Change | null): void {
    this.#sent = sent;
    this.#stopPlan?.();
    this.#stopPlan = null;
  }

  /** As the real committers: the first by rank at once, each next one a step later. */
  #plan(): void {
    const isIdle = this.#stopPlan === null && this.#sent === null;
    if (this.memberSince === null || !isIdle || this.#work() === null) return;
    const able = this.#members.flatMap((id, leaf) => (this.#gone.has(id) ? [] : [leaf]));
    const delayMs = commitDelayMs(able, this.#members.indexOf(this.person.id), this.#epoch);
    const startTimer = this.#world.time.startTimer;
    this.#stopPlan = startTimer(() => this.#commit(), this.#gatherMs + delayMs);
  }

  #work(): Change | null {
    const removed = this.#members.filter((id) => this.#gone.has(id));
    const added = [...this.#knocks].slice(0, ADDS_MAX);
    return added.length + removed.length === 0 ? null : { added, removed };
  }

  /** A slow line takes its time over it, and nothing can call it back. */
  #commit(): void {
    const change = this.#work();
    this.#settle(change);
    if (change === null) return;
    this.commits++;
    const { person } = this;
    const members = membersAfter(this.#members, change);
    const message = padded(
      privateMessage(GROUP, this.#epoch, "commit"),
      change.added.length * ADD_BYTES + this.#members.length * PATH_BYTES,
    );
    const welcome =
      change.added.length === 0
        ? new Uint8Array(0)
        : padded(
            utf8(`${this.#epoch + 1n}\n${members.join(" ")}\n`),
            members.length * LEAF_BYTES + change.added.length * SECRETS_BYTES,
          );
    const uploadMs = ((message.length + welcome.length) / this.#uplinkBytesPerS) * 1000;
    this.#world.time.startTimer(
      () => person.signaling.send({ type: "commit", message, welcome, ...change }),
      uploadMs,
    );
  }
}

function membersAfter(
  members: readonly ParticipantId[],
  { added, removed }: Change,
): readonly ParticipantId[] {
  return [...members.filter((id) => !removed.includes(id)), ...added];
}

function padded(head: Bytes, byteLength: number): Bytes {
  return concat(head, new Uint8Array(Math.max(0, byteLength - head.length)));
}

function readWelcome(bytes: Uint8Array): [bigint, ParticipantId[]] {
  const [epoch = "", members = ""] = new TextDecoder().decode(bytes).split("\n");
  return [BigInt(epoch), members.split(" ") as ParticipantId[]];
}
