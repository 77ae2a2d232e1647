// The browser's side of making a meeting and of coming in by SRP-6a, for page and worker (PROTOCOL §4).

import type { Bytes } from "../base/bytes.ts";
import { equal, utf8 } from "../base/bytes.ts";
import type { RandomBytes } from "../base/random.ts";
import type { Result } from "../base/result.ts";
import { ok, reject } from "../base/result.ts";
import { Secret } from "../base/secret.ts";
import type { LinkFragment } from "../core/link/fragment.ts";
import { HOST_SEED_BYTES, LINK_SECRET_BYTES } from "../core/link/fragment.ts";
import type { LinkKeys } from "../core/link/link-keys.ts";
import {
  deriveLinkKeys,
  hostCommitment,
  srpPasswordBytes,
  zeroLinkKeys,
} from "../core/link/link-keys.ts";
import { stretchPassphrase } from "../core/link/passphrase.ts";
import type { SrpLogin } from "../core/srp/client.ts";
import { makeVerifier, SrpClient } from "../core/srp/client.ts";
import { GROUP_3072 } from "../core/srp/group.ts";
import { sessionKeyFrom } from "../core/srp/session-key.ts";
import {
  meetingClaimMessage,
  meetingCreate,
  meetingIdOffer,
  srpChallenge,
  srpHello,
  srpProof,
  srpSession,
} from "../protocol/entry-messages.ts";
import type { MeetingId, SessionId } from "../protocol/ids.ts";
import { PROTOCOL_VERSION, SRP_SALT_BYTES } from "../protocol/limits.ts";
import { encode } from "../protocol/schema.ts";
import type { Failure } from "./failure.ts";
import { hostKeyFromSeed } from "./host-key.ts";
import type { Purse } from "./patience.ts";
import { patiently, waitFor } from "./patience.ts";
import type { Fetch } from "./post.ts";
import { post, postFor } from "./post.ts";

const NOTHING = new Uint8Array(0);

export type CreatedMeeting = {
  readonly meetingId: MeetingId;
  /** For everybody: without the host's seed. */
  readonly fragment: LinkFragment;
  /** For this browser alone. */
  readonly hostSeed: Secret;
};

/**
 * Makes a meeting at the server, with a link secret and a host key that never reach it.
 * @param passphrase that everyone is to type beside having the link; null for none.
 * @param startKey of the operator, where not everyone may start meetings; empty without.
 */
export async function createMeeting(
  fetch: Fetch,
  subtle: SubtleCrypto,
  random: RandomBytes,
  passphrase: string | null = null,
  startKey = "",
): Promise<Result<CreatedMeeting, Failure>> {
  const hostSeed = new Secret(random(HOST_SEED_BYTES));
  const hostKey = await hostKeyFromSeed(subtle, hostSeed);
  if (hostKey === null) return reject("unsupported-browser");
  const offer = await postFor(fetch, "/api/meeting-ids", NOTHING, meetingIdOffer);
  if (!offer.ok) return offer;
  const { meetingId, ticket, suite } = offer.value;
  const secret = new Secret(random(LINK_SECRET_BYTES));
  const salt = random(SRP_SALT_BYTES);
  const needsPassphrase = passphrase !== null;
  const link = { suite, needsPassphrase, secret };
  const keys = deriveLinkKeys(meetingId, link, stretched(meetingId, passphrase));
  const verifier = verifierOf(meetingId, keys, salt);
  const claim = { meetingId, salt, verifier, hostKey: hostKey.publicKey };
  const signature = await hostKey.sign(meetingClaimMessage(claim));
  const message = encode(meetingCreate, { ...claim, ticket, signature, startKey });
  const created = await post(fetch, "/api/meetings", message);
  if (!created.ok) return created;
  const commitment = hostCommitment(hostKey.publicKey);
  const fragment = { ...link, hostCommitment: commitment, hostSeed: null };
  return ok({ meetingId, fragment, hostSeed });
}

