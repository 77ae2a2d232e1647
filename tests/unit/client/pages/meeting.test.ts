// What the meeting page does with a call's model: obeys a host, follows the link, forgets a deleted meeting.

import { describe, expect, test } from "bun:test";
import { OPEN_DOOR } from "../../../../src/client/pages/door-fragment.ts";
import { parseLink } from "../../../../src/core/link/link.ts";
import { call, chatLine, idOf, person } from "./call-fixture.ts";
import { fragmentText, inCall, MUTED_DOOR, PATH, said } from "./page-fixture.ts";

describe("a host’s request", () => {
  test("to mute is obeyed once, and told", () => {
    const { meeting, show, done } = inCall();
    const asked = { id: 3, by: "Ada", what: "mute" } as const;
    show({ asked });
    show({ asked });
    show({ isConnected: false });
    expect(done).toEqual(["mute"]);
    expect(said(meeting)).toEqual(["Ada asked you to mute: you’re muted now"]);
  });

  test("to mute says nothing to who is muted", () => {
    const { meeting, show } = inCall();
    meeting.own = { ...meeting.own, isMicOn: false };
    show({ asked: { id: 3, by: "Ada", what: "mute" } });
    expect(said(meeting)).toEqual([]);
  });

  test("to stop the camera is obeyed", () => {
    const { show, done } = inCall();
    show({ asked: { id: 0, by: "Ada", what: "camera-off" } });
    expect(done).toEqual(["stop camera"]);
  });

  test("to unmute never unmutes by itself, and may be declined", async () => {
    const { meeting, show, done } = inCall();
    meeting.own = { ...meeting.own, isMicOn: false };
    show({ asked: { id: 0, by: "Ada", what: "unmute" } });
    expect([meeting.unmuteText, done]).toEqual(["Ada asks you to unmute", []]);
    await meeting.answerUnmute(false);
    expect([meeting.unmuteText, done]).toEqual(["", []]);
  });
});

describe("where a host switched unmuting off", () => {
  test("who comes in with the microphone on is muted", () => {
    const { done } = inCall({ door: MUTED_DOOR });
    expect(done).toEqual(["mute"]);
  });

  test("who speaks goes on, and who is muted stays so until asked", async () => {
    const { meeting, show, done } = inCall();
    show({ door: MUTED_DOOR });
    expect(done).toEqual([]);
    await meeting.toggleMicrophone();
    await meeting.toggleMicrophone();
    expect([done, meeting.own.isMicOn]).toEqual([["toggle"], false]);
    expect(said(meeting)).toEqual(["The host has switched unmuting off"]);
    show({ asked: { id: 1, by: "Ada", what: "unmute" } });
    await meeting.answerUnmute(true);
    expect(meeting.own.isMicOn).toBe(true);
  });

  test("a host isn’t held", async () => {
    const { meeting, done } = inCall({ door: MUTED_DOOR, ownRole: "host" });
    await meeting.toggleMicrophone();
    await meeting.toggleMicrophone();
    expect(done).toEqual(["toggle", "toggle"]);
  });
});

describe("the meeting, handed over to this person,", () => {
  test("is asked about by name, and answered", () => {
    const { meeting, show, done } = inCall();
    show({ hostOffer: { by: "Ada" } });
    expect(meeting.hostOfferText).toBe("Ada hands the meeting over to you");
    meeting.answerHostOffer(true);
    expect(done).toEqual(["host true"]);
    show({ hostOffer: null });
    expect(meeting.hostOfferText).toBe("");
  });

  test("makes this browser a host’s, with a host link to show", () => {
    const { meeting } = inCall();
    expect(meeting.ownHostLink).toBe("");
    const bytes = new Uint8Array(66).fill(0x5a);
    bytes.set([1, 0]);
    meeting.handleLinks(bytes, []);
    expect(parseLink(meeting.ownHostLink)?.fragment.hostSeed).not.toBeNull();
    expect(parseLink(meeting.inside.link?.invitation ?? "")?.fragment.hostSeed).toBeNull();
  });
});

describe("the link", () => {
  test("that the host replaced is what is copied, and told once", () => {
    const { meeting, show } = inCall({ invitation: fragmentText(0x5a) });
    show({ invitation: fragmentText(0x11) });
    show({ isConnected: false });
    const invitation = `https://meet.example${PATH}#${fragmentText(0x11)}`;
    expect(meeting.inside.link?.invitation).toBe(invitation);
    expect(said(meeting)).toEqual(["The link was replaced. “Copy link” gives the new one"]);
  });
});

