// Making a meeting, and coming in by SRP-6a: what the server decides before there is a socket (PROTOCOL §4).

import { equal, utf8 } from "../../base/bytes.ts";
import { whenThere } from "../../base/later.ts";
import type { RandomBytes } from "../../base/random.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Secret } from "../../base/secret.ts";
import type { Clock, Day } from "../../base/time.ts";
import { GROUP_3072, parsePublicNumber } from "../../core/srp/group.ts";
import { isSoundVerifier, SrpServer } from "../../core/srp/server.ts";
import { sessionKeyFrom } from "../../core/srp/session-key.ts";
import type {
  MeetingCreate,
  MeetingIdOffer,
  Puzzle,
  SrpChallenge,
  SrpHello,
  SrpProof,
  SrpSession,
  Suite,
} from "../../protocol/entry-messages.ts";
import { meetingClaimMessage } from "../../protocol/entry-messages.ts";
import { MEETING_ID_BYTES, meetingIdFromBytes } from "../../protocol/ids.ts";
import { PROTOCOL_VERSION } from "../../protocol/limits.ts";
import type { RejectReason } from "../../protocol/reject.ts";
import type { MeetingStore, OperatorKeyStore } from "../store/store.ts";
import type { Tier } from "../store/tier.ts";
import { Admission } from "./admission.ts";
import { falseRecord } from "./false-records.ts";
import { isHostSignature } from "./host-signature.ts";
import { Links } from "./links.ts";
import { Puzzles } from "./puzzles.ts";
import { Sessions } from "./sessions.ts";
import { SrpExchanges } from "./srp-exchanges.ts";
import { Tickets } from "./tickets.ts";
import { UnprovenSockets } from "./unproven-sockets.ts";

export type EntryOptions = {
  readonly meetings: MeetingStore;
  readonly random: RandomBytes;
  readonly clock: Clock;
  /** Of tickets, which other runs and nodes check: milliseconds since 1970. */
  readonly wallClock: Clock;
  readonly today: () => Day;
  /** Which suite the links of new meetings name. */
  readonly suite: Suite;
  /** How many days an unused meeting is kept. */
  readonly retentionDays: number;
  readonly operatorKeys: OperatorKeyStore;
  /** Whether a meeting can't be started without one of them. */
  readonly isKeyNeeded: boolean;
  /** From `loadServerSecret`; read for as long as the server runs. */
  readonly serverSecret: Secret;
  /** Told of each reject, by its reason alone. */
  readonly count: (reason: RejectReason) => void;
};

/** One for each server. Requests in, results out; the sessions it makes are the socket's to claim. */
export class Entry {
  readonly sessions: Sessions;
  readonly links: Links;
  readonly unproven: UnprovenSockets;
  readonly count: (reason: RejectReason) => void;
  readonly #options: EntryOptions;
  readonly #tickets: Tickets;
  readonly #exchanges: SrpExchanges;
  readonly #admission: Admission;
  readonly #puzzles: Puzzles;
  #prunedOn: Day | null = null;
  #isDraining = false;

  constructor(options: EntryOptions) {
    const { random, clock, serverSecret, wallClock } = options;
    this.#options = options;
    this.count = options.count;
    this.sessions = new Sessions(random, clock);
    this.unproven = new UnprovenSockets(clock);
    this.links = new Links(options.meetings, options.today);
    this.#tickets = new Tickets(serverSecret, wallClock);
    this.#exchanges = new SrpExchanges(random, clock);
    this.#admission = new Admission(random, clock);
    this.#puzzles = new Puzzles(random, clock);
  }

