// A whole server below HTTP, with people at the other end of fake wires, in virtual time.

import type { Bytes } from "../../../src/base/bytes.ts";
import { Secret } from "../../../src/base/secret.ts";
import type { Day } from "../../../src/base/time.ts";
import type { Failure } from "../../../src/client/failure.ts";
import { Signaling } from "../../../src/client/signaling.ts";
import type { MeetingId, ParticipantId, SessionId } from "../../../src/protocol/ids.ts";
import {
  PARTICIPANTS_MAX,
  SRP_NUMBER_BYTES,
  SRP_SALT_BYTES,
} from "../../../src/protocol/limits.ts";
import type { RejectReason } from "../../../src/protocol/reject.ts";
import type {
  ClientMessage,
  FileReject,
  ServerMessage,
} from "../../../src/protocol/socket-messages.ts";
import { Links } from "../../../src/server/entry/links.ts";
import type { Session } from "../../../src/server/entry/sessions.ts";
import { Sessions } from "../../../src/server/entry/sessions.ts";
import type { MediaPort } from "../../../src/server/media-port.ts";
import { LiveMeetings } from "../../../src/server/meetings.ts";
import type { SocketPort } from "../../../src/server/runtime/runtime.ts";
import { openSocket } from "../../../src/server/socket.ts";
import { openDatabase } from "../../../src/server/store/database.ts";
import { Meetings } from "../../../src/server/store/meetings.ts";
import { payloadOf, privateMessage } from "../delivery/messages.ts";
import { Signer } from "../protocol/signing.ts";
import { FakeWire } from "./fake-wire.ts";
import { VirtualTime } from "./virtual-time.ts";

const RELAY = { urls: ["turn:turn.example:3478"], username: "1:a", credential: "c" };
export const MEETING = "abcd-efgh-jkmn-pqrs" as MeetingId;
export const GROUP = new Uint8Array(16).fill(3);
export const DAY = 20_000 as Day;

/** The meeting's host key, in the row and in the host's link. */
export const hostKey = new Signer(1);

/** Bytes that look random, and are the same in each run. */
function seededRandom(): (length: number) => Uint8Array<ArrayBuffer> {
  let state = 1;
  return (length) =>
    new Uint8Array(length).map(() => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 16;
    });
}

/** Writes down what it is told. */
class FakeMedia implements MediaPort {
  readonly log: string[] = [];
  handleAnswer: LiveMeetings["handleAnswer"] = () => {};
  offer: MediaPort["offer"] = (meetingId, participantId, sdp) => {
    this.log.push(`answer ${participantId}`);
    this.handleAnswer(meetingId, participantId, sdp === "bad" ? null : `answer to ${sdp}`);
  };
  readonly admit: MediaPort["admit"] = (_, id) => this.#write("admit", id);
  readonly requestKeyFrames: MediaPort["requestKeyFrames"] = (_, id) => this.#write("ready", id);
  readonly refresh: MediaPort["refresh"] = (_, id, slot) => this.#write(`refresh ${slot}`, id);
  readonly view: MediaPort["view"] = (_, id, wanted) => this.#write(`view ${wanted.length}`, id);
  readonly remove: MediaPort["remove"] = (_, id) => this.#write("remove", id);

  #write(what: string, participantId: ParticipantId): void {
    this.log.push(`${what} ${participantId}`);
  }
}

/** The database, with the one meeting in it. */
function storeOf(): Meetings {
  const store = new Meetings(openDatabase(":memory:"));
  store.create({
    id: MEETING,
    salt: new Uint8Array(SRP_SALT_BYTES),
    verifier: new Uint8Array(SRP_NUMBER_BYTES).fill(1),
    hostKey: hostKey.publicKey,
    linkGeneration: 1,
    expiresOn: (DAY + 90) as Day,
    tier: "free",
  });
  return store;
}

export class World {
  readonly time = new VirtualTime();
  readonly random = seededRandom();
  readonly media = new FakeMedia();
  readonly store = storeOf();
  readonly counted: RejectReason[] = [];
  readonly filesCounted: FileReject[] = [];
  readonly bugs: unknown[] = [];
  /** More than the protocol's default, so that tests can have a crowd. */
  readonly participantsMax: number;
  /** The operator's limit; to be set before the first entry. */
  durationMs: number | null = null;
  /** None; to be set before the first entry. */
  fileBytesMax = 0;
  sessions = new Sessions(this.random, this.time.clock);
  meetings: LiveMeetings;

  constructor(participantsMax: number = PARTICIPANTS_MAX) {
    this.participantsMax = participantsMax;
    this.meetings = this.boot();
  }

  /** A new run of the server over the same database: it knows no session of the one before. */
  boot(): LiveMeetings {
    this.sessions = new Sessions(this.random, this.time.clock);
    this.meetings = new LiveMeetings({
      media: this.media,
      sessions: this.sessions,
      links: new Links(this.store, () => DAY),
      clock: this.time.clock,
      randomBytes: this.random,
      boundsOf: () => ({
        participantsMax: this.participantsMax,
        durationMs: this.durationMs,
        fileBytesMax: this.fileBytesMax,
      }),
      startTimer: this.time.startTimer,
      count: (reason) => this.counted.push(reason),
      countFile: (reason) => this.filesCounted.push(reason),
      relay: () => RELAY,
      reportBug: (error) => this.bugs.push(error),
    });
    this.media.handleAnswer = (...answer) => this.meetings.handleAnswer(...answer);
    return this.meetings;
  }

