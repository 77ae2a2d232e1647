// A recording on the page: who is asked and told, what they answer, and what the host forbids.

import { expect, test } from "bun:test";
import { OPEN_DOOR } from "../../../../src/client/pages/door-fragment.ts";
import { idOf } from "./call-fixture.ts";
import { inCall, said } from "./page-fixture.ts";

const by = (answer: boolean | null) => [{ by: idOf("Ada"), name: "Ada", id: 1, answer }];

test("whoever is recorded is asked first, and may change their mind", () => {
  const { meeting, show, done } = inCall();
  expect([meeting.recordingText, meeting.recordingCard]).toEqual(["", ""]);
  show({ recordings: by(null) });
  expect(meeting.recordingText).toBe("Ada is recording");
  expect(meeting.recordingCard).toBe("ask");
  expect(meeting.spoken).toBe("Ada wants to record. You’re in it only if you agree");
  meeting.answerRecording(false);
  show({ recordings: by(false) });
  expect(meeting.recordingCard).toBe("");
  meeting.toggleRecordingCard();
  expect([meeting.recordingCard, meeting.recordingWords]).toEqual([
    "other",
    "Ada is recording; you’re left out",
  ]);
  meeting.answerRecording(true);
  show({ recordings: by(true) });
  expect(meeting.recordingCard).toBe("");
  expect(done).toEqual(["agree false", "agree true"]);
  show({ recordings: [] });
  expect([meeting.recordingText, said(meeting)]).toEqual(["", ["Ada stopped recording"]]);
});

test("who records is asked before it begins, and a member not at all when the host forbids it", () => {
  const { meeting, show, done } = inCall();
  meeting.toggleRecord();
  expect(meeting.dialog).toBe("record");
  meeting.closeDialog();
  show({ door: { ...OPEN_DOOR, mayRecord: false } });
  meeting.toggleRecord();
  expect([meeting.dialog, said(meeting)]).toEqual(["", ["Only hosts can record now"]]);
  show({ ownRole: "co-host" });
  expect(meeting.isRecordHeld).toBe(false);
  expect(done).toEqual([]);
});

test("the recorder sees who is in it", () => {
  const { meeting, show } = inCall();
  meeting.isRecording = true;
  meeting.toggleRecordingCard();
  const ownRecording = { agreed: new Set<ReturnType<typeof idOf>>(), refused: new Set<never>() };
  show({ ownRecording });
  expect(meeting.recordingText).toBe("You’re recording");
  expect(meeting.recordingWords).toBe("In it: You. Left out until they agree: Ada.");
  show({ ownRecording: { ...ownRecording, agreed: new Set([idOf("Ada")]) } });
  expect(meeting.recordingWords).toBe("In it: You and Ada.");
});
