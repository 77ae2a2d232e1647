// Who may try to come in, or make a meeting, right now: what a flood is held to, and what it leaves to everyone else.

import type { RandomBytes } from "../../base/random.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Clock } from "../../base/time.ts";
import type { MeetingId } from "../../protocol/ids.ts";
import { AddressLimits } from "./address-limits.ts";
import type { AttemptRate, Try } from "./attempt-limits.ts";
import { AttemptLimits, takeAll } from "./attempt-limits.ts";

/**
 * An office of 100 behind one address comes in within one second, when nobody has had time to give
 * a try back; a guesser is held to one try in 2 s. Its growth to a /48 stays below `TRIES_OF_ALL`:
 * one subscriber can't take what everybody has.
 */
export const TRIES_BY_ADDRESS: AttemptRate = { burst: 120, refillMs: 2_000 };

/**
 * Of whole meetings, by addresses that used up their fresh tries. It is there for passphrases: 128
 * random bits need no limit. Faster helps who has the link and guesses at its passphrase from many
 * addresses, slower lets a stranger who knows only the ID hold up the crowd behind one address.
 */
export const TRIES_BY_MEETING: AttemptRate = { burst: 150, refillMs: 1_000 };

/**
 * What an address may fail, or have under way, before the meeting's limit and the common one count
 * for it: whoever empties those keeps nobody else out. Larger, or faster, gives a guesser with many
 * addresses that many more tries from each; smaller keeps out a household of the same address.
 */
export const FRESH_TRIES: AttemptRate = { burst: 10, refillMs: 300_000 };

/**
 * Each costs about 8 ms of the process that forwards everyone's media. Two guards of the same size,
 * one for fresh tries and one for all others, hold a flood from everywhere to 40 % of it: faster
 * takes more from media, slower refuses a morning's start of many meetings.
 */
export const TRIES_OF_ALL: AttemptRate = { burst: 200, refillMs: 40 };

/**
 * Of those who worked for it, when the free tries are used up: another 10 % of the process at most.
 * Faster takes more from media, slower keeps those who work waiting behind a flood that works as well.
 */
export const WORKED_TRIES_OF_ALL: AttemptRate = { burst: 100, refillMs: 80 };

/**
 * Of those, for one meeting, by addresses without fresh tries. Faster helps who guesses at a
 * passphrase with many machines, slower lets them hold up others who come to the same meeting.
 */
export const WORKED_TRIES_BY_MEETING: AttemptRate = { burst: 100, refillMs: 1_000 };

/**
 * How often a right proof gives an address its tries back. Faster lets who enters a meeting of its
 * own in a loop take the process's time, slower stops an office that comes in twice in a row.
 */
export const ENTRIES_BY_ADDRESS: AttemptRate = { burst: 150, refillMs: 500 };

/** A row stays for months: more lets one address fill the disk, less fails a busy assistant. */
export const MEETINGS_BY_ADDRESS: AttemptRate = { burst: 30, refillMs: 30_000 };

/**
 * Two of this size, one for an address's fresh meetings and one for all others. More lets many
 * addresses fill the disk in a night, less fails a school on its first day.
 */
export const MEETINGS_OF_ALL: AttemptRate = { burst: 150, refillMs: 2_000 };

/**
 * What an address may make before it has to share with those who make many: to keep everybody from
 * starting a meeting for good takes 600 addresses, where 15 can use up what the others share.
 * Faster, or more, lets fewer do that; less makes an office share with them.
 */
export const FRESH_MEETINGS: AttemptRate = { burst: 3, refillMs: 1_200_000 };

const EVERYBODY = "";

const NOTHING_TAKEN: Try = { giveBack: () => {} };

/** What an exchange was let begin for. It names nobody: an exchange keeps no address. */
export type Admitted = {
  readonly common: Try;
  /** Of the address that began it. */
  readonly own: Try;
  readonly meeting: Try | null;
};

export class Admission {
  readonly #triesByAddress: AddressLimits;
  readonly #triesByMeeting: AttemptLimits;
  readonly #triesOfAll: AttemptLimits;
  readonly #freshByAddress: AddressLimits;
  readonly #freshOfAll: AttemptLimits;
  readonly #workedOfAll: AttemptLimits;
  readonly #workedByMeeting: AttemptLimits;
  readonly #entriesByAddress: AddressLimits;
  readonly #meetingsByAddress: AddressLimits;
  readonly #meetingsOfAll: AttemptLimits;
  readonly #freshMeetingsByAddress: AddressLimits;
  readonly #freshMeetingsOfAll: AttemptLimits;

