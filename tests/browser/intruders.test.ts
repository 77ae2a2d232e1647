// Who lacks one thing that a member has: the link's secret, its PSK, a certificate's key, admission. None gets in.
// Seen to fail, each with its protection taken out in a copy: see the comments at the tests.

import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { Secret } from "../../src/base/secret.ts";
import type { CreatedMeeting, Entered } from "../../src/client/entry.ts";
import { formatLink } from "../../src/core/link/link.ts";
import { srpChallenge, srpHello, srpProof } from "../../src/protocol/entry-messages.ts";
import { encodeFrame } from "../../src/protocol/frame.ts";
import { decode, encode } from "../../src/protocol/schema.ts";
import { clientMessage } from "../../src/protocol/socket-messages.ts";
import type { DtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import { createDtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { HeadlessMember } from "../support/headless-member.ts";
import { inboundOf } from "../support/inbound.ts";
import type { LocalServer } from "../support/local-server.ts";
import { startLocalServer } from "../support/local-server.ts";
import { Person, until } from "../support/person.ts";
import { plugIn } from "../support/udp-plug.ts";
import { enter, makeMeeting, VisitorSocket } from "../support/visitor.ts";
import { WireTap } from "../support/wire-tap.ts";
import { FakeBrowser, iceOf, OPUS, SSRC, writeOffer } from "../unit/media/fake-browser.ts";

const SLOW_MS = 120_000;

let server: LocalServer;
let chromium: RunningBrowser;
const closing: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  server = await startLocalServer();
  chromium = await startBrowser("chromium");
}, SLOW_MS);

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

afterAll(async () => {
  await chromium?.close();
  await server?.close();
}, SLOW_MS);

async function newMeeting(): Promise<CreatedMeeting> {
  const made = await makeMeeting(server.url);
  if (!made.ok) throw new Error(made.reason);
  return made.value;
}

