// Compiles the server, its pages and its assets into one executable file. The same source gives the same bytes.

import { BUN, run } from "./run.ts";

/** As Bun names what a program is to run on; null for this machine. */
export type Target = "bun-linux-x64" | "bun-linux-arm64" | null;

/**
 * A compiled program reads `.env` and `bunfig.toml` of whatever directory it is started in unless
 * told otherwise: who can write there could preload code into the server.
 */
export async function compile(target: Target, outfile: string): Promise<void> {
  await run(
    BUN,
    "build",
    "--compile",
    ...(target === null ? [] : [`--target=${target}`]),
    "--minify",
    "--bytecode",
    "--format=esm",
    "--sourcemap=none",
    "--no-compile-autoload-dotenv",
    "--no-compile-autoload-bunfig",
    "src/main.ts",
    "src/server/media/media-worker.ts",
    "--outfile",
    outfile,
  );
}
