// The operator's bounds on the page: what is said of the time that is left, to whom, and where one goes on.

import { afterEach, expect, setSystemTime, test } from "bun:test";
import { fromBase64url } from "../../../../src/base/bytes.ts";
import { minutesLeft, warningsDue } from "../../../../src/client/pages/time-left.ts";
import { parseMeetingId } from "../../../../src/protocol/ids.ts";
import { idOf, person } from "./call-fixture.ts";
import { fragmentText, inCall, said } from "./page-fixture.ts";

const MINUTE_MS = 60_000;
const limits = { endsAt: null, full: null, goOn: null };

afterEach(() => setSystemTime());

test("warnings come at ten minutes, at five and at the last", () => {
  const due = [11, 10, 9, 5.01, 5, 1.5, 1, 0.2].map((left) => warningsDue(left * MINUTE_MS));
  expect(due).toEqual([0, 1, 1, 1, 2, 2, 3, 3]);
  expect([9.2, 1, 0.3, 0, -1].map((left) => minutesLeft(left * MINUTE_MS))).toEqual([
    10, 1, 1, 1, 1,
  ]);
});

test("a member is warned, counts the last minute down, and is told of each once", () => {
  setSystemTime(new Date(1_000_000));
  const { meeting, show } = inCall();
  const endsAt = 1_000_000 + 12 * MINUTE_MS;
  show({ limits: { ...limits, endsAt } });
  expect(said(meeting)).toEqual([]);
  for (const left of [10, 9, 5, 1, 0.7]) meeting.showTime(endsAt - left * MINUTE_MS);
  expect(said(meeting)).toEqual([
    "This meeting ends in 10 minutes",
    "This meeting ends in 5 minutes",
    "This meeting ends in 1 minute",
  ]);
  expect(meeting.timeLeft).toBe("0:42");
  expect(meeting.isEndOffered).toBe(false);
  meeting.stopLimits();
});

test("a host is offered a way to go on until there is one, and after “Later” at the next warning", () => {
  setSystemTime(new Date(1_000_000));
  const me = person("Me", { role: "host" });
  const { meeting, show, done } = inCall({ ownRole: "host", participants: [me, person("Ada")] });
  const endsAt = 1_000_000 + 8 * MINUTE_MS;
  show({ limits: { ...limits, endsAt } });
  expect([meeting.isEndOffered, meeting.endsIn]).toEqual([true, "This meeting ends in 8 minutes"]);
  meeting.hideEnd();
  expect(meeting.isEndOffered).toBe(false);
  meeting.showTime(endsAt - 5 * MINUTE_MS);
  expect(meeting.isEndOffered).toBe(true);
  void meeting.makeGoOn();
  expect(done).toEqual([]);
  meeting.stopLimits();
});

test("everyone is shown the way, on this server and without the host’s key", () => {
  const { meeting, show } = inCall();
  const meetingId = parseMeetingId("0123-4567-89ab-cdef");
  const fragment = fromBase64url(fragmentText(7));
  if (meetingId === null || fragment === null) throw new Error("no link");
  Object.assign(globalThis, { location: { origin: "https://meet.example" } });
  show({
    limits: { ...limits, goOn: { by: idOf("Ada"), meetingId, fragment: new Uint8Array(3) } },
  });
  expect(meeting.goOnText).toBe("");
  show({ limits: { ...limits, goOn: { by: idOf("Ada"), meetingId, fragment } } });
  expect(meeting.goOnText).toBe("Ada made a meeting to go on in");
  expect(meeting.linkTo({ meetingId, fragment })).toBe(
    `https://meet.example/m/0123-4567-89ab-cdef#${fragmentText(7)}`,
  );
  const hosts = new Uint8Array([...fragment, ...new Uint8Array(32)]);
  expect(meeting.linkTo({ meetingId, fragment: hosts })).toBe("");
  Reflect.deleteProperty(globalThis, "location");
});

test("who keeps the door hears that somebody found the meeting full", () => {
  const full = { id: 1, most: 12 };
  const member = inCall();
  member.show({ limits: { ...limits, full } });
  expect(said(member.meeting)).toEqual([]);
  const host = inCall({ ownRole: "host", participants: [person("Me", { role: "host" })] });
  host.show({ limits: { ...limits, full } });
  host.show({ limits: { ...limits, full } });
  expect(said(host.meeting)).toEqual([
    "Somebody couldn’t come in: with 12 people this meeting is full",
  ]);
});