  /** From now on no meeting is made. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Makes an ID. It is worth nothing, and costs nothing, until `createMeeting`. */
  offerMeetingId(): MeetingIdOffer {
    const meetingId = meetingIdFromBytes(this.#options.random(MEETING_ID_BYTES));
    return { meetingId, ticket: this.#tickets.issue(meetingId), suite: this.#options.suite };
  }

  /**
   * Rejects: bad-ticket, malformed, bad-signature, key-needed, wrong-key, too-many-attempts,
   * id-taken, overloaded, shutting-down.
   */
  async createMeeting(
    request: MeetingCreate,
    address: string,
  ): Promise<Result<null, RejectReason>> {
    const { meetingId, ticket, salt, verifier, hostKey, signature, startKey } = request;
    if (this.#isDraining) return reject("shutting-down");
    if (!this.#tickets.isValid(meetingId, ticket)) return reject("bad-ticket");
    if (!isSoundVerifier(GROUP_3072, verifier)) return reject("malformed");
    const message = meetingClaimMessage({ meetingId, salt, verifier, hostKey });
    if (!isHostSignature(hostKey, message, signature)) return reject("bad-signature");
    const tier = await this.#tierOf(startKey);
    if (!tier.ok) return tier;
    // Last: what isn't a right request takes no try from those who make one.
    const taken = this.#admission.admitMeeting(address);
    if (!taken.ok) return taken;
    const expiresOn = this.#expiryFromToday();
    const created = await this.#options.meetings.create({
      id: meetingId,
      salt,
      verifier,
      hostKey,
      linkGeneration: 1,
      expiresOn,
      tier: tier.value,
    });
    if (!created.ok) taken.value.giveBack();
    return created;
  }

  /**
   * A in, B out. For an unknown ID all goes on as for a known one, to the same work, so that a
   * prober learns nothing. Rejects: malformed, too-many-attempts, overloaded.
   */
  async startExchange(
    request: SrpHello,
    address: string,
  ): Promise<Result<SrpChallenge, RejectReason>> {
    const { meetingId, clientPublic } = request;
    const { meetings, random, serverSecret, today } = this.#options;
    // Costs nothing to refuse, and must cost nobody a try.
    if (parsePublicNumber(GROUP_3072, clientPublic) === null) return reject("malformed");
    const admitted = this.#admit(request, address);
    if (!admitted.ok) return admitted;
    const found = await meetings.find(meetingId, today());
    if (!found.ok) {
      this.#admission.withdraw(admitted.value);
      return found;
    }
    // Made for known IDs too: its time must not tell them apart.
    const falseOne = falseRecord(serverSecret, meetingId);
    const { salt, verifier } = found.value ?? falseOne;
    const record = { identity: utf8(meetingId), salt, verifier };
    const server = SrpServer.start(GROUP_3072, record, clientPublic, random);
    if (!server.ok) return reject("malformed");
    const exchangeId = this.#exchanges.add({
      server: server.value,
      meeting: found.value,
      admitted: admitted.value,
    });
    return ok({ exchangeId, salt, serverPublic: server.value.serverPublic });
  }

  /** For who was refused for the number of attempts, and would rather work than wait. */
  offerPuzzle(): Puzzle {
    return this.#puzzles.issue(this.#admission.workedShare);
  }

  /** By work that was done for it; else, and where that counts for nothing, by what is free. */
  #admit({ meetingId, work }: SrpHello, address: string) {
    if (work === null || !this.#puzzles.isDone(work)) {
      return this.#admission.admit(meetingId, address);
    }
    const admitted = this.#admission.admitWorked(meetingId, address);
    // Refused all the same, it may come again with the same work.
    if (admitted.ok) this.#puzzles.spend(work);
    return admitted;
  }

  /**
   * M1 in, M2 and a session out. Rejects: unknown-session (no such exchange, or it waited too
   * long), wrong-link (a wrong secret, and an unknown ID), overloaded.
   */
  async finishExchange(
    request: SrpProof,
    address: string,
  ): Promise<Result<SrpSession, RejectReason>> {
    const exchange = this.#exchanges.take(request.exchangeId);
    if (exchange === null) return reject("unknown-session");
    const proof = exchange.server.verify(request.clientProof);
    if (!proof.ok || exchange.meeting === null) return reject("wrong-link");
    const { serverProof, key } = proof.value;
    const { meetings, today } = this.#options;
    const { id, verifier } = exchange.meeting;
    const found = await meetings.find(id, today());
    if (!found.ok) return found;
    // Deleted, or its link rotated, since the exchange began: the old link is dead at once.
    if (found.value === null || !equal(found.value.verifier, verifier)) return reject("wrong-link");
    const { hostKey, linkGeneration } = found.value;
    const session = this.sessions.create(id, sessionKeyFrom(key), linkGeneration);
    if (!session.ok) return session;
    // A locked database must keep nobody out: the next entry puts the expiry off.
    await meetings.touch(id, this.#expiryFromToday());
    this.#admission.handleEntered(exchange.admitted, address);
    this.unproven.expect(address);
    return ok({
      serverProof,
      sessionId: session.value.id,
      hostKey,
      linkGeneration,
      protocolVersion: PROTOCOL_VERSION,
    });
  }

  /** Drops what waited too long; once a day, meetings past their retention. Every few seconds will do. */
  handleTick(): void {
    const { meetings, today } = this.#options;
    this.#exchanges.handleTick();
    this.sessions.handleTick();
    const day = today();
    if (this.#prunedOn === day) return;
    void whenThere(meetings.prune(day), ({ ok }) => {
      if (ok) this.#prunedOn = day;
    });
  }

  /** Of the meeting that this key may start. Which key it was is forgotten here. */
  async #tierOf(
    startKey: string,
  ): Promise<Result<Tier, "key-needed" | "wrong-key" | "overloaded">> {
    if (startKey === "") return this.#options.isKeyNeeded ? reject("key-needed") : ok("free");
    const found = await this.#options.operatorKeys.find(startKey);
    if (!found.ok) return found;
    return found.value === null ? reject("wrong-key") : ok(found.value.tier);
  }

  #expiryFromToday(): Day {
    return (this.#options.today() + this.#options.retentionDays) as Day;
  }
}