describe("a meeting with a passphrase", () => {
  test("passes it on as the page that made it did: without the spaces around it", () => {
    const given: (string | null | undefined)[] = [];
    for (const needsPassphrase of [true, false]) {
      const { meeting } = inCall();
      const { services } = meeting.inside;
      const call = services.startCall({} as never);
      Object.assign(meeting.inside, {
        call: null,
        services: {
          ...services,
          startCall: () => ({
            ...call,
            join: (_name: string, _tracks: object, passphrase?: string | null) =>
              void given.push(passphrase),
          }),
        },
      });
      Object.assign(meeting, {
        phase: "prejoin",
        name: "Me",
        passphrase: " correct horse ",
        needsPassphrase,
      });
      meeting.join(new Event("submit"));
    }
    expect(given).toEqual(["correct horse", null]);
  });

  test("names both that may be wrong, where a link alone names itself", () => {
    for (const [needsPassphrase, notice] of [
      [true, "wrong-passphrase"],
      [false, "wrong-link"],
    ] as const) {
      const { meeting, show } = inCall();
      meeting.needsPassphrase = needsPassphrase;
      show({ phase: "ended", failure: "wrong-link" });
      expect(meeting.notice).toBe(notice);
    }
  });
});

describe("a deleted meeting", () => {
  const actsUnderWay = ["delete-meeting"] as const;

  test("is forgotten once it is gone", () => {
    const { meeting, show, done } = inCall();
    show({ actsUnderWay });
    expect(done).toEqual([]);
    show({ phase: "ended", failure: "ended" });
    expect([done, meeting.notice]).toEqual([["forget 2v8k-9fqm-x3ta-7hcd"], "deleted"]);
  });

  test("is kept while nobody knows that it is gone: its host key would go with it", () => {
    for (const end of [
      { failure: null },
      { failure: "server-gone" as const },
      { failure: "removed" as const },
    ]) {
      const { show, done } = inCall();
      show({ actsUnderWay });
      show({ phase: "ended", ...end });
      expect(done).toEqual([]);
    }
  });

  test("is kept when the server refused, and when somebody else ended the call", () => {
    const { meeting, show, done } = inCall();
    show({ actsUnderWay });
    show({ actsUnderWay: [], actFailed: { id: 1, type: "delete-meeting" } });
    show({ phase: "ended", failure: "ended" });
    expect([done, meeting.notice]).toEqual([[], "ended"]);
  });
});

describe("hosting", () => {
  test("removes whom the dialog names, with the link unless that is unticked", () => {
    const { meeting, acts } = inCall({ ownRole: "host" });
    const [, ada] = meeting.people;
    for (const isReplaced of [true, false]) {
      if (ada !== undefined) meeting.askRemove(ada);
      expect(meeting.isLinkReplacedToo).toBe(true);
      meeting.isLinkReplacedToo = isReplaced;
      meeting.confirmRemove();
    }
    const participantId = idOf("Ada");
    expect(acts).toEqual([
      { type: "remove", participantId, isLinkRotated: true },
      { type: "remove", participantId, isLinkRotated: false },
    ]);
  });

  test("as a co-host never replaces the link by the way", () => {
    const { meeting, acts } = inCall({ ownRole: "co-host" });
    const [, ada] = meeting.people;
    if (ada !== undefined) meeting.askRemove(ada);
    meeting.confirmRemove();
    expect(acts).toEqual([{ type: "remove", participantId: idOf("Ada"), isLinkRotated: false }]);
  });

  test("closes the question about somebody who left in the meantime", () => {
    const { meeting } = inCall({
      ownRole: "host",
      participants: [person("Me"), person("Bo")],
    });
    const [, bo] = meeting.people;
    if (bo !== undefined) meeting.askRemove(bo);
    expect(meeting.dialog).toBe("remove");
    meeting.showPeople(call(["Me"], { ownRole: "host" }), []);
    expect(meeting.dialog).toBe("");
  });

  test("tells an act that didn’t come through once", () => {
    const { meeting, show } = inCall({ ownRole: "host" });
    show({ actFailed: { id: 0, type: "rotate-link" } });
    show({ isConnected: false });
    expect(said(meeting)).toEqual(["The link couldn’t be replaced. The old one still works"]);
  });
});

describe("chat", () => {
  test("isn’t sent where the host switched it off, except by hosts", () => {
    for (const [ownRole, sent] of [
      ["member", []],
      ["co-host", ["chat hello"]],
    ] as const) {
      const { meeting, done } = inCall({ ownRole, door: { ...OPEN_DOOR, mayChat: false } });
      meeting.draft = " hello ";
      meeting.sendDraft();
      expect(done).toEqual([...sent]);
    }
  });

  test("that is too long stays in the field", () => {
    const { meeting, done } = inCall();
    meeting.draft = "é".repeat(3_000);
    meeting.sendDraft();
    expect([done, meeting.draft.length, meeting.draftProblem]).toEqual([
      [],
      3_000,
      expect.stringContaining("too long"),
    ]);
  });

  test("is unread until its panel was open", () => {
    const { meeting, show } = inCall();
    show({ chat: [chatLine(0, "Ada")] });
    expect([meeting.unread, said(meeting)]).toEqual([1, ["Message from Ada"]]);
    meeting.handlePanel("chat");
    expect(meeting.unread).toBe(0);
    show({ chat: [chatLine(0, "Ada"), chatLine(1, "Ada")] });
    meeting.handlePanel("");
    expect([meeting.unread, said(meeting)]).toEqual([0, ["Message from Ada"]]);
  });
});
