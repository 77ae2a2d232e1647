// Compiles the program for this machine.

import { stat } from "node:fs/promises";
import { compile } from "./compile.ts";
import { PROJECT } from "./run.ts";

const OUTFILE = "dist/conclave";

await compile(null, OUTFILE);
const { size } = await stat(`${PROJECT}${OUTFILE}`);
console.log(`${OUTFILE}: ${(size / 1e6).toFixed(1)} MB`);
