// Compiles the server, its pages and its assets into one executable file.

import { stat } from "node:fs/promises";
import { BUN, PROJECT, run } from "./run.ts";

const OUTFILE = "dist/conclave";

// A compiled program reads `.env` and `bunfig.toml` of whatever directory it is started in unless
// told otherwise: who can write there could preload code into the server.
await run(
  BUN,
  "build",
  "--compile",
  "--minify",
  "--bytecode",
  "--format=esm",
  "--sourcemap=none",
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
  "src/main.ts",
  "src/server/media/media-worker.ts",
  "--outfile",
  OUTFILE,
);
const { size } = await stat(`${PROJECT}${OUTFILE}`);
console.log(`${OUTFILE}: ${(size / 1e6).toFixed(1)} MB`);
