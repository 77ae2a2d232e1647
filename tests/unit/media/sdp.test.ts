// The offer: real ones of both browsers, odd ones, bombs; and the answer to them.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { writeAnswer } from "../../../src/server/media/sdp-answer.ts";
import { negotiate } from "../../../src/server/media/sdp-negotiation.ts";
import { type Offer, parseOffer } from "../../../src/server/media/sdp-offer.ts";
import { writeOffer } from "./fake-browser.ts";

const FINGERPRINT = new Array(32).fill("AB").join(":");
const OFFER = writeOffer(FINGERPRINT);
const chromium = await Bun.file(`${import.meta.dir}/offers/chromium.sdp`).text();
const firefox = await Bun.file(`${import.meta.dir}/offers/firefox.sdp`).text();

function parsed(sdp: string): Offer {
  const offer = parseOffer(sdp);
  if (offer === null) throw new Error("not an offer");
  return offer;
}

function negotiated(sdp: string) {
  let ssrc = 100;
  const result = negotiate(parsed(sdp), () => ssrc++);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

describe.each([
  ["Chromium", chromium, { opus: 111, red: 63, vp8: [96, 97], vp9: [98, 99], mid: 4, twcc: 3 }],
  ["Firefox", firefox, { opus: 109, red: null, vp8: [120, 124], vp9: [121, 125], mid: 3, twcc: 7 }],
])("the offer of %s", (_, sdp, expected) => {
  test("gives four publications with their SSRCs, and a slot of each kind", () => {
    const { media } = negotiated(sdp);
    expect(media.publications.map(({ source, mid }) => [source, mid])).toEqual([
      ["microphone", "0"],
      ["camera", "1"],
      ["screen", "2"],
      ["screen-audio", "3"],
    ]);
    expect(media.publications.map(({ ssrcs }) => ssrcs.length)).toEqual([1, 2, 2, 1]);
    expect(media.slots.map(({ kind }) => kind)).toEqual(["audio", "video"]);
  });

  test("gives the payload types and extensions that it says", () => {
    const { media } = negotiated(sdp);
    const [microphone, camera] = media.publications;
    const { opus, red, vp8, vp9 } = expected;
    expect(microphone?.formats.map((format) => Object.values(format))).toEqual(
      [opus, red].flatMap((type, place) =>
        type === null ? [] : [[place === 0 ? "opus" : "red", type, null]],
      ),
    );
    const formats = (camera?.formats ?? []).map((format) => Object.values(format));
    expect(formats).toEqual([
      ["vp8", ...vp8],
      ["vp9", ...vp9],
    ]);
    expect(media).toMatchObject({ midExtension: expected.mid, twccExtension: expected.twcc });
  });
});

test("the answer says what a browser needs", () => {
  const { sections } = negotiated(OFFER);
  const answer = writeAnswer({
    sections,
    credentials: {
      fragment: "ours",
      password: "secret",
      remotePassword: "x",
      remoteFragment: "theirs",
    },
    sessionId: "5",
    version: "7",
    fingerprint: FINGERPRINT,
    announce: ["192.0.2.1", "2001:db8::1"],
    port: 7001,
  });
  const [session = "", ...media] = answer.split("\r\nm=");
  expect(session).toContain("o=- 5 7 IN IP4 0.0.0.0");
  expect(session).toContain("a=ice-lite");
  expect(session).toContain("a=group:BUNDLE 0 1 2 3 4 5 6 7");
  expect(media.map((section) => section.split(" ", 1)[0])).toEqual([
    "audio",
    "video",
    "video",
    "audio",
    "audio",
    "audio",
    "video",
    "video",
  ]);
  for (const section of media) {
    expect(section).toContain("a=ice-ufrag:ours\r\na=ice-pwd:secret\r\n");
    expect(section).toContain(`a=fingerprint:sha-256 ${FINGERPRINT}\r\na=setup:passive`);
  }
  expect(answer.match(/a=candidate:.*/g)).toEqual([
    "a=candidate:1 1 udp 2130706431 192.0.2.1 7001 typ host",
    "a=candidate:2 1 tcp 1526726655 192.0.2.1 7001 typ host tcptype passive",
    "a=candidate:3 1 udp 2130706175 2001:db8::1 7001 typ host",
    "a=candidate:4 1 tcp 1526726399 2001:db8::1 7001 typ host tcptype passive",
  ]);
  const [microphone = "", camera = ""] = media;
  expect(microphone).toContain("a=recvonly");
  expect(microphone).toContain("useinbandfec=1;usedtx=0;stereo=0;cbr=1");
  expect(camera).toContain(
    "a=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 transport-cc",
  );
  const [audioSlot = "", , videoSlot = ""] = media.slice(4);
  expect(audioSlot).toContain("a=sendonly\r\na=msid:slot-0 audio-0\r\na=ssrc:100 cname:conclave");
  expect(videoSlot).toContain(
    "a=sendonly\r\na=msid:slot-0 video-0\r\na=ssrc-group:FID 104 105\r\n",
  );
  expect(answer).not.toMatch(/[^\r]\n/);
});

describe("refused is an offer", () => {
  const REJECTED = OFFER.replace("m=video 9", "m=video 0");
  test.each([
    ["without fingerprint", OFFER.replace("a=fingerprint", "a=nothing")],
    ["with SHA-1 alone", OFFER.replace("sha-256", "sha-1")],
    ["without a session", OFFER.replace(/^o=.*$/m, "o=- x 1 IN IP4 0.0.0.0")],
    ["without an ICE password", OFFER.replace("a=ice-pwd", "a=nothing")],
    ["without ICE", OFFER.replace("a=ice-ufrag", "a=nothing")],
    ["with a fragment that would break our answer", OFFER.replace("ufrag:theirs", "ufrag:a b")],
  ])("%s: it isn't one", (_, sdp) => expect(parseOffer(sdp)).toBeNull());

  test.each([
    ["without VP8", OFFER.replaceAll("VP8", "VP9")],
    ["without Opus in stereo form", OFFER.replaceAll("opus/48000/2", "opus/48000")],
    ["that would receive on the microphone's section", OFFER.replace("sendonly", "sendrecv")],
    ["with a rejected section", REJECTED],
    ["with two sections of the same name", OFFER.replace("a=mid:1", "a=mid:0")],
    ["with a section of data", OFFER.replace("m=audio", "m=application")],
    ["of fewer than four publications", OFFER.slice(0, OFFER.indexOf("m=audio", 400))],
    ["with too many slots", OFFER + OFFER.slice(OFFER.indexOf("m=")).repeat(5)],
  ])("%s: unsupported", (_, sdp) => {
    const offer = parseOffer(sdp);
    if (offer === null) return;
    expect(negotiate(offer, () => 1)).toEqual({ ok: false, reason: "unsupported-media" });
  });
});

test("a bundle-only section with port 0 isn't a rejected one", () => {
  const sdp = OFFER.replace("m=video 9", "m=video 0").replace(
    "a=mid:1",
    "a=bundle-only\r\na=mid:1",
  );
  expect(negotiated(sdp).sections).toHaveLength(8);
});

test("every SSRC of the answer is another, whatever the randomness", () => {
  const result = negotiate(parsed(OFFER), () => 0);
  if (!result.ok) throw new Error(result.reason);
  const ssrcs = result.value.media.slots.flatMap(({ ssrc, rtxSsrc }) => [ssrc, rtxSsrc]);
  expect(new Set([0, ...ssrcs]).size).toBe(ssrcs.length + 1);
});

describe("a bomb is bounded", () => {
  test.each([
    ["lines", "a=x\n".repeat(10_000)],
    ["one line", `a=${"x".repeat(100_000)}`],
    ["sections", "m=audio 9 x\n".repeat(100)],
  ])("of %s", (_, bomb) => expect(parseOffer(OFFER + bomb)).toBeNull());

  test.each([
    ["SSRCs", (n: number) => `a=ssrc:${n} cname:x`],
    ["payload types", (n: number) => `a=rtpmap:${n % 128} x/1`],
    ["extensions", (n: number) => `a=extmap:${(n % 14) + 1} urn:${n}`],
  ])("of %s", (_, line) => {
    const bomb = Array.from({ length: 5_000 }, (_unused, n) => line(n)).join("\r\n");
    const last = parsed(`${OFFER}${bomb}\r\n`).sections.at(-1);
    expect(last?.ssrcs.length).toBeLessThanOrEqual(8);
    expect(last?.payloads.length).toBeLessThanOrEqual(128);
    expect(last?.extensions.size).toBeLessThanOrEqual(14);
  });
});

test("never throws on any text, nor on an offer with any line changed", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseOffer(text)));
  const lines = OFFER.split("\r\n");
  const word = fc.oneof(
    fc.constantFrom("a=", "m=", "ssrc:", "rtpmap:", "fmtp:", "extmap:", " ", "/", "0"),
    fc.string(),
  );
  const line = fc.array(word, { maxLength: 8 }).map((words) => words.join(""));
  fc.assert(
    fc.property(fc.nat(lines.length - 1), line, (place, text) => {
      const offer = parseOffer(lines.with(place, text).join("\r\n"));
      if (offer !== null) negotiate(offer, () => 1);
    }),
  );
});

