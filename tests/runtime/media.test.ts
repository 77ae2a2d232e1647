// The media workers of the same product on Bun, on Deno and as the compiled binary: from an offer on
// the socket to keys by DTLS on the media port, in a directory that has none of our files.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { encodeFrame } from "../../src/protocol/frame.ts";
import { encode } from "../../src/protocol/schema.ts";
import { clientMessage } from "../../src/protocol/socket-messages.ts";
import { createDtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import type { RunningServer } from "../support/server.ts";
import { logLines, RUNTIMES, startServer } from "../support/server.ts";
import { plugIn } from "../support/udp-plug.ts";
import { enter, makeMeeting, VisitorSocket } from "../support/visitor.ts";
import { FakeBrowser, iceOf, writeOffer } from "../unit/media/fake-browser.ts";

const START_MS = 90_000;

/** @returns the answer to an offer of a new meeting's first participant. */
async function offerTo(url: string, sdp: string): Promise<{ answer: string; leave: () => void }> {
  const made = await makeMeeting(url);
  if (!made.ok) throw new Error(made.reason);
  const entered = await enter(url, made.value.meetingId, made.value.fragment);
  if (!entered.ok) throw new Error(entered.reason);
  const socket = new VisitorSocket(url);
  await socket.hello(entered.value);
  socket.send(encodeFrame(1, 0, encode(clientMessage, { type: "offer", sdp })));
  for (;;) {
    const message = await socket.next();
    if (message.type === "answer") return { answer: message.sdp, leave: () => socket.close() };
  }
}

for (const runtime of RUNTIMES) {
  describe(`on ${runtime}`, () => {
    let server: RunningServer;

    beforeAll(async () => {
      server = await startServer({ runtime, args: ["--media-workers", "2"] });
    }, START_MS);

    afterAll(async () => {
      expect(await server.stop()).toBe(0);
    });

    test("each meeting's media is on one of the workers' ports", async () => {
      const certificate = await createDtlsCertificate();
      const ports = new Set<string>();
      for (const name of ["first", "second"]) {
        const { answer, leave } = await offerTo(server.url, writeOffer(certificate.fingerprint));
        const port = / 127\.0\.0\.1 (\d+) typ host/.exec(answer)?.[1] ?? "";
        const { fragment, password } = iceOf(answer);
        const browser = new FakeBrowser(name);
        const unplug = plugIn(browser, `127.0.0.1:${port}`);
        browser.check(fragment, password);
        await browser.handshake(certificate);
        ports.add(port);
        unplug();
        leave();
      }
      expect(ports.size).toBe(2);
      const told = logLines(server.log()).find(({ event }) => event === "media");
      expect(told).toMatchObject({ workers: 2 });
    });
  });
}