  constructor(random: RandomBytes, clock: Clock) {
    const byAddress = (rate: AttemptRate) => new AddressLimits(rate, random, clock);
    const by = (rate: AttemptRate) => new AttemptLimits(rate, random, clock);
    this.#triesByAddress = byAddress(TRIES_BY_ADDRESS);
    this.#triesByMeeting = by(TRIES_BY_MEETING);
    this.#triesOfAll = by(TRIES_OF_ALL);
    this.#freshByAddress = byAddress(FRESH_TRIES);
    this.#freshOfAll = by(TRIES_OF_ALL);
    this.#workedOfAll = by(WORKED_TRIES_OF_ALL);
    this.#workedByMeeting = by(WORKED_TRIES_BY_MEETING);
    this.#entriesByAddress = byAddress(ENTRIES_BY_ADDRESS);
    this.#meetingsByAddress = byAddress(MEETINGS_BY_ADDRESS);
    this.#meetingsOfAll = by(MEETINGS_OF_ALL);
    this.#freshMeetingsByAddress = byAddress(FRESH_MEETINGS);
    this.#freshMeetingsOfAll = by(MEETINGS_OF_ALL);
  }

  /**
   * One exchange more, whether or not there is such a meeting. What everybody shares is taken first:
   * a flood of addresses or IDs can't open more buckets than it has common tries.
   * Rejects: too-many-attempts, overloaded.
   */
  admit(
    meetingId: MeetingId,
    address: string,
  ): Result<Admitted, "too-many-attempts" | "overloaded"> {
    const freshCommon = this.#freshOfAll.take(EVERYBODY);
    if (freshCommon !== null) {
      const own = takeAll([
        () => this.#triesByAddress.take(address),
        () => this.#freshByAddress.take(address),
      ]);
      if (own !== null) return ok({ common: freshCommon, own, meeting: null });
      freshCommon.giveBack();
    }
    const common = this.#triesOfAll.take(EVERYBODY);
    if (common === null) return reject("overloaded");
    const own = this.#triesByAddress.take(address);
    const meeting = own && this.#triesByMeeting.take(meetingId);
    if (own !== null && meeting !== null) return ok({ common, own, meeting });
    own?.giveBack();
    common.giveBack();
    return reject("too-many-attempts");
  }

  /** How much is left for those who work: from 0 to 1. */
  get workedShare(): number {
    return this.#workedOfAll.share(EVERYBODY);
  }

  /**
   * One exchange more, of who worked for it: no flood of others' counts against it, nor the address.
   * Rejects: too-many-attempts, overloaded.
   */
  admitWorked(
    meetingId: MeetingId,
    address: string,
  ): Result<Admitted, "too-many-attempts" | "overloaded"> {
    const common = this.#workedOfAll.take(EVERYBODY);
    if (common === null) return reject("overloaded");
    const fresh = this.#freshByAddress.take(address);
    if (fresh !== null) return ok({ common, own: fresh, meeting: null });
    const meeting = this.#workedByMeeting.take(meetingId);
    if (meeting !== null) return ok({ common, own: NOTHING_TAKEN, meeting });
    common.giveBack();
    return reject("too-many-attempts");
  }

  /**
   * It ended with a right proof, so it was no guess. The common try stays spent: it stands for the
   * process's time, which is gone.
   * @param address that the proof came from: how often it may get tries back is counted by it.
   */
  handleEntered({ own, meeting }: Admitted, address: string): void {
    meeting?.giveBack();
    if (this.#entriesByAddress.take(address) !== null) own.giveBack();
  }

  /** It never began, for a reason of ours. */
  withdraw({ common, own, meeting }: Admitted): void {
    for (const each of [common, own, meeting]) each?.giveBack();
  }

  /** One meeting more; to be given back if none is made. Rejects: too-many-attempts, overloaded. */
  admitMeeting(address: string): Result<Try, "too-many-attempts" | "overloaded"> {
    const ownMeeting = () => this.#meetingsByAddress.take(address);
    const freshCommon = this.#freshMeetingsOfAll.take(EVERYBODY);
    if (freshCommon !== null) {
      const fresh = () => this.#freshMeetingsByAddress.take(address);
      const taken = takeAll([ownMeeting, fresh, () => freshCommon]);
      if (taken !== null) return ok(taken);
      freshCommon.giveBack();
    }
    const common = this.#meetingsOfAll.take(EVERYBODY);
    if (common === null) return reject("overloaded");
    const own = takeAll([ownMeeting, () => common]);
    if (own !== null) return ok(own);
    common.giveBack();
    return reject("too-many-attempts");
  }
}
