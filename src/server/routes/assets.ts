// `GET /assets/:hash/:name`: immutable files, compressed where the browser can read it.

import { Hono } from "hono";
import type { BuiltAssets } from "../assets.ts";

/** A year. The address changes with the bytes, so no copy ever goes stale. */
const CACHE_CONTROL = "public, max-age=31536000, immutable";

export function assetRoutes(assets: BuiltAssets): Hono {
  return new Hono().get("/:hash/:name", (c) => {
    const asset = assets.find(c.req.param("hash"), c.req.param("name"));
    if (asset === null) return c.notFound();
    c.header("Cache-Control", CACHE_CONTROL);
    c.header("ETag", asset.etag);
    c.header("Vary", "Accept-Encoding");
    if (c.req.header("If-None-Match") === asset.etag) return c.body(null, 304);
    c.header("Content-Type", asset.type);
    const accepted = (c.req.header("Accept-Encoding") ?? "").split(",").map((word) => word.trim());
    if (asset.brotli === null || !accepted.includes("br")) return c.body(asset.plain);
    c.header("Content-Encoding", "br");
    return c.body(asset.brotli);
  });
}
