// The way into the group: one's key package in a knock, then a group of one's own or another's Welcome (PROTOCOL §5, §6).

import type { Bytes } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { signedPolicy } from "../../protocol/policy.ts";
import { decode } from "../../protocol/schema.ts";
import type { EpochChange } from "./commit.ts";
import { Group } from "./group.ts";
import type { Inheritance } from "./inheritance.ts";
import type { JoinReject } from "./join.ts";
import type { OwnKeyPackage } from "./key-package.ts";
import { makeKeyPackage } from "./key-package.ts";
import { sealKnock } from "./knock.ts";
import type { Link } from "./link.ts";
import type { Meeting } from "./meeting.ts";
import type { MemberOptions } from "./member-options.ts";
import type { GuardReject } from "./message-guard.ts";

export const FOUNDED: EpochChange = { hasAdded: false, hasRemoved: false, hasPolicy: true };
export const JOINED: EpochChange = { hasAdded: true, hasRemoved: false, hasPolicy: true };

export class Entrance {
  readonly #options: MemberOptions;
  readonly #meeting: Meeting;
  readonly #own: OwnKeyPackage;
  readonly #inheritance: Inheritance;

  private constructor(
    options: MemberOptions,
    meeting: Meeting,
    own: OwnKeyPackage,
    inheritance: Inheritance,
  ) {
    this.#options = options;
    this.#meeting = meeting;
    this.#own = own;
    this.#inheritance = inheritance;
  }

  static async open(
    options: MemberOptions,
    meeting: Meeting,
    link: Link,
    inheritance: Inheritance,
  ): Promise<Entrance> {
    const { participantId, name, host, past } = options;
    const own = await makeKeyPackage(meeting, link, participantId, name, host, past);
    return new Entrance(options, meeting, own, inheritance);
  }

  /** With the newest policy that we know: who founded the group after a lost one may know none. */
  knock(link: Link): Promise<Bytes> {
    const { participantId, subtle, random } = this.#options;
    const policy = this.#inheritance.newest?.signed ?? null;
    return sealKnock(this.#own.publicPackage, participantId, link, subtle, random, policy);
  }

  async found(groupId: Bytes, link: Link): Promise<Group> {
    const { newest } = this.#inheritance;
    const inherited = newest && decode(signedPolicy, newest.signed);
    const { past } = this.#options;
    const group = await Group.found(groupId, this.#own, this.#meeting, link, past, inherited);
    this.#own.privatePackage.initPrivateKey.fill(0);
    return group;
  }

  /** Never throws. */
  async join(message: Bytes, link: Link): Promise<Result<Group, JoinReject | GuardReject>> {
    const { past } = this.#options;
    const version = this.#inheritance.newest?.version;
    const joined = await Group.join(message, this.#own, this.#meeting, link, past, version);
    if (joined.ok) this.#own.privatePackage.initPrivateKey.fill(0);
    return joined;
  }

  /** Zeroes every key of the key package. */
  close(): void {
    for (const key of Object.values(this.#own.privatePackage)) key.fill(0);
  }
}
