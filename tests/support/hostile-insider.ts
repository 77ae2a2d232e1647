// A holder of the link with a client of its own making: real MLS, and none of our rules. Its victims are real members.

import type { ClientState, Proposal } from "ts-mls";
import { createCommit, createGroup, encodeMlsMessage } from "ts-mls";
import { protectApplicationData } from "ts-mls/messageProtection.js";
import type { Bytes } from "../../src/base/bytes.ts";
import { copy } from "../../src/base/bytes.ts";
import type { CommitWork, MadeCommit } from "../../src/core/mls/commit.ts";
import { makeCommit } from "../../src/core/mls/commit.ts";
import { openApplication } from "../../src/core/mls/group-messages.ts";
import { openKnock } from "../../src/core/mls/knock.ts";
import type { HostSigner } from "../../src/core/mls/meeting.ts";
import type { Member } from "../../src/core/mls/member.ts";
import { readPrivateMessage, writePrivateMessage } from "../../src/core/mls/message-guard.ts";
import { linkPskIndex } from "../../src/core/mls/psk.ts";
import type { Signal } from "../../src/core/mls/signal.ts";
import { decodeSignal, encodeSignal } from "../../src/core/mls/signal.ts";
import { leafAt } from "../../src/core/mls/tree.ts";
import type { ParticipantId } from "../../src/protocol/ids.ts";
import type { ServerMessage } from "../../src/protocol/socket-messages.ts";
import {
  classical,
  configOf,
  GROUP_ID,
  host,
  idOf,
  keyPackageOf,
  linkOf,
  meeting,
  memberOf,
  subtle,
} from "../unit/mls/fixtures.ts";
import { hear, knockOf } from "../unit/mls/member-play.ts";

const NOTHING = new Uint8Array(0);

export type Victim = { readonly id: ParticipantId; readonly name: string; readonly member: Member };

/** As the server passes it on, under whatever name it likes. */
export function commitMessage(message: Bytes, sender = idOf(1)): ServerMessage {
  return { type: "commit", sender, message, added: [], removed: [] };
}

export function applicationMessage(message: Bytes, sender = idOf(1)): ServerMessage {
  return { type: "application", sender, message };
}

/** Person 1, in leaf 0; its victims are persons 2, 3 … in the leaves after it. */
export class HostileInsider {
  state: ClientState;
  readonly victims: readonly Victim[];
  #nextId = 0;

  private constructor(state: ClientState, victims: readonly Victim[]) {
    this.state = state;
    this.victims = victims;
  }

  /** @param hosts numbers of victims who are hosts. */
  static async among(
    count: number,
    hosts: readonly number[] = [],
    own: HostSigner | null = null,
  ): Promise<HostileInsider> {
    const { publicPackage, privatePackage } = await keyPackageOf(1, { by: own });
    const config = configOf();
    const state = await createGroup(GROUP_ID, publicPackage, privatePackage, [], classical, config);
    const victims = await Promise.all(
      Array.from({ length: count }, async (_, index): Promise<Victim> => {
        const number = index + 2;
        const signer = hosts.includes(number) ? host : null;
        const member = await memberOf(number, "classical", 1, signer);
        return { id: idOf(number), name: `person ${number}`, member };
      }),
    );
    const insider = new HostileInsider(state, victims);
    await insider.#welcome();
    return insider;
  }

  get victim(): Victim {
    const [victim] = this.victims;
    if (victim === undefined) throw new Error("a victim");
    return victim;
  }

  async #welcome(): Promise<void> {
    const adds = await Promise.all(
      this.victims.map(async ({ id, member }) => {
        const knock = await openKnock(await knockOf(member), id, linkOf(), subtle, meeting);
        if (!knock.ok) throw new Error(knock.reason);
        return knock.value.keyPackage;
      }),
    );
    const { welcome, next } = await this.make({ adds, removes: [] });
    this.state = next;
    for (const { member } of this.victims) {
      await hear(member, { type: "welcome", sender: idOf(1), message: welcome });
    }
  }

  /** A well-made commit of forbidden things. */
  make(work: CommitWork): Promise<MadeCommit> {
    return makeCommit(this.state, work, linkOf(), classical);
  }

  /** A commit by ts-mls, of any proposals. */
  async commit(...proposals: readonly Proposal[]): Promise<Bytes> {
    const pskIndex = linkPskIndex(linkOf(), classical);
    const made = await createCommit(
      { state: this.state, cipherSuite: classical, pskIndex },
      { extraProposals: [...proposals], ratchetTreeExtension: true },
    );
    return copy(encodeMlsMessage(made.commit));
  }

  get signatureKey(): Bytes {
    const leaf = leafAt(this.state.ratchetTree, 0);
    if (leaf === null) throw new Error("the insider's own leaf");
    return copy(leaf.signaturePublicKey);
  }

  /** What another member says to all. */
  async hear(message: Bytes): Promise<Signal> {
    const read = readPrivateMessage(message, "application", this.state.groupContext);
    if (!read.ok) throw new Error(read.reason);
    const { state, said } = await openApplication(this.state, read.value, classical);
    this.state = state;
    const heard = said && decodeSignal(said.content);
    if (heard === null) throw new Error("no signal");
    return heard.signal;
  }

  /**
   * An application message that says to be of `leafIndex`. All members of an epoch can derive each
   * other's message keys, so it is well encrypted; the signature can only be the insider's.
   */
  async say(signal: Signal, leafIndex = 0, id = this.#nextId++): Promise<Bytes> {
    const { keySchedule, groupContext, secretTree, signaturePrivateKey, clientConfig } = this.state;
    const made = await protectApplicationData(
      signaturePrivateKey,
      keySchedule.senderDataSecret,
      encodeSignal(id, signal),
      NOTHING,
      groupContext,
      secretTree,
      leafIndex,
      clientConfig.paddingConfig,
      classical,
    );
    if (leafIndex === 0) this.state = { ...this.state, secretTree: made.newSecretTree };
    return writePrivateMessage(made.privateMessage);
  }
}
