// Names of files, as whoever offers one likes them, made harmless.
// Seen to fail: “exe.txt” turned round by a mark of direction kept its disguise without HARMFUL.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { cleanFileName } from "../../../src/client/file-name.ts";

test("a plain name stays as it is, in any script", () => {
  for (const name of ["notes.txt", "Été 2026 (1).pdf", "予定.xlsx", "Ärger & Co.docx"]) {
    expect(cleanFileName(name)).toBe(name.normalize("NFC"));
  }
});

test("a name loses its path, its disguise and what means something to a system", () => {
  const table = [
    ["../../etc/passwd", "_.._etc_passwd"],
    ["C:\\Windows\\x.dll", "C__Windows_x.dll"],
    ["invoice\u202Efdp.exe", "invoice_fdp.exe"],
    ["a\u200Bb\0c\nd.txt", "a_b_c_d.txt"],
    [".bashrc", "bashrc"],
    ["CON.txt", "_CON.txt"],
    ["report.pdf. . .", "report.pdf"],
    ["file:stream", "file_stream"],
    ["", "file"],
    ["...", "file"],
  ] as const;
  for (const [name, clean] of table) expect(cleanFileName(name)).toBe(clean);
});

test("a long name keeps its ending, which says what opens it", () => {
  const clean = cleanFileName(`${"x".repeat(400)}.pdf`);
  expect([clean.length, clean.endsWith("x.pdf")]).toEqual([120, true]);
});

test("any name whatever becomes one line without a path, and stays so", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
      const clean = cleanFileName(name);
      expect(clean).not.toBe("");
      expect(clean).not.toMatch(/[\p{Cc}\p{Cf}/\\:]|^[.\s]|[.\s]$/u);
      expect([...clean].length).toBeLessThanOrEqual(121);
      expect(cleanFileName(clean)).toBe(clean);
    }),
  );
});
