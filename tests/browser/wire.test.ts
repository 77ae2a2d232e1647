// What a server gets to see of a meeting, every byte of it: no secret, no name, and no media that plays.
// Seen to fail in copies of the product: see the comments at the tests.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createSocket } from "node:dgram";
import { encodeFragment } from "../../src/core/link/fragment.ts";
import { parseLink } from "../../src/core/link/link.ts";
import { deriveLinkKeys } from "../../src/core/link/link-keys.ts";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { opusFrames, vp8Frames } from "../support/captured-media.ts";
import { beepsPerSecond, watch } from "../support/decode.ts";
import { heldFrameKeys, holdFrameKeys } from "../support/frame-keys.ts";
import type { LocalServer } from "../support/local-server.ts";
import { readFiles, readRows, startLocalServer } from "../support/local-server.ts";
import { MediaCapture, startCapturingWorker } from "../support/media-capture.ts";
import { Person, until } from "../support/person.ts";
import type { Sought } from "../support/secret-search.ts";
import { findSecrets, soughtBytes, soughtText } from "../support/secret-search.ts";
import { VisitorSocket } from "../support/visitor.ts";
import { WireTap } from "../support/wire-tap.ts";
import type { HttpRequest } from "../support/ws-frames.ts";

const SLOW_MS = 180_000;

const NAMES = ["Zephyrine Quäckenbush", "Bartholomew Ünlüsoy"] as const;

/** Sent by the test itself on each way into the server: the search must find it there. */
const PLANTED = "Planted Ålesund Xylophone";

/** Chromium's payload types. */
const OPUS = 111;
const VP8 = 96;

/** Some seconds of each person's picture, in one of its sizes. */
const VIDEO_FRAMES = 50;

const capture = new MediaCapture();
let server: LocalServer;
let tap: WireTap;
let chromium: RunningBrowser;

/** Everything that the server was given, wrote and stored, by where. */
let places: ReadonlyMap<string, Uint8Array>;
let requests: readonly HttpRequest[];
let meetingId: string;
const sought: Sought[] = [];
let sealed: MediaCapture["rtp"];

/** The tap stands before the in-process server; two people meet, talk, and ask for htmx's fragment. */
beforeAll(async () => {
  server = await startLocalServer([], startCapturingWorker);
  tap = await WireTap.before(server.url);
  chromium = await startBrowser("chromium");
  await plant();
  await meet();
  sealed = [...capture.rtp];
  await record();
}, SLOW_MS);

afterAll(async () => {
  capture.stop();
  await chromium?.close();
  await tap?.close();
  await server?.close();
}, SLOW_MS);

/** Puts `PLANTED` into each way from a client to the server, as a careless client would. */
async function plant(): Promise<void> {
  const digits = Buffer.from(`?${PLANTED}`).toString("base64url");
  await fetch(`${tap.url}/nowhere/${digits}`, {
    headers: { "X-Name": encodeURIComponent(PLANTED) },
  });
  await fetch(`${tap.url}/api/srp`, { method: "POST", body: Buffer.from(PLANTED, "utf16le") });
  const socket = new VisitorSocket(tap.url);
  await socket.next();
  socket.send(new TextEncoder().encode(`name=${PLANTED}`));
  await socket.ended;
  const [host = "", port = ""] = (server.media[0] ?? "").split(":");
  const udp = createSocket("udp4");
  await until("the planted datagram", async () => {
    udp.send(Buffer.from(PLANTED).toString("hex"), Number(port), host);
    return capture.datagrams.length > 0;
  });
  udp.close();
}

async function askForFragment(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    type Htmx = { ajax(verb: string, path: string, context: object): Promise<void> };
    const { htmx } = window as unknown as { htmx: Htmx };
    return htmx.ajax("GET", "/fragments/server-sees", { target: "body", swap: "none" });
  });
}

