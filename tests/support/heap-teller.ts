// Loaded into a server before its own code, by a bench: at SIGUSR2 it collects garbage and writes down what is left.

import { heapStats } from "bun:jsc";
import { renameSync, writeFileSync } from "node:fs";

const file = process.env["HEAP_TELLER_FILE"] ?? "";

process.on("SIGUSR2", () => {
  Bun.gc(true);
  const { heapSize, objectCount } = heapStats();
  writeFileSync(`${file}.new`, JSON.stringify({ heapSize, objectCount }));
  renameSync(`${file}.new`, file);
});