describe("simulcast", () => {
  const extensions = [
    "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  ];
  const camera = (...lines: string[]) =>
    OFFER.replace("a=mid:1\r\n", `a=mid:1\r\n${[...extensions, ...lines].join("\r\n")}\r\n`);
  const rids = ["a=rid:q send", "a=rid:h send", "a=rid:f send"];

  test("is taken as it is offered, and answered layer by layer", () => {
    const { media, sections } = negotiated(camera(...rids, "a=simulcast:send q;h;f"));
    expect(media.publications.map((publication) => publication.rids)).toEqual([
      [],
      ["q", "h", "f"],
      [],
      [],
    ]);
    expect(media).toMatchObject({ ridExtension: 10, repairedRidExtension: 11 });
    const answer = writeAnswer({
      sections,
      credentials: {
        fragment: "ours",
        password: "secret",
        remotePassword: "x",
        remoteFragment: "theirs",
      },
      fingerprint: FINGERPRINT,
      sessionId: "5",
      version: "7",
      announce: ["192.0.2.1"],
      port: 7001,
    });
    const section = answer.split("\r\nm=")[2] ?? "";
    for (const line of [
      ...extensions,
      ...rids.map((rid) => rid.replace("send", "recv")),
      "a=simulcast:recv q;h;f",
    ]) {
      expect(section.split("\r\n")).toContain(line);
    }
    expect(answer.match(/a=simulcast/g)).toHaveLength(1);
  });

  test.each([
    ["send q;h,x;~f", ["q", "h", "f"]],
    ["recv x send q;h", ["q", "h"]],
    ["send a;b;c;d;e", ["a", "b", "c"]],
    ["send q", []],
    ["send q;q", []],
    ["send q;", []],
    ["recv q;h", []],
    ["send q\x01;h", []],
    [`send ${"a".repeat(17)};b`, []],
    ["", []],
  ])("of %p has the layers %p", (value, expected) => {
    const { media } = negotiated(camera(`a=simulcast:${value}`));
    expect(media.publications[1]?.rids).toEqual(expected);
  });

  test("without names in packets is none", () => {
    const sdp = camera("a=simulcast:send q;h").replace(extensions[0] ?? "", "a=x");
    expect(negotiated(sdp).media.publications[1]?.rids).toEqual([]);
  });
});
