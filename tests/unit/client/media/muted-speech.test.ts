// Who speaks while muted is told so: after words, not after a cough, and not all the time.

import { expect, test } from "bun:test";
import { MutedSpeech } from "../../../../src/client/media/muted-speech.ts";

/** Speaks from `from` to `to`, in steps of the meter's. @returns when the person was told. */
function told(speech: MutedSpeech, from: number, to: number, bars = 4): readonly number[] {
  const times: number[] = [];
  for (let now = from; now < to; now += 80) if (speech.handleLevel(bars, now)) times.push(now);
  return times;
}

test("speech is noticed once it lasts, and again after a while", () => {
  const speech = new MutedSpeech();
  expect(told(speech, 0, 10_000)).toEqual([640]);
  expect(told(speech, 10_000, 45_000)).toHaveLength(2);
});

test("a cough, breath and a silent room aren’t", () => {
  const speech = new MutedSpeech();
  expect(told(speech, 0, 400)).toEqual([]);
  expect(told(speech, 2_000, 2_400)).toEqual([]);
  expect(told(speech, 4_000, 30_000, 2)).toEqual([]);
});

test("a breath between two words is no end", () => {
  const speech = new MutedSpeech();
  told(speech, 0, 400);
  told(speech, 400, 700, 0);
  expect(told(speech, 700, 1_000)).toEqual([700]);
});
