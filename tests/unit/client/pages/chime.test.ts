// Comings and goings are heard among few, and not in a crowd.
// Seen to fail with the bound of meeting.ts taken out.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { call } from "./call-fixture.ts";
import { inCall, said } from "./page-fixture.ts";

let tones = 0;

/** What chime.ts needs of one; an oscillator is a tone. */
class SilentContext {
  readonly currentTime = 0;
  readonly destination = {};
  createGain() {
    const noted = () => undefined;
    const gain = {
      setValueAtTime: noted,
      linearRampToValueAtTime: noted,
      exponentialRampToValueAtTime: noted,
    };
    return { gain, connect: (to: unknown) => to };
  }
  createOscillator() {
    tones += 1;
    const noted = () => undefined;
    return { frequency: { value: 0 }, connect: (to: unknown) => to, start: noted, stop: noted };
  }
}

const before = Reflect.get(globalThis, "AudioContext");
beforeAll(() => {
  Reflect.set(globalThis, "AudioContext", SilentContext);
});
afterAll(() => {
  if (before === undefined) Reflect.deleteProperty(globalThis, "AudioContext");
  else Reflect.set(globalThis, "AudioContext", before);
});

function comeIn(names: readonly string[]): number {
  const { meeting, show } = inCall();
  show({ participants: call(names.slice(0, -1)).participants });
  tones = 0;
  show({ participants: call(names).participants });
  expect(said(meeting).at(-1)).toContain(names.at(-1) ?? "");
  return tones;
}

test("the fifth is heard to come in, the sixth is only told", () => {
  expect(comeIn(["Me", "Ada", "Ben", "Cem", "Dua"])).toBe(2);
  expect(comeIn(["Me", "Ada", "Ben", "Cem", "Dua", "Eva"])).toBe(0);
});
