// The one place that asks which runtime we run on.

import type { Serve } from "./runtime.ts";

export async function loadServe(): Promise<Serve> {
  return "Deno" in globalThis
    ? (await import("./deno.ts")).serveOnDeno
    : (await import("./bun.ts")).serveOnBun;
}
