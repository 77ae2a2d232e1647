// Behind Debian's Caddy, nginx and HAProxy: pages, WebSocket, and each visitor's own address for the limits.
// The attacker floods, and names other addresses in X-Forwarded-For. Seen to fail: without --trust-proxy (both
// visitors were one), and with the first entry of the header believed (the flood went on).

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { MEETINGS_BY_ADDRESS } from "../../src/server/entry/admission.ts";
import { REVERSE_PROXIES } from "../support/reverse-proxies.ts";
import type { SelfSigned } from "../support/self-signed.ts";
import { makeSelfSigned } from "../support/self-signed.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";
import type { Service } from "../support/service.ts";
import { freePorts, makeScratch } from "../support/service.ts";
import type { Place } from "../support/tls-client.ts";
import { ask } from "../support/tls-client.ts";
import { enterAt, makeMeetingAt, recordedMeeting, socketAt } from "../support/tls-visitor.ts";

const DOMAIN = "meet.test";
const scratch = makeScratch();
let tls: SelfSigned;

beforeAll(async () => {
  tls = await makeSelfSigned(scratch.path, "proxy", DOMAIN);
});
afterAll(() => scratch.remove());

for (const [name, start] of Object.entries(REVERSE_PROXIES)) {
  describe(`behind ${name}`, () => {
    let server: RunningServer;
    let proxy: Service;
    let place: Place;

    beforeEach(async () => {
      server = await startServer({ args: ["--trust-proxy", "127.0.0.1", "--start", "open"] });
      const [port = 0] = await freePorts(1);
      const backendPort = Number(new URL(server.url).port);
      proxy = await start({ directory: scratch.path, domain: DOMAIN, tls, port, backendPort });
      place = { port, domain: DOMAIN, root: readFileSync(tls.certificate, "utf8") };
    });
    afterEach(async () => {
      await proxy.stop();
      await server.stop();
    });

    test("pages come as by HTTPS, and a participant comes in", async () => {
      const page = await ask(place, "/");
      expect(page.status).toBe(200);
      expect(page.headers["strict-transport-security"]).toContain("max-age=");
      const link = await makeMeetingAt(place);
      const socket = socketAt(place);
      const answer = await socket.hello(await enterAt(place, link));
      expect(answer).toMatchObject({ type: "session" });
      expect(await socket.next()).toMatchObject({ type: "files" });
      expect(await socket.next()).toEqual({ type: "found" });
    });

    // Visitors come from 127.0.0.2 and 127.0.0.3, which are as good as foreign: only the proxy is trusted.
    test("who floods is held up, whatever it says of itself, and nobody else is", async () => {
      const flooder = { ...place, from: "127.0.0.2" };
      const statuses = new Set<number>();
      for (let count = 0; count <= MEETINGS_BY_ADDRESS.burst; count++) {
        const { path, request } = await recordedMeeting(place);
        const headers = { ...request.headers, "X-Forwarded-For": `198.51.100.${count}` };
        statuses.add((await ask(flooder, path, { ...request, headers })).status);
      }
      expect([...statuses]).toEqual([200, 429]);
      const { path, request } = await recordedMeeting(place);
      expect((await ask({ ...place, from: "127.0.0.3" }, path, request)).status).toBe(200);
    });
  });
}
