// Another program reads our QR codes.
// Seen to fail with the format's bits left out, and with the codewords of correction dealt out of turn.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { QUIET_ZONE, qrCode } from "../../src/client/qr-code.ts";

/** Pixels for each module. */
const SCALE = 4;

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/conclave-qr-`);
});

afterAll(() => rm(folder, { recursive: true }));

/** As a portable bitmap. */
function bitmap(text: string): string {
  const code = qrCode(text);
  if (code === null) throw new Error("too long");
  const side = (code.size + 2 * QUIET_ZONE) * SCALE;
  const place = (pixel: number) => Math.floor(pixel / SCALE) - QUIET_ZONE;
  const isInside = (at: number) => at >= 0 && at < code.size;
  const rows = Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (__, x) => {
      const [column, row] = [place(x), place(y)];
      return isInside(column) && isInside(row) && code.isDark(column, row) ? "1" : "0";
    }).join(" "),
  );
  return `P1\n${side} ${side}\n${rows.join("\n")}\n`;
}

async function readBack(text: string): Promise<string> {
  const path = `${folder}/code.pbm`;
  await Bun.write(path, bitmap(text));
  const child = Bun.spawn(["zbarimg", "--quiet", "--raw", path], {
    stdout: "pipe",
    stderr: "ignore",
  });
  return (await new Response(child.stdout).text()).trimEnd();
}

test("links of every length read as they were written", async () => {
  const link =
    "https://meet.example.org/m/0123-4567-89ab-cdef#AQACAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw";
  for (const text of ["hi", link, link.repeat(2), link.repeat(4), `${link.repeat(7)}#end`]) {
    expect(await readBack(text)).toBe(text);
  }
});

test("a text that no code of ours holds gives none", () => {
  expect(qrCode("x".repeat(666))).not.toBeNull();
  expect(qrCode("x".repeat(667))).toBeNull();
});