async function meet(): Promise<void> {
  const [ana, ben] = [await Person.at(chromium, NAMES[0]), await Person.at(chromium, NAMES[1])];
  await Promise.all([holdFrameKeys(ana.page), holdFrameKeys(ben.page)]);
  const link = await ana.startMeeting(tap.url);
  await ana.page.evaluate(() => document.querySelector<HTMLElement>(".sees summary")?.click());
  await ana.page.waitForSelector(".sees-lists");
  await ana.join(link);
  await ben.join(link);
  await Promise.all([ana.seesAndHears(NAMES[1]), ben.seesAndHears(NAMES[0])]);
  await Promise.all([askForFragment(ana), askForFragment(ben)]);
  await until("enough of both pictures", async () => longPictures(capture.rtp).length >= 2);
  await gatherSought(link, [ana, ben]);
  expect([ana.errors, ben.errors]).toEqual([[], []]);
  await ana.leave();
  await ben.closeTab();
  await ana.page.close();
}

async function gatherSought(link: string, people: readonly [Person, Person]): Promise<void> {
  const parsed = parseLink(link);
  if (parsed === null) throw new Error("not a link");
  meetingId = parsed.meetingId;
  const { secret } = parsed.fragment;
  const { srpPassword, linkPsk, knockKey, credentialKey } = deriveLinkKeys(
    parsed.meetingId,
    parsed.fragment,
  );
  const kept = await people[0].page.evaluate(() => JSON.stringify(localStorage));
  const hostLink = new RegExp(`${parsed.meetingId}.*?fragment\\W+([\\w-]{80,})`).exec(kept);
  const hostFragment = Buffer.from(hostLink?.[1] ?? "", "base64url");
  expect(hostFragment).toHaveLength(66);
  const digits = await people[0].safetyDigits();
  expect(digits).toMatch(/^\d{5}( \d{5}){5}$/);
  sought.push(
    soughtBytes("the link secret", secret.bytes),
    soughtBytes("the fragment", encodeFragment(parsed.fragment)),
    soughtText("the fragment's text", link.slice(link.indexOf("#") + 1)),
    soughtBytes("the host's seed", hostFragment.subarray(34)),
    soughtBytes("the SRP password", srpPassword.bytes),
    soughtBytes("the link's PSK", linkPsk.bytes),
    soughtBytes("the knock key", knockKey.bytes),
    soughtBytes("the credential key", credentialKey.bytes),
    soughtText("the safety code", digits),
    soughtText("the safety code", digits.replaceAll(" ", "")),
    ...NAMES.map((name) => soughtText(`the name ${name}`, name)),
  );
  for (const person of people) {
    const keys = await heldFrameKeys(person.page);
    expect(keys.length).toBeGreaterThan(0);
    sought.push(...keys.map((key) => soughtBytes(`a frame key of ${person.name}`, key)));
  }
}

async function record(): Promise<void> {
  const talks = tap.talks();
  requests = talks.flatMap((talk) => talk.requests);
  const files = await readFiles(server.dataDirectory);
  places = new Map([
    ["TCP", tap.bytes()],
    ["WebSocket messages", Buffer.concat(talks.map(({ socketBytes }) => socketBytes))],
    ["datagrams", Buffer.concat(capture.datagrams)],
    ["RTP payloads", Buffer.concat(capture.rtp.map(({ payload }) => payload))],
    ["RTCP", Buffer.concat(capture.rtcp)],
    ["database rows", readRows(`${server.dataDirectory}/conclave.db`)],
    ...[...files].map(([name, bytes]) => [`the file ${name}`, bytes] as const),
    ["the log", Buffer.from(server.log())],
    ["the metrics", Buffer.from(await server.metrics())],
  ]);
}

function foundIn(place: string, what: Sought): readonly string[] {
  return findSecrets(place, places.get(place) ?? new Uint8Array(0), [what]);
}

