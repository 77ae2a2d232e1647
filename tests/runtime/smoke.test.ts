// The same product on Bun, on Deno and as the compiled binary: pages, entry, socket, and an orderly end.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { Secret } from "../../src/base/secret.ts";
import { SOCKET_FRAME_BYTES_MAX } from "../../src/protocol/limits.ts";
import { closeCodeOf } from "../../src/protocol/reject.ts";
import type { RunningServer } from "../support/server.ts";
import { RUNTIMES, startServer } from "../support/server.ts";
import { enter, makeMeeting, VisitorSocket } from "../support/visitor.ts";

const START_MS = 90_000;

for (const runtime of RUNTIMES) {
  describe(`on ${runtime}`, () => {
    let server: RunningServer;

    beforeAll(async () => {
      server = await startServer({ runtime });
    }, START_MS);

    afterAll(async () => {
      await server.stop();
    });

    test("it is well", async () => {
      const answer = await fetch(`${server.url}/healthz`);
      expect([answer.status, await answer.text()]).toEqual([200, "ok\n"]);
    });

    test("pages come with every header that protects them", async () => {
      for (const path of ["/", "/m/0123-4567-89ab-cdef"]) {
        const answer = await fetch(`${server.url}${path}`);
        expect(answer.status).toBe(200);
        expect(await answer.text()).toStartWith("<!doctype html>");
        expect(answer.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
        expect(answer.headers.get("Cache-Control")).toBe("no-store");
        expect(answer.headers.get("Set-Cookie")).toBeNull();
      }
    });

    test("what pages load is there, and is what they say", async () => {
      const page = await (await fetch(`${server.url}/`)).text();
      const links = [
        ...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)" integrity="sha384-([^"]+)"/g),
      ];
      expect(links.length).toBeGreaterThanOrEqual(2);
      for (const [, href, integrity] of links) {
        for (const encoding of ["br", "identity"]) {
          const headers = { "Accept-Encoding": encoding };
          const answer = await fetch(`${server.url}${href}`, { headers });
          const bytes = new Uint8Array(await answer.arrayBuffer());
          expect(createHash("sha384").update(bytes).digest("base64")).toBe(integrity ?? "");
        }
      }
    });

    test("whoever has the link comes in, and whoever hasn't doesn't", async () => {
      const made = await makeMeeting(server.url);
      if (!made.ok) throw new Error(made.reason);
      const { meetingId, fragment } = made.value;
      const entered = await enter(server.url, meetingId, fragment);
      if (!entered.ok) throw new Error(entered.reason);

      const socket = new VisitorSocket(server.url);
      expect(await socket.hello(entered.value)).toMatchObject({
        type: "session",
        isResumed: false,
      });
      expect(await socket.next()).toMatchObject({ type: "files" });
      expect(await socket.next()).toEqual({ type: "found" });
      socket.close();

      const guess = { ...fragment, secret: new Secret(new Uint8Array(16)) };
      expect(await enter(server.url, meetingId, guess)).toEqual({
        ok: false,
        reason: "wrong-link",
      });
      expect(server.log()).not.toContain(meetingId);
    });

    test("a page of another origin gets no socket", async () => {
      const { code } = await new VisitorSocket(server.url, "https://evil.example").ended;
      expect(code).toBe(1006);
    });

    test("a socket takes no text, and no frame over the bound", async () => {
      const talker = new VisitorSocket(server.url);
      await talker.next();
      talker.send("hello");
      expect((await talker.ended).code).toBe(1003);

      const flood = new VisitorSocket(server.url);
      await flood.next();
      flood.send(new Uint8Array(SOCKET_FRAME_BYTES_MAX + 1));
      // Bun cuts the connection at the frame's head; Deno has read the frame, and says why.
      expect([1006, 1009, closeCodeOf("too-large")]).toContain((await flood.ended).code);
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    });

    test("what it writes is for its own user's eyes", () => {
      expect(statSync(server.dataDirectory).mode & 0o777).toBe(0o700);
      for (const name of readdirSync(server.dataDirectory)) {
        expect(statSync(`${server.dataDirectory}/${name}`).mode & 0o077).toBe(0);
      }
    });

    test("asked to stop, it tells those in meetings, and ends well", async () => {
      const made = await makeMeeting(server.url);
      if (!made.ok) throw new Error(made.reason);
      const entered = await enter(server.url, made.value.meetingId, made.value.fragment);
      if (!entered.ok) throw new Error(entered.reason);
      const socket = new VisitorSocket(server.url);
      await socket.hello(entered.value);
      const [code, end] = await Promise.all([server.stop(), socket.ended]);
      expect(end.code).toBe(closeCodeOf("shutting-down"));
      expect(code).toBe(0);
    });
  });
}
