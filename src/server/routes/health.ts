// `GET /healthz`: whether this process serves and its database answers; `GET /readyz`: and whether new people may be sent here.

import { Hono } from "hono";
import type { Later } from "../../base/later.ts";

/** @param isWell asks whatever the server can't work without. */
export function healthRoutes(isWell: () => Later<boolean>): Hono {
  return new Hono().get("/", async (c) =>
    (await isWell()) ? c.text("ok\n") : c.text("not well\n", 503),
  );
}
