// How sound is sent is the client's choice: an answer that wants to hear silences doesn't get them.

import { describe, expect, test } from "bun:test";
import { SoundChoice } from "../../../src/client/sound-choice.ts";

const MICROPHONE = [
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
  "a=mid:0",
  "a=rtpmap:111 opus/48000/2",
  "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=0;stereo=0;cbr=1",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
];
const CAMERA = ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:1", "a=rtpmap:96 VP8/90000"];
const SCREEN = ["m=video 9 UDP/TLS/RTP/SAVPF 98", "a=mid:2", "a=rtpmap:98 VP9/90000"];
const SCREEN_AUDIO = ["m=audio 9 UDP/TLS/RTP/SAVPF 109", "a=mid:3", "a=rtpmap:109 opus/48000/2"];
const SLOT = ["m=audio 9 UDP/TLS/RTP/SAVPF 111 63", "a=mid:4", "a=rtpmap:111 opus/48000/2"];

function answerWith(microphone: readonly string[] = MICROPHONE): string {
  const sections = [...microphone, ...CAMERA, ...SCREEN, ...SCREEN_AUDIO, ...SLOT];
  return `${["v=0", "s=-", ...sections].join("\r\n")}\r\n`;
}

function written(choice: SoundChoice, sdp = answerWith()): string[] {
  return choice.writeInto(sdp).split("\r\n");
}

const PRIVATE = "minptime=10;useinbandfec=1;usedtx=0;stereo=0;cbr=1";

describe("the answer of an honest server", () => {
  test("stays as it is, but that each sound of one's own says how it is sent", () => {
    const expected = answerWith().replace(
      "a=rtpmap:109 opus/48000/2\r\n",
      `a=rtpmap:109 opus/48000/2\r\na=fmtp:109 ${PRIVATE}\r\n`,
    );
    expect(written(new SoundChoice()).join("\r\n")).toBe(expected);
  });
});

test.each([
  "usedtx=1;cbr=0",
  "usedtx=1",
  "maxaveragebitrate=6000;usedtx=1",
  "useinbandfec=0;cbr=0;stereo=1",
])("a server that asks for %p gets voices of constant size, and no silences", (fmtp) => {
  const asking = MICROPHONE.map((line) =>
    line.startsWith("a=fmtp:111") ? `a=fmtp:111 ${fmtp}` : line,
  );
  const lines = written(new SoundChoice(), answerWith(asking));
  expect(lines.filter((line) => line.startsWith("a=fmtp:111"))).toEqual([`a=fmtp:111 ${PRIVATE}`]);
});

test("however it ends its lines", () => {
  const asking = answerWith().replaceAll("\r\n", "\n").replace("usedtx=0", "usedtx=1");
  expect(new SoundChoice().writeInto(asking)).toBe(new SoundChoice().writeInto(answerWith()));
});

test("who wants little sent leaves silence out", () => {
  const choice = new SoundChoice();
  choice.setSparing(true);
  const fmtp = "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1;stereo=0;cbr=0";
  expect(written(choice)).toContain(fmtp);
  expect(choice.name).not.toBe(new SoundChoice().name);
});

describe("sound that gets lost goes twice", () => {
  const heads = (choice: SoundChoice) =>
    written(choice).filter((line) => line.startsWith("m=audio"));
  const once = [MICROPHONE[0], SCREEN_AUDIO[0], SLOT[0]] as string[];
  const twice = ["m=audio 9 UDP/TLS/RTP/SAVPF 63 111", ...once.slice(1)];

  test("while the server says so, and there is room", () => {
    const choice = new SoundChoice();
    expect(heads(choice)).toEqual(once);
    choice.handleAsked("microphone", true);
    expect(heads(choice)).toEqual(twice);
    for (const [bps, expected] of [
      [null, twice],
      [160_000, twice],
      [140_000, once],
      [160_000, once],
      [210_000, twice],
    ] as const) {
      choice.handleUplink(bps);
      expect(heads(choice)).toEqual(expected);
    }
    choice.handleAsked("microphone", false);
    expect(heads(choice)).toEqual(once);
  });

  test("but never of who wants little sent, nor where a browser knows no RED", () => {
    const choice = new SoundChoice();
    choice.handleAsked("microphone", true);
    choice.handleAsked("screen-audio", true);
    expect(heads(choice)).toEqual(twice);
    choice.setSparing(true);
    expect(heads(choice)).toEqual(once);
  });
});
