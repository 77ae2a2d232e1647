// Compiles the server, its pages and its assets into one executable file. The same source gives the same bytes.

import { BUN, run } from "./run.ts";

/** Another machine than this, and the Bun for it. */
export type Target = { readonly name: string; readonly runtime: string };

/**
 * A compiled program reads `.env` and `bunfig.toml` of whatever directory it is started in unless
 * told otherwise: who can write there could preload code into the server.
 */
export async function compile(target: Target | null, outfile: string): Promise<void> {
  await run(
    BUN,
    "build",
    "--compile",
    ...(target === null
      ? []
      : [`--target=${target.name}`, `--compile-executable-path=${target.runtime}`]),
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
