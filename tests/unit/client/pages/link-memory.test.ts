// Where the page keeps the link after a call, and for how long.

import { describe, expect, test } from "bun:test";
import { ENDINGS } from "../../../../src/client/pages/notice.ts";
import { keysOf } from "../../../../views/locales/keys-of.ts";
import { NOTICE_STEPS } from "../../../../views/notice-steps.ts";
import { fragmentText, inCall } from "./page-fixture.ts";

describe("the link’s place in memory", () => {
  const ended = { phase: "ended" } as const;

  test("is emptied at once by an end that there is no way back from", () => {
    for (const failure of ["removed", "ended", "wrong-link"] as const) {
      const { meeting, show, forgotten } = inCall();
      const bytes = meeting.inside.link?.fragment;
      show({ ...ended, failure });
      expect(forgotten).toEqual([failure]);
      expect(meeting.inside.link).toBeNull();
      expect(bytes).toEqual(new Uint8Array(34));
    }
  });

  test("is kept by one that can be tried again", () => {
    const { meeting, show, forgotten } = inCall();
    show({ ...ended, failure: "server-gone" });
    expect(forgotten).toEqual([]);
    expect(meeting.inside.link).not.toBeNull();
  });

  test("is kept for who left until it is too late to go straight back, and then it is told", () => {
    const { meeting, show, forgotten } = inCall();
    show(ended);
    expect(meeting.notice).toBe("left");
    expect(forgotten).toEqual([]);
    meeting.handleGone();
    expect(meeting.notice).toBe("left-for-good");
    expect(forgotten).toHaveLength(1);
  });

  test("is emptied for a host too, whose browser finds the link again in its list", () => {
    const { meeting, show } = inCall();
    Object.assign(meeting.inside.services, { fragmentOf: () => fragmentText(0x5a) });
    show(ended);
    meeting.handleGone();
    expect(meeting.inside.link).toBeNull();
    expect(meeting.notice).toBe("left");
  });

  test("the endings are those whose notice leads away from the meeting", () => {
    const leadAway = keysOf(NOTICE_STEPS).filter(
      (reason) => NOTICE_STEPS[reason].action === "home",
    );
    expect(leadAway.sort()).toEqual([...ENDINGS].sort());
  });
});
