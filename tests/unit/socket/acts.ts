// What hosts, co-hosts and forgers send to the server, in the words of the tests.

import type { Bytes } from "../../../src/base/bytes.ts";
import {
  deletionMessage,
  hostSessionMessage,
  rotationMessage,
} from "../../../src/protocol/host-claims.ts";
import type { ParticipantId, SessionId } from "../../../src/protocol/ids.ts";
import { SRP_NUMBER_BYTES, SRP_SALT_BYTES } from "../../../src/protocol/limits.ts";
import type { Policy } from "../../../src/protocol/policy.ts";
import { signedPolicy } from "../../../src/protocol/policy.ts";
import { encode } from "../../../src/protocol/schema.ts";
import type { ClientMessage } from "../../../src/protocol/socket-messages.ts";
import type { Signer } from "../protocol/signing.ts";
import { grantBy, policyOf, signedBy } from "../protocol/signing.ts";
import type { Person } from "./world.ts";
import { GROUP, hostKey, MEETING } from "./world.ts";

type Act<T extends ClientMessage["type"]> = Extract<ClientMessage, { type: T }>;

export function proof(
  of: { readonly sessionId: SessionId; readonly nonce: Bytes },
  key: Signer = hostKey,
): Act<"prove"> {
  const { sessionId, nonce } = of;
  return { type: "prove", signature: key.sign(hostSessionMessage({ sessionId, nonce })) };
}

/** The host's policy of the group of `World`, unless told otherwise. */
export function hostPolicy(
  changed: Partial<Policy>,
  key: Signer = hostKey,
  signer: ParticipantId | null = null,
): Act<"policy"> {
  const signed = signedBy(key, policyOf(MEETING, GROUP, changed), signer);
  return { type: "policy", signed: encode(signedPolicy, signed) };
}

export function grantTo(person: Person, leaf: Signer) {
  return grantBy(hostKey, MEETING, GROUP, person.id, leaf);
}

/** The verifier of the link of this generation, as the tests have them. */
export function verifierOf(linkGeneration: number): Bytes {
  return new Uint8Array(SRP_NUMBER_BYTES).fill(linkGeneration);
}

export function rotation(
  linkGeneration: number,
  key: Signer = hostKey,
  verifier: Bytes = verifierOf(linkGeneration),
): Act<"rotate"> {
  const claim = { salt: new Uint8Array(SRP_SALT_BYTES), verifier, linkGeneration };
  const signature = key.sign(rotationMessage({ meetingId: MEETING, ...claim }));
  return { type: "rotate", ...claim, signature };
}

export function deletion(sessionId: SessionId, key: Signer = hostKey): Act<"delete"> {
  const signature = key.sign(deletionMessage({ meetingId: MEETING, sessionId }));
  return { type: "delete", signature };
}
