// The file of one's meetings: whoever has it is host of them, so a passphrase has to hold.
// The attacker found the file, or made one. Seen to fail with the text written as it is.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { openFile, sealFile } from "../../../src/client/sealed-file.ts";

const TEXT = '[{"meetingId":"0123-4567-89ab-cdef","fragment":"AQEB"}]';

describe("a sealed file", () => {
  test("opens with its passphrase and with no other", async () => {
    const file = await sealFile(TEXT, "über den Wolken");
    expect(await openFile(file, "über den Wolken")).toEqual({ ok: true, value: TEXT });
    for (const other of ["", "uber den Wolken", "Über den Wolken"]) {
      expect(await openFile(file, other)).toEqual({ ok: false, reason: "wrong-passphrase" });
    }
  });

  test("shows nothing of what is in it, and is another each time", async () => {
    const [one, other] = await Promise.all([sealFile(TEXT, "pass"), sealFile(TEXT, "pass")]);
    expect(one).not.toContain("0123");
    expect(one).not.toContain("AQEB");
    expect(one).not.toContain("pass");
    expect(JSON.parse(one).sealed).not.toBe(JSON.parse(other).sealed);
  });

  test("that was changed doesn’t open", async () => {
    const fields = JSON.parse(await sealFile(TEXT, "pass"));
    const sealed = `${fields.sealed.startsWith("A") ? "B" : "A"}${fields.sealed.slice(1)}`;
    const opened = await openFile(JSON.stringify({ ...fields, sealed }), "pass");
    expect(opened).toEqual({ ok: false, reason: "wrong-passphrase" });
  });

  test("that asks for endless work is refused", async () => {
    const fields = JSON.parse(await sealFile(TEXT, "pass"));
    const file = JSON.stringify({ ...fields, iterations: 1e15 });
    expect(await openFile(file, "pass")).toEqual({ ok: false, reason: "not-ours" });
  });
});

test("a file without a passphrase opens with any", async () => {
  const file = await sealFile(TEXT, "");
  expect(await openFile(file, "whatever")).toEqual({ ok: true, value: TEXT });
});

test("whatever else is opened is no file of ours", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
      expect(await openFile(text, "x")).toEqual({ ok: false, reason: "not-ours" });
    }),
    { numRuns: 100 },
  );
});
