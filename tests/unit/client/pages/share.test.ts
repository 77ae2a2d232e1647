// One's own screen, shown to the others: how it ends, and when it may not begin.

import { describe, expect, test } from "bun:test";
import type { CallModel } from "../../../../src/client/call-model.ts";
import { OPEN_DOOR } from "../../../../src/client/pages/door-fragment.ts";
import { inCall, said } from "./page-fixture.ts";

describe("one’s own screen", () => {
  /** As when the person has picked one. */
  function sharing(parts: Partial<CallModel> = {}) {
    const page = inCall(parts);
    const stopped: string[] = [];
    const track = (kind: string) => ({ stop: () => void stopped.push(kind) });
    Object.assign(page.meeting.sharing, {
      tracks: { screen: track("screen"), sound: track("sound") },
    });
    page.meeting.isSharing = true;
    return { ...page, stopped };
  }
  const NO_SHARING = { ...OPEN_DOOR, mayShare: false };

  test("is taken back when the host forbids it, and the person is told", () => {
    const { meeting, show, stopped } = sharing();
    show({ door: NO_SHARING });
    expect(stopped).toEqual(["screen", "sound"]);
    expect(meeting.isSharing).toBe(false);
    expect(said(meeting)).toHaveLength(1);
  });

  test("of a host stays", () => {
    const { show, stopped } = sharing({ ownRole: "host" });
    show({ door: NO_SHARING, ownRole: "host" });
    expect(stopped).toEqual([]);
  });

  test("isn’t asked for while the host forbids it", async () => {
    const { meeting } = inCall({ door: NO_SHARING });
    await meeting.toggleShare();
    expect(meeting.isSharing).toBe(false);
    expect(said(meeting)).toHaveLength(1);
  });

  test("ends with the call", () => {
    const { show, stopped } = sharing();
    show({ phase: "ended" });
    expect(stopped).toEqual(["screen", "sound"]);
  });
});
