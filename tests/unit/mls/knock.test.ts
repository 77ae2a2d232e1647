// A knock is readable to holders of the link alone, and is its sender's alone. Each reject was seen
// to pass with its check taken out.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fromUtf8 } from "../../../src/base/bytes.ts";
import { openKnock, sealKnock } from "../../../src/core/mls/knock.ts";
import {
  idOf,
  keyPackageOf,
  linkOf,
  meeting,
  random,
  subtle,
  WRONG_SEED,
  xwingMeeting,
} from "./fixtures.ts";

const link = linkOf();
const own = await keyPackageOf(1, { name: "Ada Lovelace" });
const sealed = await sealKnock(own.publicPackage, idOf(1), link, subtle, random);

const open = (bytes: Uint8Array, id = idOf(1), by = link) =>
  openKnock(bytes, id, by, subtle, meeting);

describe("a knock", () => {
  test("shows a member who knocks", async () => {
    expect(await open(sealed)).toMatchObject({
      ok: true,
      value: { participantId: idOf(1), name: "Ada Lovelace" },
    });
  });

  test("shows the server no name and no key", () => {
    expect(fromUtf8(sealed)?.includes("Ada") ?? false).toBe(false);
    const key = own.publicPackage.initKey.subarray(0, 8).join();
    expect(sealed.join().includes(key)).toBe(false);
  });

  test("fits its bound with X-Wing keys and the longest name", async () => {
    const large = await keyPackageOf(1, { of: xwingMeeting, name: "n".repeat(128) });
    const knock = await sealKnock(large.publicPackage, idOf(1), link, subtle, random);
    expect(knock.length).toBeLessThan(8 * 1024);
    expect((await openKnock(knock, idOf(1), link, subtle, xwingMeeting)).ok).toBe(true);
  });

  test("of another's, passed off by the server, isn't opened", async () => {
    expect(await open(sealed, idOf(2))).toEqual({ ok: false, reason: "not-opened" });
  });

  test("isn't opened without the link", async () => {
    const stranger = linkOf(1, WRONG_SEED);
    expect(await open(sealed, idOf(1), stranger)).toEqual({ ok: false, reason: "not-opened" });
  });

  test("of an earlier link is refused", async () => {
    const old = await sealKnock(
      own.publicPackage,
      idOf(1),
      { ...link, generation: 0 },
      subtle,
      random,
    );
    expect(await open(old)).toEqual({ ok: false, reason: "wrong-generation" });
  });

  test("with somebody else's key package is refused", async () => {
    const other = await keyPackageOf(2);
    const knock = await sealKnock(other.publicPackage, idOf(1), link, subtle, random);
    expect(await open(knock)).toEqual({ ok: false, reason: "wrong-participant" });
  });

  test("with a key package of a stranger is refused", async () => {
    const stranger = await keyPackageOf(1, { link: linkOf(1, WRONG_SEED) });
    const knock = await sealKnock(stranger.publicPackage, idOf(1), link, subtle, random);
    expect(await open(knock)).toEqual({ ok: false, reason: "bad-credential" });
  });

  test("of any bytes whatever never throws", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(sealed.length - 1),
        async (bytes, at) => {
          expect((await open(bytes)).ok).toBe(false);
          expect((await open(sealed.with(at, (sealed[at] ?? 0) ^ 1))).ok).toBe(false);
        },
      ),
      { numRuns: 50 },
    );
  });
});