describe("the search", () => {
  test("finds a text and a key in every disguise", () => {
    const key = crypto.getRandomValues(new Uint8Array(32));
    const coded = (bytes: Uint8Array, encoding: BufferEncoding) =>
      Buffer.from(Buffer.from(bytes).toString(encoding));
    const name = NAMES[0];
    const shifted = [0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before, 77), key]));
    const disguised: [Sought, Uint8Array][] = [
      [soughtBytes("key", key), key],
      // Half of it, in the middle of something else.
      [
        soughtBytes("key", key),
        Buffer.concat([Buffer.alloc(5), key.subarray(16), Buffer.alloc(3)]),
      ],
      [soughtBytes("key", key), coded(key, "hex")],
      [soughtBytes("key", key), Buffer.from(JSON.stringify([...key]))],
      ...shifted.map((bytes): [Sought, Uint8Array] => [
        soughtBytes("key", key),
        coded(bytes, "base64"),
      ]),
      ...shifted.map((bytes): [Sought, Uint8Array] => [
        soughtBytes("key", key),
        coded(bytes, "base64url"),
      ]),
      [soughtText("name", name), Buffer.from(JSON.stringify({ name }))],
      [soughtText("name", name), Buffer.from(name, "utf16le")],
      [soughtText("name", name), Buffer.from(name, "utf16le").swap16()],
      [soughtText("name", name), Buffer.from(encodeURIComponent(`Hi, ${name}!`))],
      [soughtText("name", name), Buffer.from(new URLSearchParams({ name }).toString())],
      [soughtText("name", name), coded(Buffer.from(`Hi, ${name}!`), "base64")],
    ];
    const missed = disguised.filter(
      ([what, bytes]) => findSecrets("here", bytes, [what]).length === 0,
    );
    expect(missed).toEqual([]);
    expect(findSecrets("here", crypto.getRandomValues(new Uint8Array(60_000)), sought)).toEqual([]);
  });

  test("finds what was planted on each way in, and the meeting's ID where it belongs", () => {
    const planted = soughtText("planted", PLANTED);
    const inTcp = foundIn("TCP", planted);
    expect(inTcp).toContain("planted as percents in TCP");
    expect(inTcp).toContain("planted as UTF-16, little end first in TCP");
    expect(inTcp).toContain("planted as base64url at 1 in TCP");
    expect(inTcp).not.toContain("planted as itself in TCP");
    const inMessages = foundIn("WebSocket messages", planted);
    expect(inMessages).toEqual(["planted as itself in WebSocket messages"]);
    expect(foundIn("datagrams", planted)).toEqual(["planted as hex in datagrams"]);
    const id = soughtText("ID", meetingId);
    expect(foundIn("TCP", id)).toContain("ID as itself in TCP");
    expect(foundIn("database rows", id)).toContain("ID as itself in database rows");
    const stored = [...places.keys()].filter((place) => /conclave\.db/.test(place));
    expect(stored.filter((place) => foundIn(place, id).length > 0)).not.toEqual([]);
  });

  test("was given something of every place", () => {
    const empty = [...places].filter(([, bytes]) => bytes.length === 0).map(([place]) => place);
    // SQLite leaves its log empty after a checkpoint.
    expect(empty.filter((place) => !place.endsWith("-wal"))).toEqual([]);
    expect(places.get("RTP payloads")?.length).toBeGreaterThan(100_000);
    expect(places.get("the log")?.toString()).toContain("listening");
    expect(places.get("the metrics")?.toString()).toContain('what="rtp-received"');
  });
});

// Seen to fail with a knock that carries its content in the clear too (core/mls/knock.ts), with
// eight bytes of the PSK in a request (client/entry.ts), and with the fragment left in the address
// where htmx tells it (fragment-strip.ts, htmx-setup.ts).
test("no secret and no name is in anything that the server got, wrote or stored", () => {
  const found = [...places].flatMap(([place, bytes]) => findSecrets(place, bytes, sought));
  expect(found).toEqual([]);
  // Names stand in the log's and the metrics' way at most as parts.
  const parts = NAMES.flatMap((name) => name.split(" ")).map((part) => soughtText(part, part));
  const foundParts = [...places].flatMap(([place, bytes]) => findSecrets(place, bytes, parts));
  expect(foundParts).toEqual([]);
});

