// Deletes a meeting at the server from the list of a host's browser, without anybody being called (PROTOCOL §5).

import type { RandomBytes } from "../base/random.ts";
import type { Result } from "../base/result.ts";
import { ok, reject } from "../base/result.ts";
import type { Clock } from "../base/time.ts";
import type { LinkFragment } from "../core/link/fragment.ts";
import { zeroLinkKeys } from "../core/link/link-keys.ts";
import { deletionMessage, hostSessionMessage } from "../protocol/host-claims.ts";
import type { MeetingId } from "../protocol/ids.ts";
import type { Entered } from "./entry.ts";
import { enterMeeting, stretched } from "./entry.ts";
import type { Failure } from "./failure.ts";
import type { HostKey } from "./host-key.ts";
import { hostKeyFromSeed } from "./host-key.ts";
import type { Fetch } from "./post.ts";
import type { WebSocketLike } from "./signaling.ts";
import { Signaling } from "./signaling.ts";

/** Longer keeps a person before a server that doesn't answer, shorter gives up on a slow line. */
const ANSWER_MS = 15_000;

export type DeletionEdges = {
  readonly fetch: Fetch;
  readonly openSocket: (meetingId: MeetingId) => WebSocketLike;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly subtle: SubtleCrypto;
};

export type KeptLink = {
  readonly meetingId: MeetingId;
  /** With the host's seed. */
  readonly fragment: LinkFragment;
  /** Which may be the link instead. */
  readonly others: readonly LinkFragment[];
};

/** @param passphrase that its link needs beside; null without. */
export async function deleteMeeting(
  { meetingId, fragment, others }: KeptLink,
  passphrase: string | null,
  edges: DeletionEdges,
): Promise<Result<null, Failure>> {
  const { hostSeed } = fragment;
  const hostKey = hostSeed && (await hostKeyFromSeed(edges.subtle, hostSeed));
  if (hostKey === null) return reject("not-host");
  const extra = stretched(meetingId, passphrase);
  let failure: Failure = "wrong-link";
  for (const link of [fragment, ...others]) {
    const entrance = { meetingId, fragment: link, stretched: extra, ...edges };
    const entered = await enterMeeting(entrance);
    if (entered.ok) {
      zeroLinkKeys(entered.value.linkKeys);
      return deleteFrom(meetingId, entered.value, hostKey, edges);
    }
    failure = entered.reason;
    if (failure !== "wrong-link") break;
  }
  return reject(failure);
}

/** In a session that proves to be the host's, and knocks nowhere. */
function deleteFrom(
  meetingId: MeetingId,
  { sessionId, sessionKey }: Entered,
  hostKey: HostKey,
  { openSocket, clock, random }: DeletionEdges,
): Promise<Result<null, Failure>> {
  const { promise, resolve } = Promise.withResolvers<Result<null, Failure>>();
  const signaling = new Signaling({
    open: () => openSocket(meetingId),
    sessionId,
    sessionKey,
    clock,
    random,
    setTimer: (run, delayMs) => setTimeout(run, delayMs),
    clearTimer: (timer) => clearTimeout(timer),
    handlers: {
      session: (_, isResumed, nonce) => {
        if (!isResumed) void ask(nonce);
      },
      message: (message) => {
        if (message.type === "act-refused") resolve(reject(message.reason));
      },
      connection: () => undefined,
      ended: (failure) => resolve(failure === "ended" ? ok(null) : reject(failure)),
    },
  });
  const ask = async (nonce: Uint8Array<ArrayBuffer>) => {
    const proof = await hostKey.sign(hostSessionMessage({ sessionId, nonce }));
    signaling.send({ type: "prove", signature: proof });
    const signature = await hostKey.sign(deletionMessage({ meetingId, sessionId }));
    signaling.send({ type: "delete", signature });
  };
  const timer = setTimeout(() => resolve(reject("server-gone")), ANSWER_MS);
  return promise.finally(() => {
    clearTimeout(timer);
    signaling.leave();
  });
}
