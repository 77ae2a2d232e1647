// Pages are the same bytes for everybody of one language, and hold nothing that runs but what assets name by hash.
// The attacker is a server that would like to give one visitor another page: such a page shows.

import { describe, expect, test } from "bun:test";
import { brotliDecompressSync } from "node:zlib";
import { makeApp } from "../support/app.ts";

const { request, assets } = await makeApp();

const VISITORS: readonly RequestInit[] = [
  {},
  { headers: { "User-Agent": "Mozilla/5.0 (iPhone)", "Accept-Language": "en-GB,de;q=0.5" } },
  { headers: { Cookie: "id=1", "Sec-GPC": "1", Accept: "*/*" } },
  { headers: { Cookie: "language=en; id=2", "Accept-Language": "fr" } },
  { headers: { "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https" } },
];

async function bytesOf(path: string, init: RequestInit = {}): Promise<string> {
  return (await request(path, init)).text();
}

describe("a page", () => {
  test("is the same for each visitor of one language", async () => {
    for (const path of ["/", "/m/0123-4567-89ab-cdef", "/nowhere"]) {
      const pages = await Promise.all(VISITORS.map((visitor) => bytesOf(path, visitor)));
      expect(new Set(pages).size).toBe(1);
    }
  });

  test("of a meeting is the same for each meeting, made or not", async () => {
    const paths = ["/m/0123-4567-89ab-cdef", "/m/zzzz-zzzz-zzzz-zzzz", "/m/x", "/m/a?b=c"];
    const pages = await Promise.all(paths.map((path) => bytesOf(path)));
    expect(new Set(pages).size).toBe(1);
  });

  test("holds no script, style or handler of its own", async () => {
    for (const path of ["/", "/m/0123-4567-89ab-cdef", "/nowhere", "/fragments/server-sees"]) {
      const page = await bytesOf(path);
      expect(page.match(/<script(?![^>]*\ssrc=)[^>]*>/g)).toBeNull();
      expect(page.match(/<style|\sstyle=|\son[a-z]+=|javascript:/gi)).toBeNull();
    }
  });

  test("loads scripts and styles only by their hash", async () => {
    for (const path of ["/", "/m/0123-4567-89ab-cdef"]) {
      const page = await bytesOf(path);
      const loads = page.match(/<script[^>]*>|<link[^>]*rel="stylesheet"[^>]*>/g) ?? [];
      expect(loads.length).toBeGreaterThan(0);
      for (const tag of loads) expect(tag).toMatch(/integrity="sha384-[^"]{64}"/);
    }
  });

  test("names no other host", async () => {
    for (const path of ["/", "/m/0123-4567-89ab-cdef", "/nowhere"]) {
      const hosts = (await bytesOf(path)).match(/(?:src|href|action)="(?:https?:)?\/\/[^"]+/g);
      expect(hosts).toBeNull();
    }
  });
});

describe("an asset", () => {
  test("that is carried compressed alone has its own bytes for who can’t read that", async () => {
    const url = assets.url("tflite.wasm");
    const plain = new Uint8Array(await (await request(url)).arrayBuffer());
    const small = await request(url, { headers: { "Accept-Encoding": "br" } });
    expect(small.headers.get("Content-Type")).toBe("application/wasm");
    expect(WebAssembly.validate(plain)).toBe(true);
    const compressed = new Uint8Array(await small.arrayBuffer());
    expect(compressed.length).toBeLessThan(plain.length / 4);
    expect(Buffer.compare(brotliDecompressSync(compressed), plain)).toBe(0);
  });

  const url = assets.url("client.js");

  test("is compressed for who can read it, and only for them", async () => {
    const small = await request(url, { headers: { "Accept-Encoding": "gzip, br" } });
    const plain = await request(url, { headers: { "Accept-Encoding": "gzip" } });
    expect(small.headers.get("Content-Encoding")).toBe("br");
    expect(plain.headers.get("Content-Encoding")).toBeNull();
    expect(small.headers.get("Vary")).toBe("Accept-Encoding");
    expect((await small.bytes()).length).toBeLessThan((await plain.bytes()).length);
  });

  test("isn't sent again to who has it", async () => {
    const etag = (await request(url)).headers.get("ETag") ?? "";
    const again = await request(url, { headers: { "If-None-Match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  test("of another build isn't there", async () => {
    expect((await request("/assets/0000000000000000/client.js")).status).toBe(404);
    expect((await request(url.replace("client.js", "..%2f..%2fpackage.json"))).status).toBe(404);
    expect((await request(url.replace("client.js", "__proto__"))).status).toBe(404);
  });

  test("/source leads to this build's own source", async () => {
    const { status, headers } = await request("/source");
    expect([status, headers.get("Location")]).toEqual([302, assets.url("conclave-source.tar.gz")]);
    const archive = await (await request(assets.url("conclave-source.tar.gz"))).bytes();
    const text = new TextDecoder("latin1").decode(Bun.gunzipSync(archive));
    const names = [...text.matchAll(/conclave\/[\w./-]+(?=\0+0000\d{3}\0)/g)].map(([name]) => name);
    expect(names).toContain("conclave/src/main.ts");
    expect(names).toContain("conclave/LICENSE");
    const notOurs = /\/(node_modules|dist|data|\.git|\.env|public\/build)(\/|$)|\.gen\.ts$/;
    expect(names.filter((name) => notOurs.test(name))).toEqual([]);
  });
});