  /** Every wire there was, the newest last. */
  readonly wires: FakeWire[] = [];
  settleMs = 1_000;

  /** As SRP leaves it behind, for the link in force. */
  session(key = new Uint8Array(32).fill(5)): Session {
    const row = this.store.find(MEETING, DAY);
    const linkGeneration = row.ok && row.value !== null ? row.value.linkGeneration : 1;
    const session = this.sessions.create(MEETING, new Secret(key), linkGeneration);
    if (!session.ok) throw new Error("the test made too many sessions");
    return session.value;
  }

  /** @param isOnline false for a wire that fails on the way to the server. */
  open(isOnline: boolean): FakeWire {
    const open = isOnline ? (port: SocketPort) => openSocket(this.meetings, port) : null;
    const wire = new FakeWire(this.time, open);
    this.wires.push(wire);
    return wire;
  }

  /** Somebody who came through SRP and opens the socket. */
  person(session = this.session()): Person {
    return new Person(this, session, new Uint8Array(32).fill(5));
  }

  /** Time for anything under way to arrive and be answered, and short of every time-out. */
  settle(): void {
    this.time.advance(this.settleMs);
  }

  /** Alone in a group, at epoch 0. */
  founder(): Person {
    const person = this.person();
    this.settle();
    person.say("founded");
    this.settle();
    return person;
  }

  /** A group of two, at epoch 1. */
  pair(): readonly [Person, Person] {
    const founder = this.founder();
    return [founder, ...this.#add(founder, this.person())] as const;
  }

  /** A group of three, at epoch 1. */
  trio(): readonly [Person, Person, Person] {
    const founder = this.founder();
    return [founder, ...this.#add(founder, this.person(), this.person())] as const;
  }

  #add<P extends Person[]>(founder: Person, ...others: P): P {
    this.settle();
    for (const person of others) person.say("knock");
    this.settle();
    founder.commit(0n, others);
    this.settle();
    return others;
  }
}

/** The client's end: `Signaling`, what it heard, and the wire under it. */
export class Person {
  readonly heard: ServerMessage[] = [];
  readonly connections: string[] = [];
  readonly ended: Failure[] = [];
  readonly key: Secret;
  readonly signaling: Signaling;
  readonly sessionId: SessionId;
  participantId: ParticipantId | null = null;
  /** Of the challenge of the newest socket. */
  nonce: Bytes = new Uint8Array(0);
  /** What a scripted client does about what it hears. */
  listener: (event: ServerMessage | "session" | { readonly ended: Failure }) => void = () => {};
  /** False: new wires don't get through to the server. */
  isOnline = true;
  /** The newest wire; each connection has one of its own. */
  wire: FakeWire;

  constructor(world: World, session: Session, key: Uint8Array<ArrayBuffer>) {
    this.key = new Secret(key);
    this.sessionId = session.id;
    this.wire = world.open(true);
    let isFirst = true;
    this.signaling = new Signaling({
      open: () => {
        if (!isFirst) this.wire = world.open(this.isOnline);
        isFirst = false;
        return this.wire;
      },
      sessionId: session.id,
      sessionKey: this.key,
      clock: world.time.clock,
      random: world.random,
      ...world.time.handleTimers(),
      handlers: {
        message: (message) => {
          this.heard.push(message);
          this.listener(message);
        },
        session: (participantId, isResumed, nonce) => {
          this.participantId = participantId;
          this.nonce = nonce;
          this.connections.push(isResumed ? "resumed" : "new");
          if (!isResumed) this.listener("session");
        },
        connection: (state) => this.connections.push(state),
        ended: (failure) => {
          this.ended.push(failure);
          this.listener({ ended: failure });
        },
      },
    });
  }

  get id(): ParticipantId {
    if (this.participantId === null) throw new Error("the test asks for an ID too early");
    return this.participantId;
  }

  /** The types of what it heard, in order. */
  get types(): string[] {
    return this.heard.map(({ type }) => type);
  }

  /** The texts that others said in the group. */
  get texts(): string[] {
    return this.heard.flatMap((message) =>
      message.type === "application" ? [payloadOf(message.message)] : [],
    );
  }

  say(what: "founded" | "knock"): void {
    const sealed = new Uint8Array(32);
    this.signaling.send(
      what === "founded" ? { type: "founded", groupId: GROUP } : { type: "knock", sealed },
    );
  }

  tell(text: string, epoch = 1n): void {
    const message = privateMessage(GROUP, epoch, "application", text);
    this.signaling.send({ type: "application", message });
  }

  commit(epoch: bigint, added: readonly Person[] = [], removed: readonly Person[] = []): void {
    const commit: ClientMessage = {
      type: "commit",
      message: privateMessage(GROUP, epoch, "commit"),
      welcome: new Uint8Array(added.length > 0 ? 8 : 0),
      added: added.map(({ id }) => id),
      removed: removed.map(({ id }) => id),
    };
    this.signaling.send(commit);
  }
}
