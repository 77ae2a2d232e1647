// An entry step by step, for the tests of those who don't play by the rules.

import type { Bytes } from "../../../src/base/bytes.ts";
import { utf8 } from "../../../src/base/bytes.ts";
import { Secret } from "../../../src/base/secret.ts";
import { enterMeeting } from "../../../src/client/entry.ts";
import type { LinkFragment } from "../../../src/core/link/fragment.ts";
import { deriveLinkKeys, srpPasswordBytes } from "../../../src/core/link/link-keys.ts";
import { SrpClient } from "../../../src/core/srp/client.ts";
import { GROUP_3072 } from "../../../src/core/srp/group.ts";
import type { SrpChallenge } from "../../../src/protocol/entry-messages.ts";
import { srpChallenge, srpHello, srpProof } from "../../../src/protocol/entry-messages.ts";
import type { ExchangeId, MeetingId } from "../../../src/protocol/ids.ts";
import { decode, encode } from "../../../src/protocol/schema.ts";
import { random, type World } from "./entry-world.ts";

/** The two steps by hand, for those who don't play by the rules. */
export class ByHand {
  readonly client: SrpClient;
  readonly world: World;
  readonly meetingId: MeetingId;

  constructor(world: World, meetingId: MeetingId, fragment: LinkFragment) {
    const password = srpPasswordBytes(deriveLinkKeys(meetingId, fragment));
    this.client = new SrpClient(GROUP_3072, { identity: utf8(meetingId), password }, random);
    this.world = world;
    this.meetingId = meetingId;
  }

  hello(clientPublic: Bytes = this.client.clientPublic): Promise<Response> {
    const message = encode(srpHello, { meetingId: this.meetingId, clientPublic, work: null });
    return this.world.post("/api/srp", message);
  }

  async challenge(): Promise<SrpChallenge> {
    const response = await this.hello();
    const challenge = decode(srpChallenge, new Uint8Array(await response.arrayBuffer()));
    if (challenge === null) throw new Error(`no challenge: ${response.status}`);
    return challenge;
  }

  proofFor(challenge: SrpChallenge): Bytes {
    const proof = this.client.prove(challenge.salt, challenge.serverPublic);
    if (!proof.ok) throw new Error(proof.reason);
    return proof.value.clientProof;
  }

  prove(exchangeId: ExchangeId, clientProof: Bytes): Promise<Response> {
    return this.world.post("/api/srp/proof", encode(srpProof, { exchangeId, clientProof }));
  }
}

export function enter(world: World, meetingId: MeetingId, fragment: LinkFragment) {
  return enterMeeting({ meetingId, fragment, fetch: world.fetch, random });
}

export function withOtherSecret(fragment: LinkFragment): LinkFragment {
  return { ...fragment, secret: new Secret(random(16)) };
}
