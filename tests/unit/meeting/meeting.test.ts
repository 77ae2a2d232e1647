// Who is in a meeting, and how long a lost one is waited for.

import { describe, expect, test } from "bun:test";
import type { Millis } from "../../../src/base/time.ts";
import type { MeetingEffect, SocketId } from "../../../src/core/meeting/meeting.ts";
import { Meeting } from "../../../src/core/meeting/meeting.ts";
import type { SessionId } from "../../../src/protocol/ids.ts";
import { GRACE_MS, PARTICIPANTS_MAX } from "../../../src/protocol/limits.ts";
import type { RejectReason } from "../../../src/protocol/reject.ts";

/** A meeting whose participants are called p1, p2 … after the order in which they came. */
class Story {
  #count = 0;
  #names: string[] = [];
  now = 500 as Millis;
  readonly meeting = new Meeting((length) => {
    const bytes = new Uint8Array(length).fill(++this.#count);
    this.#names.push(Buffer.from(bytes).toString("hex"));
    return bytes;
  });

  #do(step: (out: MeetingEffect[]) => void): string[] {
    const out: MeetingEffect[] = [];
    step(out);
    const name = (id: string) => `p${this.#names.indexOf(id) + 1}`;
    return out.map((effect) => {
      switch (effect.type) {
        case "accept":
          return `${effect.isResumed ? "resume" : "accept"} ${name(effect.participantId)} on ${effect.socketId}`;
        case "close":
          return `close ${effect.socketId}: ${effect.reason}`;
        case "presence":
          return `${name(effect.participantId)} ${effect.isConnected ? "is back" : "is cut off"}`;
        case "joined":
        case "gone":
          return `${name(effect.participantId)} ${effect.type}`;
        case "full":
          return effect.type;
        default:
          return `${effect.type} ${effect.sessionId}`;
      }
    });
  }

  #participant = (session: string) => {
    const id = this.meeting.participantOfSession(session as SessionId);
    if (id === null) throw new Error("the test names a session that isn't in");
    return id;
  };

  enter = (session: string, socket: number) =>
    this.#do((out) => this.meeting.handleEnter(session as SessionId, socket as SocketId, out));
  closed = (socket: number) =>
    this.#do((out) => this.meeting.handleSocketClosed(socket as SocketId, this.now, out));
  leave = (session: string) =>
    this.#do((out) => this.meeting.handleLeave(this.#participant(session), out));
  expel = (session: string, reason: RejectReason) =>
    this.#do((out) => this.meeting.handleExpel(this.#participant(session), reason, this.now, out));
  wait = (ms: number) => {
    this.now = (this.now + ms) as Millis;
    return this.#do((out) => this.meeting.handleTick(this.now, out));
  };
}

function storyOf(...sessions: string[]): Story {
  const story = new Story();
  for (const [index, session] of sessions.entries()) story.enter(session, index + 1);
  return story;
}

describe("a participant", () => {
  test("joins under an ID of the server's making", () => {
    const story = new Story();
    expect(story.enter("ana", 1)).toEqual(["claim ana", "accept p1 on 1", "p1 joined"]);
    expect(story.enter("ben", 2)).toEqual(["claim ben", "accept p2 on 2", "p2 joined"]);
    expect(story.meeting.liveCount).toBe(2);
  });

  test("is kept for the grace when its socket is gone", () => {
    const story = storyOf("ana");
    expect(story.closed(1)).toEqual(["p1 is cut off"]);
    expect(Number(story.meeting.nextWakeup())).toBe(story.now + GRACE_MS);
    expect(story.wait(GRACE_MS - 1)).toEqual([]);
    expect(story.enter("ana", 2)).toEqual(["resume p1 on 2", "p1 is back"]);
    expect(story.meeting.nextWakeup()).toBeNull();
  });

  test("is gone when the grace is over, and its session with it", () => {
    const story = storyOf("ana");
    story.closed(1);
    expect(story.wait(GRACE_MS)).toEqual(["forget ana", "p1 gone"]);
    expect(story.meeting.isEmpty).toBe(true);
  });

  test("is taken over by the newer socket of its session, without a gap", () => {
    const story = storyOf("ana");
    expect(story.enter("ana", 2)).toEqual(["close 1: taken-over", "resume p1 on 2"]);
    expect(story.closed(1)).toEqual([]);
    expect(story.closed(2)).toEqual(["p1 is cut off"]);
  });

  test("that leaves is gone at once", () => {
    const story = storyOf("ana", "ben");
    expect(story.leave("ana")).toEqual(["close 1: null", "forget ana", "p1 gone"]);
    expect(story.meeting.liveCount).toBe(1);
    expect(story.closed(1)).toEqual([]);
  });

  test("that is expelled is told so, and gone", () => {
    const story = storyOf("ana");
    expect(story.expel("ana", "removed")).toEqual(["close 1: removed", "p1 gone"]);
    expect(story.expel("ana", "malformed")).toEqual([]);
    expect(story.meeting.liveCount).toBe(0);
  });

  test("that is expelled while cut off is told when it comes back", () => {
    const story = storyOf("ana");
    story.closed(1);
    expect(story.expel("ana", "group-lost")).toEqual(["p1 gone"]);
    expect(story.enter("ana", 2)).toEqual(["close 2: group-lost"]);
    expect(story.wait(GRACE_MS)).toEqual(["forget ana"]);
    expect(story.meeting.isEmpty).toBe(true);
  });
});

describe("a full meeting", () => {
  const sessions = Array.from({ length: PARTICIPANTS_MAX }, (_, index) => `s${index}`);

  test("turns away one more", () => {
    const story = storyOf(...sessions);
    expect(story.enter("late", 99)).toEqual(["close 99: meeting-full", "full"]);
    expect(story.meeting.participantOfSession("late" as SessionId)).toBeNull();
  });

  test("may be smaller than the protocol's, if the operator says so", () => {
    const meeting = new Meeting((length) => new Uint8Array(length), 1);
    const out: MeetingEffect[] = [];
    meeting.handleEnter("ana" as SessionId, 1 as SocketId, out);
    meeting.handleEnter("ben" as SessionId, 2 as SocketId, out);
    expect(out.slice(-2)).toEqual([
      { type: "close", socketId: 2 as SocketId, reason: "meeting-full" },
      { type: "full" },
    ]);
  });

  test("keeps the place of one who is cut off", () => {
    const story = storyOf(...sessions);
    story.closed(1);
    expect(story.enter("late", 99)).toEqual(["close 99: meeting-full", "full"]);
    expect(story.enter("s0", 100)).toEqual(["resume p1 on 100", "p1 is back"]);
  });

  test.each(["leave", "expel"] as const)("has room again after one was made to %s", (how) => {
    const story = storyOf(...sessions);
    if (how === "leave") story.leave("s0");
    else story.expel("s0", "removed");
    expect(story.enter("late", 99)).toContain(`p${PARTICIPANTS_MAX + 1} joined`);
  });
});
