// A signature by the host key means one thing: no claim's bytes are those of another.

import { expect, test } from "bun:test";
import {
  deletionMessage,
  grantMessage,
  hostLeafMessage,
  hostSessionMessage,
  rotationMessage,
} from "../../../src/protocol/host-claims.ts";
import type { ParticipantId, SessionId } from "../../../src/protocol/ids.ts";
import { meetingIdFromBytes } from "../../../src/protocol/ids.ts";
import { policyMessage } from "../../../src/protocol/policy.ts";

const bytes = (length: number) => new Uint8Array(length);
const meetingId = meetingIdFromBytes(bytes(10));
const participantId = "00".repeat(16) as ParticipantId;
const sessionId = "00".repeat(16) as SessionId;
const signatureKey = bytes(32);

test("each claim begins with its own label, after the label's length", () => {
  const messages = [
    policyMessage(bytes(60)),
    grantMessage({ meetingId, groupId: bytes(16), participantId, signatureKey, isHost: false }),
    hostLeafMessage({ meetingId, participantId, signatureKey }),
    hostSessionMessage({ sessionId, nonce: bytes(32) }),
    rotationMessage({ meetingId, salt: bytes(16), verifier: bytes(384), linkGeneration: 1 }),
    deletionMessage({ meetingId, sessionId }),
  ];
  const labels = messages.map((message) => {
    const length = new DataView(message.buffer).getUint32(0);
    return new TextDecoder().decode(message.subarray(4, 4 + length));
  });
  expect(labels).toEqual([
    "conclave/1 policy",
    "conclave/1 grant",
    "conclave/1 host leaf",
    "conclave/1 host session",
    "conclave/1 rotation",
    "conclave/1 deletion",
  ]);
});
