// Which codecs of an offer the answer takes: those that we know, in the order of who offers.

import { expect, test } from "bun:test";
import { writeAnswer } from "../../../src/server/media/sdp-answer.ts";
import { negotiate } from "../../../src/server/media/sdp-negotiation.ts";
import { parseOffer } from "../../../src/server/media/sdp-offer.ts";
import { writeOffer } from "./fake-browser.ts";

const FINGERPRINT = new Array(32).fill("AB").join(":");
const OFFER = writeOffer(FINGERPRINT);

/** The offer's screen, which is its third section, with these formats before VP8's. */
function withScreen(...lines: readonly string[]): string {
  const place = OFFER.indexOf("a=rtpmap:96", OFFER.indexOf("a=mid:2"));
  return `${OFFER.slice(0, place)}${lines.map((line) => `${line}\r\n`).join("")}${OFFER.slice(place)}`;
}

function answerTo(sdp: string): readonly string[] {
  const offer = parseOffer(sdp);
  let ssrc = 100;
  const negotiated = offer && negotiate(offer, () => ssrc++);
  if (!negotiated?.ok) throw new Error("refused");
  const credentials = { fragment: "o", password: "p", remotePassword: "x", remoteFragment: "t" };
  const { sections } = negotiated.value;
  const where = { fingerprint: FINGERPRINT, announce: ["192.0.2.1"], port: 7001 };
  const answer = writeAnswer({ sections, credentials, sessionId: "5", version: "7", ...where });
  return answer.split("\r\nm=").slice(1);
}

const VP9 = ["a=rtpmap:98 VP9/90000", "a=fmtp:98 profile-id=0", "a=rtpmap:99 rtx/90000"];

test("VP9 beside VP8, each with its retransmissions, the offer's first one first", () => {
  const [, camera = "", screen = ""] = answerTo(withScreen(...VP9, "a=fmtp:99 apt=98"));
  expect(screen).toStartWith("video 9 UDP/TLS/RTP/SAVPF 98 99 96 97\r\n");
  expect(screen).toContain(
    "a=rtpmap:98 VP9/90000\r\na=fmtp:98 profile-id=0\r\na=rtcp-fb:98 nack\r\n",
  );
  expect(screen).toContain("a=rtpmap:99 rtx/90000\r\na=fmtp:99 apt=98\r\n");
  expect(camera).toStartWith("video 9 UDP/TLS/RTP/SAVPF 96 97\r\n");
});

test("of VP9 no profile but the one that all decode, and AV1 not at all", () => {
  const others = ["a=rtpmap:98 VP9/90000", "a=fmtp:98 profile-id=2", "a=rtpmap:45 AV1/90000"];
  const [, , screen = ""] = answerTo(withScreen(...others));
  expect(screen).toStartWith("video 9 UDP/TLS/RTP/SAVPF 96 97\r\n");
});

test("RED beside Opus, in blocks of the Opus that was offered; Opus alone without", () => {
  const red = ["a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111"].join("\r\n");
  const [microphone = "", , , , slot = ""] = answerTo(
    OFFER.replaceAll("opus/48000/2\r\n", `opus/48000/2\r\n${red}\r\n`),
  );
  for (const section of [microphone, slot]) {
    expect(section).toStartWith("audio 9 UDP/TLS/RTP/SAVPF 111 63\r\n");
    expect(section).toContain(`\r\n${red}\r\n`);
  }
  expect(answerTo(OFFER)[0]).toStartWith("audio 9 UDP/TLS/RTP/SAVPF 111\r\n");
});
