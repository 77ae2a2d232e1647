// Every answer carries the headers that keep other pages, and injected markup, away from a call.
// Seen to fail: with the middleware left out, and with 'unsafe-inline' added.

import { describe, expect, test } from "bun:test";
import { makeApp } from "../support/app.ts";

const { request, assets } = await makeApp();

const ANSWERS: readonly (readonly [string, string, RequestInit?])[] = [
  ["the home page", "/"],
  ["a meeting's page", "/m/0123-4567-89ab-cdef"],
  ["an asset", assets.url("client.js")],
  ["a fragment", "/fragments/server-sees"],
  ["health", "/healthz"],
  ["the source", "/source"],
  ["an address that leads nowhere", "/nowhere"],
  ["an answer of the API", "/api/meeting-ids", { method: "POST" }],
  ["a refusal of the API", "/api/srp", { method: "POST", body: "x" }],
  ["a body that is too large", "/api/srp", { method: "POST", body: "x".repeat(100_000) }],
  ["the socket's address without an upgrade", "/socket"],
];

const POLICY = new Map([
  ["default-src", "'none'"],
  ["script-src", "'self' 'wasm-unsafe-eval'"],
  ["style-src", "'self'"],
  ["img-src", "'self'"],
  ["connect-src", "'self'"],
  ["worker-src", "'self'"],
  ["media-src", "'self'"],
  ["font-src", "'none'"],
  ["manifest-src", "'self'"],
  ["form-action", "'self'"],
  ["base-uri", "'none'"],
  ["frame-ancestors", "'none'"],
]);

describe("headers", () => {
  for (const [name, path, init] of ANSWERS) {
    test(`of ${name}`, async () => {
      const { headers } = await request(path, init);
      const policy = (headers.get("Content-Security-Policy") ?? "").split("; ");
      const directives = policy.map((text): [string, string] => {
        const [directive = "", ...sources] = text.split(" ");
        return [directive, sources.join(" ")];
      });
      expect(new Map(directives)).toEqual(POLICY);
      expect(headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
      expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
      expect(headers.get("Referrer-Policy")).toBe("no-referrer");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("X-Frame-Options")).toBe("DENY");
      expect(headers.get("Permissions-Policy")).toContain("camera=(self)");
      expect(headers.get("Permissions-Policy")).toContain("geolocation=()");
      expect(headers.get("Set-Cookie")).toBeNull();
      expect(headers.get("Access-Control-Allow-Origin")).toBeNull();
      expect(headers.get("Strict-Transport-Security")).toBeNull();
      expect(headers.get("Server")).toBeNull();
    });
  }

  test("nothing but assets may be kept by anybody", async () => {
    for (const [, path, init] of ANSWERS) {
      const isAsset = path.startsWith("/assets/");
      const { headers } = await request(path, init);
      expect(headers.get("Cache-Control")).toBe(
        isAsset ? "public, max-age=31536000, immutable" : "no-store",
      );
    }
  });

  test("TLS is demanded from then on once a proxy of ours says that it was used", async () => {
    const behind = await makeApp({ isBehindProxy: true });
    const init = { headers: { "X-Forwarded-Proto": "https" } };
    const { headers } = await behind.request("/", init);
    expect(headers.get("Strict-Transport-Security")).toBe("max-age=63072000");
    expect((await request("/", init)).headers.get("Strict-Transport-Security")).toBeNull();
  });
});