async function entered({ meetingId, fragment }: CreatedMeeting): Promise<Entered> {
  const result = await enter(server.url, meetingId, fragment);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

/** Ana is in, with picture and sound. */
async function anaIn(meeting: CreatedMeeting): Promise<Person> {
  const ana = await Person.at(chromium, "Ana");
  closing.push(() => ana.page.browserContext().close());
  await ana.join(formatLink({ origin: server.url, ...meeting }));
  await ana.seesIn("Ana");
  return ana;
}

/** One counter or gauge of the metrics; 0 before its first event. */
async function count(series: string): Promise<number> {
  const line = (await server.metrics()).split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

function media(what: string): string {
  return `conclave_media_total{what="${what}"}`;
}

async function grows(series: string, by: number): Promise<void> {
  const before = await count(series);
  await until(`${series} grow by ${by}`, async () => (await count(series)) >= before + by);
}

describe("at the server's door", () => {
  async function post(path: string, body: Uint8Array): Promise<Response> {
    const headers = { "Content-Type": "application/octet-stream" };
    return fetch(`${server.url}${path}`, { method: "POST", headers, body: Buffer.from(body) });
  }

  // These two seen to fail without the comparison of M1 in src/core/srp/server.ts.
  test("another secret than the link's proves nothing", async () => {
    const { meetingId, fragment } = await newMeeting();
    const secret = new Secret(
      fragment.secret.bytes.map((byte, at) => (at === 15 ? byte ^ 1 : byte)),
    );
    const result = await enter(server.url, meetingId, { ...fragment, secret });
    expect(result.ok ? "entered" : result.reason).toBe("wrong-link");
  });

  test("a proof out of nothing gives no session, and its exchange is used up", async () => {
    const { meetingId } = await newMeeting();
    const clientPublic = crypto.getRandomValues(new Uint8Array(384)).fill(0, 0, 1);
    const challenge = await post(
      "/api/srp",
      encode(srpHello, { meetingId, clientPublic, work: null }),
    );
    expect(challenge.status).toBe(200);
    const opened = decode(srpChallenge, new Uint8Array(await challenge.arrayBuffer()));
    if (opened === null) throw new Error("not a challenge");
    const { exchangeId } = opened;
    const guess = encode(srpProof, { exchangeId, clientProof: new Uint8Array(32) });
    expect(await (await post("/api/srp/proof", guess)).text()).toBe("wrong-link");
    expect(await (await post("/api/srp/proof", guess)).text()).toBe("unknown-session");
  });

  // Seen to fail without `#isProven` in src/server/socket.ts.
  test("a session's ID without its key is nobody's", async () => {
    const session = await entered(await newMeeting());
    const socket = new VisitorSocket(server.url);
    const stolen = { ...session, sessionKey: new Secret(new Uint8Array(32)) };
    expect(await socket.hello(stolen)).toEqual({ type: "reject", reason: "unknown-session" });
    await socket.ended;
  });
});

describe("at the media port", () => {
  /** Enters `meeting` at the server, and answers for its media, but never knocks at the group. */
  async function stranger(meeting: CreatedMeeting, fingerprint: string) {
    const socket = new VisitorSocket(server.url);
    expect((await socket.hello(await entered(meeting))).type).toBe("session");
    const sdp = writeOffer(fingerprint);
    socket.send(encodeFrame(1, 0, encode(clientMessage, { type: "offer", sdp })));
    for (;;) {
      const message = await socket.next();
      if (message.type === "answer") return { socket, answer: message.sdp };
    }
  }

  /** Connects to the media port with what an answer told. */
  async function connect(answer: string, shown: DtlsCertificate, signing = shown) {
    const browser = new FakeBrowser("intruder");
    closing.push(plugIn(browser, server.media[0] ?? ""));
    const { fragment, password } = iceOf(answer);
    await until("the answer to a check", async () => {
      browser.check(fragment, password);
      return browser.stunAnswers.length > 0;
    });
    return { browser, shaken: browser.handshake(shown, signing) };
  }

  // Seen to fail without `isSigned` in src/server/media/dtls-verify.ts.
  test("a certificate seen elsewhere, without its key, gets no transport", async () => {
    const [victim, thief] = [await createDtlsCertificate(), await createDtlsCertificate()];
    const { socket, answer } = await stranger(await newMeeting(), victim.fingerprint);
    const refused = await count(media("drop-wrong-signature"));
    const { browser } = await connect(answer, victim, thief);
    await until("the refusal", async () => {
      return (await count(media("drop-wrong-signature"))) === refused + 1;
    });
    // Its client may hold the handshake for done: what it sends is dropped all the same.
    const received = await count(media("rtp-received"));
    await until("dropped packets of the thief", async () => {
      browser.sendRtp(SSRC.microphone, OPUS, 1, 0, "stolen");
      browser.send(new Uint8Array([0x80, OPUS, 0, 1, 0, 0, 0, 0, 0, 0, 3, 233]));
      return (await count(media("drop-not-connected"))) > 0;
    });
    expect(await count(media("rtp-received"))).toBe(received);
    expect(await count("conclave_transports")).toBe(0);
    socket.close();
    await socket.ended;

    // Its owner gets one, by the same way.
    const again = await stranger(await newMeeting(), victim.fingerprint);
    await (await connect(again.answer, victim)).shaken;
    await until("the owner's transport", async () => (await count("conclave_transports")) === 1);
    again.socket.close();
    await again.socket.ended;
  });

  // Seen to fail with slots given, or packets taken, without admission in src/core/sfu/router.ts.
  test(
    "who was never let into the group gets no packet of it, and gives none to it",
    async () => {
      const meeting = await newMeeting();
      const ana = await anaIn(meeting);
      const certificate = await createDtlsCertificate();
      const { answer, socket } = await stranger(meeting, certificate.fingerprint);
      const { browser: outsider, shaken } = await connect(answer, certificate);
      await shaken;
      const dropped = await count(media("drop-not-admitted"));
      for (let index = 1; index <= 20; index++) {
        outsider.sendRtp(SSRC.microphone, OPUS, index, 0, "let me in");
      }
      await until("the outsider's packets dropped", async () => {
        return (await count(media("drop-not-admitted"))) >= dropped + 10;
      });
      await grows(media("rtp-received"), 100);
      expect(outsider.received).toEqual([]);
      expect((await inboundOf(ana.page)).audioPackets).toBe(0);

      // A member by the same kind of transport gets Ana's packets: it is admission that was missing.
      const link = formatLink({ origin: server.url, ...meeting });
      const member = await HeadlessMember.join(link, "Member");
      const own = await createDtlsCertificate();
      const ownAnswer = await member.offer(writeOffer(own.fingerprint));
      const { browser: insider } = await connect(ownAnswer, own);
      await until("packets at the member's", async () => insider.received.length > 50);
      expect(outsider.received).toEqual([]);
      await ana.seesIn("Ana", "Member");
      member.leave();
      socket.close();
    },
    SLOW_MS,
  );
});

describe("at the group's door", () => {
  /** The product's own client with one label altered, so that it derives another PSK from the link. */
  async function withOtherPsk(): Promise<WireTap> {
    const page = await (await fetch(server.url)).text();
    const folder = /src="([^"]*)client\.js"/.exec(page)?.[1] ?? "";
    const script = await (await fetch(`${server.url}${folder}call-worker.js`)).text();
    const altered = script.replaceAll("conclave/1 psk", "conclave/1 pst");
    expect(altered).not.toBe(script);
    const tap = await WireTap.before(server.url, { path: "/call-worker.js", script: altered });
    closing.push(() => tap.close());
    return tap;
  }

  // Seen to fail with one PSK for all links in src/core/mls/psk.ts.
  test(
    "who has all of the link's keys but the PSK never becomes a member, and sees and shows nothing",
    async () => {
      const meeting = await newMeeting();
      const ana = await anaIn(meeting);
      const tap = await withOtherPsk();
      const eve = await Person.at(chromium, "Eve");
      closing.push(() => eve.page.browserContext().close());
      await eve.join(formatLink({ origin: tap.url, ...meeting }));
      // Ana can't tell her from a friend: she adds her, by a Welcome that Eve can't open.
      await ana.seesIn("Ana", "Eve");
      await until("packets of Ana at Eve's", async () => {
        const { videoPackets, audioPackets } = await inboundOf(eve.page);
        return videoPackets > 100 && audioPackets > 100;
      });
      const { framesDecoded, audioEnergy } = await inboundOf(eve.page);
      expect({ framesDecoded, audioEnergy }).toEqual({ framesDecoded: 0, audioEnergy: 0 });
      expect(await eve.tiles()).toEqual([]);
      const phase = await eve.page.$eval(".meeting", (root) => root.getAttribute("data-phase"));
      expect(phase).toBe("knocking");
      const fromEve = await inboundOf(ana.page);
      expect({ ...fromEve, videoPackets: 0 }).toEqual({
        videoPackets: 0,
        framesDecoded: 0,
        audioPackets: 0,
        audioEnergy: 0,
      });

      // The meeting goes on: who has the PSK comes in after her.
      const ben = await Person.at(chromium, "Ben");
      closing.push(() => ben.page.browserContext().close());
      await ben.join(formatLink({ origin: server.url, ...meeting }));
      await ben.seesAndHears("Ana");
      expect([ana.errors, ben.errors]).toEqual([[], []]);
    },
    SLOW_MS,
  );
});