export type Entrance = {
  readonly meetingId: MeetingId;
  readonly fragment: LinkFragment;
  /** The stretched passphrase, of a link that needs one. */
  readonly stretched?: Bytes;
  readonly fetch: Fetch;
  readonly random: RandomBytes;
  /** Aborted when the person left meanwhile. */
  readonly signal?: AbortSignal;
  /** Between tries; a test's doesn't take its time. */
  readonly wait?: (ms: number) => Promise<void>;
};

export type Entered = {
  readonly sessionId: SessionId;
  /** 32 bytes, for the proof in the socket's hello. */
  readonly sessionKey: Secret;
  /** Ed25519, 32 bytes: the one that the link commits to. */
  readonly hostKey: Bytes;
  readonly linkGeneration: number;
  readonly linkKeys: LinkKeys;
};

/**
 * Comes in with the link's secret; while the server is busy, again and again. Beside the server's rejects it fails with `server-unproven`
 * when the server doesn't know the verifier, and with `host-mismatch` when it names another host
 * than the link does: a server that was replaced, or lies.
 */
export async function enterMeeting(entrance: Entrance): Promise<Result<Entered, Failure>> {
  const { meetingId, fragment, stretched } = entrance;
  const { fetch, random, signal = new AbortController().signal, wait = waitFor } = entrance;
  const linkKeys = deriveLinkKeys(meetingId, fragment, stretched);
  const entered = await patiently((purse) => enterOnce(linkKeys, purse, entrance), {
    meetingId,
    fetch,
    random,
    signal,
    wait,
  });
  if (!entered.ok) zeroLinkKeys(linkKeys);
  return entered;
}

async function enterOnce(
  linkKeys: LinkKeys,
  purse: Purse,
  { meetingId, fragment, fetch, random }: Entrance,
): Promise<Result<Entered, Failure>> {
  const client = new SrpClient(GROUP_3072, loginOf(meetingId, linkKeys), random);
  const { clientPublic } = client;
  const hello = encode(srpHello, { meetingId, clientPublic, work: purse.work });
  const challenge = await postFor(fetch, "/api/srp", hello, srpChallenge, meetingId);
  if (!challenge.ok) return challenge;
  purse.work = null;
  const { exchangeId, salt, serverPublic } = challenge.value;
  const proof = client.prove(salt, serverPublic);
  if (!proof.ok) return reject("server-unproven");
  const { clientProof, key, isServerProof } = proof.value;
  const message = encode(srpProof, { exchangeId, clientProof });
  const session = await postFor(fetch, "/api/srp/proof", message, srpSession, meetingId);
  if (!session.ok) return session;
  const { serverProof, sessionId, hostKey, linkGeneration, protocolVersion } = session.value;
  if (protocolVersion !== PROTOCOL_VERSION) return reject("wrong-version");
  if (!isServerProof(serverProof)) return reject("server-unproven");
  if (!equal(hostCommitment(hostKey), fragment.hostCommitment)) return reject("host-mismatch");
  return ok({ sessionId, sessionKey: sessionKeyFrom(key), hostKey, linkGeneration, linkKeys });
}

/** Argon2id of what a person typed; no bytes when there is no passphrase. Takes half a second. */
export function stretched(meetingId: MeetingId, passphrase: string | null): Bytes {
  return passphrase === null ? NOTHING : stretchPassphrase(meetingId, passphrase);
}

/** What the server keeps of a link with these keys, which it zeroes. */
export function verifierOf(meetingId: MeetingId, keys: LinkKeys, salt: Bytes): Bytes {
  const verifier = makeVerifier(GROUP_3072, loginOf(meetingId, keys), salt);
  zeroLinkKeys(keys);
  return verifier;
}

function loginOf(meetingId: MeetingId, keys: LinkKeys): SrpLogin {
  return { identity: utf8(meetingId), password: srpPasswordBytes(keys) };
}
