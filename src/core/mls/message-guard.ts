// What an MLSMessage must be before ts-mls may see it (RFC 9420 §6).

import type { ContentTypeName, GroupContext, PrivateMessage, Welcome } from "ts-mls";
import { decodeMlsMessage, encodeMlsMessage } from "ts-mls/message.js";
import type { Bytes } from "../../base/bytes.ts";
import { copy, equal } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import {
  APPLICATION_BYTES_MAX,
  COMMIT_BYTES_MAX,
  PARTICIPANTS_LISTED_MAX,
  WELCOME_BYTES_MAX,
} from "../../protocol/limits.ts";
import type { MlsSuite } from "./suite.ts";

export type GuardReject =
  | "too-large"
  | "wrong-format"
  | "malformed"
  | "wrong-group"
  | "wrong-content"
  | "wrong-suite"
  | "past-epoch"
  | "future-epoch";

/** ProtocolVersion mls10, then the wire format, both u16. */
const PRIVATE_MESSAGE = [0, 1, 0, 2];
const WELCOME = [0, 1, 0, 3];

const BYTES_MAX: Readonly<Record<ContentTypeName, number>> = {
  application: APPLICATION_BYTES_MAX,
  commit: COMMIT_BYTES_MAX,
  proposal: 0,
};

/**
 * Public messages are turned away here unread: anybody, the server included, can write an external
 * commit, and ts-mls loops for ever on some, before any callback.
 * @returns a message of this group, of this content and of this epoch (of an application message:
 * of this epoch or an earlier one). Never throws.
 */
export function readPrivateMessage(
  message: Uint8Array,
  content: "commit" | "application",
  { groupId, epoch }: Pick<GroupContext, "groupId" | "epoch">,
): Result<PrivateMessage, GuardReject> {
  if (message.length > BYTES_MAX[content]) return reject("too-large");
  if (!startsWith(message, PRIVATE_MESSAGE)) return reject("wrong-format");
  const decoded = decodeWhole(message);
  if (decoded?.wireformat !== "mls_private_message") return reject("malformed");
  const { privateMessage } = decoded;
  if (!equal(privateMessage.groupId, groupId)) return reject("wrong-group");
  if (privateMessage.contentType !== content) return reject("wrong-content");
  if (privateMessage.authenticatedData.length > 0) return reject("wrong-content");
  if (privateMessage.epoch > epoch) return reject("future-epoch");
  if (privateMessage.epoch < epoch && content === "commit") return reject("past-epoch");
  return ok(privateMessage);
}

/** Never throws. */
export function readWelcome(message: Uint8Array, suite: MlsSuite): Result<Welcome, GuardReject> {
  if (message.length > WELCOME_BYTES_MAX) return reject("too-large");
  if (!startsWith(message, WELCOME)) return reject("wrong-format");
  const decoded = decodeWhole(message);
  if (decoded?.wireformat !== "mls_welcome") return reject("malformed");
  const { welcome } = decoded;
  if (welcome.cipherSuite !== suite.name) return reject("wrong-suite");
  if (welcome.secrets.length > PARTICIPANTS_LISTED_MAX) return reject("malformed");
  return ok(welcome);
}

export function writePrivateMessage(privateMessage: PrivateMessage): Bytes {
  return copy(
    encodeMlsMessage({ version: "mls10", wireformat: "mls_private_message", privateMessage }),
  );
}

export function writeWelcome(welcome: Welcome): Bytes {
  return copy(encodeMlsMessage({ version: "mls10", wireformat: "mls_welcome", welcome }));
}

function startsWith(message: Uint8Array, head: readonly number[]): boolean {
  return head.every((byte, index) => message[index] === byte);
}

/** @returns undefined unless `message` is exactly one MLSMessage: ts-mls's decoders throw on some. */
function decodeWhole(message: Uint8Array) {
  try {
    const decoded = decodeMlsMessage(copy(message), 0);
    return decoded?.[1] === message.length ? decoded[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Which epoch a private message says that it is of. @returns null when it isn't one. Never throws. */
export function epochOf(message: Uint8Array): bigint | null {
  const decoded = startsWith(message, PRIVATE_MESSAGE) ? decodeWhole(message) : undefined;
  return decoded?.wireformat === "mls_private_message" ? decoded.privateMessage.epoch : null;
}
