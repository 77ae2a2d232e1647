// From acts of a host or co-host to the policy that brings them about, signed.

import { assert, unreachable } from "../../base/assert.ts";
import { grantMessage } from "../../protocol/host-claims.ts";
import type { Grant, Policy, SignedPolicy } from "../../protocol/policy.ts";
import {
  GRANTS_MAX,
  policy as policyField,
  policyMessage,
  SPOTLIGHT_MAX,
} from "../../protocol/policy.ts";
import { encode } from "../../protocol/schema.ts";
import type { Group } from "./group.ts";
import type { Door, PolicyAct } from "./host-act.ts";
import { doorOf } from "./host-act.ts";
import type { HostSigner } from "./meeting.ts";

/** "idle": it is so already. "impossible": we may not, or there is nobody to do it to. */
type Step = Policy | "idle" | "impossible";

/** What becomes of one act on top of `policy`, which is of the epoch or drafted so far. */
export async function applyAct(
  policy: Policy,
  act: PolicyAct,
  group: Group,
  host: HostSigner | null,
): Promise<Step> {
  if (act.type === "set-door") return setDoor(policy, act.door, group, host);
  if (act.type === "spotlight") return setSpotlight(policy, act, group, host);
  if (host === null) return "impossible";
  switch (act.type) {
    case "grant":
    case "hand-over":
      return addGrant(policy, act, group, host);
    case "revoke": {
      const isStaying = ({ participantId, isHost }: Grant) =>
        isHost || participantId !== act.participantId;
      const grants = policy.grants.filter(isStaying);
      return grants.length === policy.grants.length ? "idle" : { ...policy, grants };
    }
    case "rotate-link":
      // Two in one draft are one.
      return policy.linkGeneration > group.policy.linkGeneration
        ? policy
        : { ...policy, linkGeneration: policy.linkGeneration + 1 };
    case "end-for-all":
      return policy.hasEnded ? "idle" : { ...policy, hasEnded: true };
    default:
      return unreachable(act);
  }
}

/** The drafted policy as the next one of `group`, signed by the host's key or our own leaf's. */
export async function signPolicy(
  drafted: Policy,
  group: Group,
  host: HostSigner | null,
): Promise<SignedPolicy> {
  const { roster, ownLeafIndex } = group;
  const own = roster.find(({ leafIndex }) => leafIndex === ownLeafIndex);
  assert(own !== undefined && own.role !== "member", "only hosts and co-hosts sign a policy");
  const isPresent = ({ participantId }: Pick<Grant, "participantId">) =>
    roster.some((entry) => entry.participantId === participantId);
  // Grants of those who left would fill the list; only the host's signature may change it.
  const grants = host === null ? drafted.grants : drafted.grants.filter(isPresent);
  const spotlight = drafted.spotlight.filter((participantId) => isPresent({ participantId }));
  const version = group.policy.version + 1;
  const policy = encode(policyField, { ...drafted, version, spotlight, grants });
  const message = policyMessage(policy);
  return host === null
    ? { policy, signer: own.participantId, signature: await group.sign(message) }
    : { policy, signer: null, signature: await host.sign(message) };
}

function setDoor(
  policy: Policy,
  door: Partial<Door>,
  { ownRole }: Group,
  host: HostSigner | null,
): Step {
  // A host signs by the host key: a co-host's leaf key isn't theirs to use.
  if (host === null && ownRole !== "co-host") return "impossible";
  const before = doorOf(policy);
  const after: Door = { ...before, ...door };
  const isSame = (Object.keys(before) as (keyof Door)[]).every((key) => before[key] === after[key]);
  return isSame ? "idle" : { ...policy, ...doorOf({ ...policy, ...after }) };
}

/** The newest beside those before; the first of too many goes out. */
function setSpotlight(
  policy: Policy,
  { participantId, isOn }: Extract<PolicyAct, { type: "spotlight" }>,
  { ownRole, roster }: Group,
  host: HostSigner | null,
): Step {
  if (host === null && ownRole !== "co-host") return "impossible";
  const isLit = policy.spotlight.includes(participantId);
  if (isLit === isOn) return "idle";
  const others = policy.spotlight.filter((id) => id !== participantId);
  if (!isOn) return { ...policy, spotlight: others };
  if (!roster.some((entry) => entry.participantId === participantId)) return "impossible";
  return { ...policy, spotlight: [...others, participantId].slice(-SPOTLIGHT_MAX) };
}

async function addGrant(
  policy: Policy,
  { type, participantId }: Extract<PolicyAct, { type: "grant" | "hand-over" }>,
  group: Group,
  host: HostSigner,
): Promise<Step> {
  const isHost = type === "hand-over";
  const entry = group.roster.find((one) => one.participantId === participantId);
  const signatureKey = entry ? group.signatureKeyAt(entry.leafIndex) : null;
  if (!entry || signatureKey === null) return "impossible";
  if (entry.role === "host") return isHost ? "idle" : "impossible";
  const others = policy.grants.filter((one) => one.participantId !== participantId);
  const before = policy.grants.find((one) => one.participantId === participantId);
  if (before !== undefined && before.isHost === isHost) return "idle";
  if (others.length >= GRANTS_MAX) return "impossible";
  const { meetingId, groupId } = policy;
  const message = grantMessage({ meetingId, groupId, participantId, signatureKey, isHost });
  const certificate = await host.sign(message);
  return { ...policy, grants: [...others, { participantId, signatureKey, isHost, certificate }] };
}