// Seen to fail with HX-Current-URL left on (htmx-setup.ts), and with the referrer policy taken out.
test("no request tells the address of the page that it came from", () => {
  const byHtmx = requests.filter(({ headers }) => headers.get("hx-request") === "true");
  // From the start page once, and from the page of the call by each of the two.
  const asked = byHtmx.filter(({ line }) => line.startsWith("GET /fragments/server-sees "));
  expect(asked).toHaveLength(3);
  const telling = requests.filter(
    ({ line, headers }) =>
      headers.has("hx-current-url") ||
      // A browser asks for a worker's script in the name of the page or of the worker itself; no
      // meeting's page has one.
      (headers.has("referer") &&
        !(line.startsWith("GET /service-worker.js?") && !headers.get("referer")?.includes("/m/"))),
  );
  expect(telling.map(({ line, headers }) => `${line} ${headers.get("referer")}`)).toEqual([]);
  const meetingPages = requests.filter(({ line }) => line.startsWith(`GET /m/${meetingId} `));
  expect(meetingPages).toHaveLength(2);
  const paths = requests.map(({ line }) => line.split(" ")[1] ?? "");
  // These queries tell the state of the door and the build, which are the same for all meetings, and
  // the meeting's ID, by which many nodes share them out.
  const told = /^\/(fragments\/door\?|service-worker\.js\?build=|socket\?meeting=[0-9a-z-]{19}$)/;
  const odd = paths.filter((path) => /[#?]/.test(path) && !told.test(path));
  expect(odd).toEqual([]);
});

/** Each person's picture comes in several sizes, of which some end when nobody shows them. */
function longPictures(rtp: MediaCapture["rtp"]) {
  return vp8Frames(rtp, VP8).filter((frames) => frames.length > VIDEO_FRAMES);
}

/** The greenest picture and the rate of beeps in what was captured of each person. */
async function decode(rtp: MediaCapture["rtp"]) {
  const page = await chromium.browser.newPage();
  await page.goto(server.url);
  const pictures = [];
  for (const frames of longPictures(rtp)) pictures.push(await watch(page, frames));
  const beeps = [];
  for (const frames of opusFrames(rtp, OPUS)) beeps.push(await beepsPerSecond(page, frames));
  await page.close();
  return { pictures, beeps };
}

// The second test is the first with its protection taken out: senders without a transform.
describe("the media that the server gets", () => {
  test(
    "shows no picture and plays no sound",
    async () => {
      const { pictures, beeps } = await decode(sealed);
      expect(pictures.length).toBeGreaterThanOrEqual(2);
      for (const { green } of pictures) expect(green).toBeLessThan(0.5);
      expect(beeps).toHaveLength(2);
      for (const rate of beeps) expect(rate).toBeLessThan(0.5);
    },
    SLOW_MS,
  );

  test(
    "would show and play, had the frames not been sealed",
    async () => {
      capture.clear();
      const careless = await Person.at(chromium, "Careless");
      await careless.page.evaluateOnNewDocument(() => {
        Object.defineProperty(RTCRtpSender.prototype, "transform", { get: () => null, set() {} });
      });
      await careless.join(await careless.startMeeting(tap.url));
      await until("the careless picture", async () => {
        const [sounds] = opusFrames(capture.rtp, OPUS);
        return longPictures(capture.rtp).length > 0 && (sounds?.length ?? 0) > 150;
      });
      const { pictures, beeps } = await decode([...capture.rtp]);
      await careless.closeTab();
      expect(pictures.length).toBeGreaterThanOrEqual(1);
      for (const { green } of pictures) expect(green).toBeGreaterThan(0.8);
      expect(beeps).toHaveLength(1);
      for (const rate of beeps) expect(rate).toBeGreaterThan(1);
    },
    SLOW_MS,
  );
});
