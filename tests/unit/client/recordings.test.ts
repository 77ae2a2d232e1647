// Who is in a recording: those who said yes to this one, and nobody else.
// Seen to fail: a scene of all participants, and an answer to an earlier recording that was taken.

import { describe, expect, test } from "bun:test";
import { CallRecordings } from "../../../src/client/call-recordings.ts";
import { placesOf } from "../../../src/client/recording/places.ts";
import { sceneOf } from "../../../src/client/recording/scene.ts";
import { call, idOf, person } from "./pages/call-fixture.ts";

const [me, ada, bo] = [idOf("Me"), idOf("Ada"), idOf("Bo")];
const answer = (id: number, isAgreed: boolean, target = me) =>
  ({ type: "recording-answer", target, id, isAgreed }) as const;
const stream = {} as MediaStream;
const NOTHING = { video: null, sound: null, screen: null, screenSound: null, isSpeaking: false };

describe("one's own recording", () => {
  test("has in it who agreed, until they take it back or go", () => {
    const recordings = new CallRecordings();
    expect(recordings.ownView).toBeNull();
    const { id } = recordings.handleOwn(true);
    recordings.handleAnswer(ada, me, answer(id, true));
    recordings.handleAnswer(bo, me, answer(id, false));
    expect(recordings.ownView).toEqual({ agreed: new Set([ada]), refused: new Set([bo]) });
    recordings.handleAnswer(ada, me, answer(id, false));
    recordings.handleAnswer(bo, me, answer(id, true));
    recordings.handleGone(bo);
    expect([...(recordings.ownView?.agreed ?? [])]).toEqual([]);
  });

  test("takes no answer to an earlier one, to another's, or to none", () => {
    const recordings = new CallRecordings();
    recordings.handleAnswer(ada, me, answer(0, true));
    const first = recordings.handleOwn(true);
    recordings.handleOwn(false);
    recordings.handleAnswer(ada, me, answer(first.id, true));
    const second = recordings.handleOwn(true);
    recordings.handleAnswer(ada, me, answer(first.id, true));
    recordings.handleAnswer(ada, me, answer(second.id, true, bo));
    expect([...(recordings.ownView?.agreed ?? [])]).toEqual([]);
  });
});

describe("another's recording", () => {
  const said = (id: number, isOn = true) => ({ type: "recording", id, isOn }) as const;
  const views = (recordings: CallRecordings) =>
    recordings.views(() => "Ada").map((view) => [view.id, view.answer]);

  test("is asked for anew each time, and not when it is told again", () => {
    const recordings = new CallRecordings();
    expect(recordings.handleOwnAnswer(ada, true)).toBeNull();
    recordings.handleRecording(ada, said(1));
    expect(recordings.handleOwnAnswer(ada, true)).toEqual(answer(1, true, ada));
    recordings.handleRecording(ada, said(1));
    expect(views(recordings)).toEqual([[1, true]]);
    recordings.handleRecording(ada, said(2));
    expect(views(recordings)).toEqual([[2, null]]);
    recordings.handleRecording(ada, said(2, false));
    expect(views(recordings)).toEqual([]);
  });
});

describe("what is recorded", () => {
  const people = ["Me", "Ada", "Bo"].map((name) =>
    person(name, { audio: stream, video: stream, screen: stream, isSharing: true }),
  );
  const ids = (agreed: readonly (typeof ada)[] | null) => {
    const ownRecording =
      agreed === null ? null : { agreed: new Set(agreed), refused: new Set<typeof ada>() };
    const scene = sceneOf(call(people, { ownRecording }), NOTHING);
    return [scene.people.map(({ name }) => name), scene.screens.map(({ name }) => name)];
  };

  test("is oneself and who agreed, their voices, pictures and screens", () => {
    expect(ids([])).toEqual([["Me"], []]);
    expect(ids([bo])).toEqual([["Me", "Bo"], ["Bo"]]);
    expect(ids(null)).toEqual([[], []]);
  });

  test("has no picture of a camera that is off, and no sound of a microphone that is", () => {
    const off = person("Ada", { audio: stream, video: stream, isMicOn: false, isCameraOn: false });
    const ownRecording = { agreed: new Set([ada]), refused: new Set<typeof ada>() };
    const { people: shown } = sceneOf(call([off], { ownRecording }), NOTHING);
    expect(shown.map(({ video, sound }) => [video, sound])).toEqual([[null, null]]);
  });

  test("lies within the picture, and nothing over another", () => {
    for (const [count, screens] of [
      [1, 0],
      [5, 0],
      [12, 1],
      [3, 2],
    ] as const) {
      const { people: tiles, screens: shared } = placesOf(count, screens, 1280, 720);
      expect([tiles.length, shared.length]).toEqual([count, screens]);
      const all = [...tiles, ...shared];
      for (const one of all) {
        expect(Math.min(one.x, one.y)).toBeGreaterThanOrEqual(0);
        expect(one.x + one.width).toBeLessThanOrEqual(1280);
        expect(one.y + one.height).toBeLessThanOrEqual(720);
        const isOver = (other: typeof one) =>
          other !== one &&
          other.x < one.x + one.width &&
          one.x < other.x + other.width &&
          other.y < one.y + one.height &&
          one.y < other.y + other.height;
        expect(all.some(isOver)).toBe(false);
      }
    }
  });
});
