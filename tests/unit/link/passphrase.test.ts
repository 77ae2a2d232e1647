// The stretched passphrase, judged by Bun's own Argon2id (RFC 9106), which is another program's.

import { expect, test } from "bun:test";
import { stretchPassphrase } from "../../../src/core/link/passphrase.ts";
import type { MeetingId } from "../../../src/protocol/ids.ts";

const meetingId = "0123-4567-89ab-cdef" as MeetingId;
const otherId = "0123-4567-89ab-cdeg" as MeetingId;

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");

test("a passphrase is stretched by Argon2id with 19 MiB and two passes, salted by the meeting", async () => {
  const stretched = stretchPassphrase(meetingId, "Grüße");
  const salt = base64(Buffer.from(meetingId));
  const encoded = `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${base64(stretched)}`;
  expect(await Bun.password.verify("Grüße", encoded)).toBe(true);
  expect(stretched).toHaveLength(32);
});

test("a passphrase is the same however a keyboard composes its accents, in one meeting", () => {
  const stretched = stretchPassphrase(meetingId, "Grüße");
  expect(stretchPassphrase(meetingId, "Gru\u0308ße")).toEqual(stretched);
  expect(stretchPassphrase(otherId, "Grüße")).not.toEqual(stretched);
});
