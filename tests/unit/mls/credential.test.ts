// A credential is a promise that its maker holds the link. Each reject was seen to pass with its
// check taken out.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Credential } from "ts-mls";
import {
  makeCredential,
  makeHostProof,
  readCredential,
  verifyCredential,
  verifyEarlierCredential,
} from "../../../src/core/mls/credential.ts";
import type { MeetingId } from "../../../src/protocol/ids.ts";
import { host, idOf, impostor, linkOf, meeting, meetingId, WRONG_SEED } from "./fixtures.ts";

const KEY = new Uint8Array(32).fill(1);
const OTHER_KEY = new Uint8Array(32).fill(2);
const good = makeCredential(linkOf(), idOf(1), "Ada", KEY);

function flipped(credential: Credential, index: number): Credential {
  if (credential.credentialType !== "basic") return credential;
  const byte = credential.identity.at(index) ?? 0;
  return { ...credential, identity: credential.identity.with(index, byte ^ 1) };
}

describe("a credential", () => {
  test("names its maker to whoever holds the link", async () => {
    expect(await verifyCredential(meeting, linkOf(), good, KEY)).toEqual({
      ok: true,
      value: {
        participantId: idOf(1),
        linkGeneration: 1,
        name: "Ada",
        isHost: false,
        returnProof: null,
      },
    });
    expect(readCredential(good)?.name).toBe("Ada");
  });

  test.each([
    [
      "made without the link",
      makeCredential(linkOf(1, WRONG_SEED), idOf(1), "Ada", KEY),
      KEY,
      "wrong-mac",
    ],
    ["moved to another signature key", good, OTHER_KEY, "wrong-mac"],
    ["with another participant ID", flipped(good, 0), KEY, "wrong-mac"],
    ["with another name", flipped(good, -35), KEY, "wrong-mac"],
    ["with another MAC", flipped(good, -3), KEY, "wrong-mac"],
    ["of an earlier link", makeCredential(linkOf(0), idOf(1), "Ada", KEY), KEY, "wrong-generation"],
    ["with another generation", flipped(good, 19), KEY, "wrong-generation"],
    ["of X.509", { credentialType: "x509", certificates: [] } as Credential, KEY, "malformed"],
    [
      "of no bytes",
      { credentialType: "basic", identity: new Uint8Array(0) } as Credential,
      KEY,
      "malformed",
    ],
  ] as const)("%s is refused", async (_, credential, key, reason) => {
    expect(await verifyCredential(meeting, linkOf(), credential, key)).toEqual({
      ok: false,
      reason,
    });
  });

  test("calls its leaf a host's by the host's own signature, over that leaf in that meeting", async () => {
    const judge = async (proof: Uint8Array<ArrayBuffer>, as = idOf(1), key = KEY, of = meeting) => {
      const credential = makeCredential(linkOf(), as, "Ada", key, { hostProof: proof });
      const judged = await verifyCredential(of, linkOf(), credential, key);
      return judged.ok ? judged.value.isHost : judged.reason;
    };
    const proof = await makeHostProof(host, meetingId, idOf(1), KEY);
    expect(await judge(proof)).toBe(true);
    expect(await judge(await makeHostProof(impostor, meetingId, idOf(1), KEY))).toBe(
      "wrong-host-proof",
    );
    expect(await judge(proof, idOf(2))).toBe("wrong-host-proof");
    expect(await judge(proof, idOf(1), OTHER_KEY)).toBe("wrong-host-proof");
    const elsewhere = { ...meeting, meetingId: "0000-0000-0000-0002" as MeetingId };
    expect(await judge(proof, idOf(1), KEY, elsewhere)).toBe("wrong-host-proof");
  });

  test("of an earlier link is taken by a joiner unread, but for a host's proof", async () => {
    const old = makeCredential(linkOf(0, WRONG_SEED), idOf(1), "Ada", KEY);
    const verify = async (credential: Credential) => {
      const judged = await verifyEarlierCredential(meeting, linkOf(), credential, KEY);
      return judged.ok ? judged.value.name : judged.reason;
    };
    expect(await verify(old)).toBe("Ada");
    expect(await verify(good)).toBe("wrong-generation");
    const false_ = await makeHostProof(impostor, meetingId, idOf(1), KEY);
    expect(
      await verify(makeCredential(linkOf(0), idOf(1), "Ada", KEY, { hostProof: false_ })),
    ).toBe("wrong-host-proof");
  });

  test("of any bytes whatever never throws", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }),
        async (id, key) => {
          const credential: Credential = { credentialType: "basic", identity: id };
          expect((await verifyCredential(meeting, linkOf(), credential, key)).ok).toBe(false);
          readCredential(credential);
        },
      ),
    );
  });
});
