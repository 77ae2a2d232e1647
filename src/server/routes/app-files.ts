// `GET /manifest.webmanifest` and `/service-worker.js`: what makes the site an app (W3C App Manifest).

import { Hono } from "hono";
import type { BuiltAssets } from "../assets.ts";

/** Shown while the app starts; the pages' own ground in light. */
const GROUND = "#fbf9f6";

function manifestOf(assets: BuiltAssets) {
  const icon = (size: number, purpose: "any" | "maskable") => ({
    src: assets.url(purpose === "any" ? `icon-${size}.png` : `icon-maskable-${size}.png`),
    sizes: `${size}x${size}`,
    type: "image/png",
    purpose,
  });
  return {
    id: "/",
    name: "Conclave",
    short_name: "Conclave",
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: GROUND,
    theme_color: GROUND,
    icons: [icon(192, "any"), icon(512, "any"), icon(192, "maskable"), icon(512, "maskable")],
  };
}

/** Neither is ever kept by a browser without asking: a copy could outlive the code that it names. */
export function appFileRoutes(assets: BuiltAssets): Hono {
  const manifest = JSON.stringify(manifestOf(assets));
  return new Hono()
    .get("/manifest.webmanifest", (c) =>
      c.body(manifest, 200, { "Content-Type": "application/manifest+json" }),
    )
    .get("/service-worker.js", (c) => {
      const script = assets.find(assets.buildHash, "service-worker.js");
      if (script === null) return c.notFound();
      return c.body(script.plain, 200, { "Content-Type": script.type });
    });
}
