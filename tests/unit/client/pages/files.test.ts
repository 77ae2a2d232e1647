// Files in the chat as the page shows them: what may be done, what comes by itself, what is refused.

import { describe, expect, test } from "bun:test";
import { lineKey } from "../../../../src/client/call-files.ts";
import type { FileState } from "../../../../src/client/file-model.ts";
import { NEW_FILE } from "../../../../src/client/file-model.ts";
import { OPEN_DOOR } from "../../../../src/client/pages/door-fragment.ts";
import { fileView, sizeText } from "../../../../src/client/pages/file-view.ts";
import { pictureTypeOf } from "../../../../src/client/pages/picture.ts";
import { chatLine, idOf } from "./call-fixture.ts";
import { inCall, said } from "./page-fixture.ts";

const state = (parts: Partial<FileState>): FileState => ({ ...NEW_FILE, ...parts });
const offered = (name: string, size: number, by = "Ada") =>
  chatLine(0, by, { text: name, file: { name, size } });
const key = lineKey({ author: idOf("Ada"), id: 0 });

function file(name: string, size: number): File {
  return Object.defineProperty(new File([], name), "size", { value: size });
}

describe("a file in the chat", () => {
  test("can be got, stopped and saved in its turn, and one's own withdrawn", () => {
    const table = [
      [{}, false, "get"],
      [{ step: "waiting" }, false, "stop"],
      [{ step: "coming", progress: 0.5 }, false, "stop"],
      [{ step: "here" }, false, "save"],
      [{ step: "ended" }, false, ""],
      [{ step: "preparing" }, true, "stop"],
      [{}, true, "stop"],
      [{ step: "ended", problem: "too-large" }, true, ""],
    ] as const;
    for (const [parts, isOwn, may] of table) {
      const view = fileView({ name: "a.zip", size: 1 }, state(parts), isOwn);
      const found = [view.mayGet && "get", view.maySave && "save", view.mayStop && "stop"];
      expect(found.filter(Boolean).join()).toBe(may);
    }
  });

  test("tells how it fares on both sides", () => {
    const own = (parts: Partial<FileState>) => fileView({ name: "a", size: 1 }, state(parts), true);
    expect([own({}).state, own({}).percent]).toEqual(["Ready for the others", null]);
    const giving = own({ getting: 2, progress: 0.25 });
    expect([giving.state, giving.percent]).toEqual(["2 are getting it", 25]);
    expect(own({ taken: 1 }).state).toBe("1 has it");
    const coming = fileView(
      { name: "a", size: 1 },
      state({ step: "coming", progress: 0.4 }),
      false,
    );
    expect([coming.percent, coming.problem]).toEqual([40, ""]);
    const altered = fileView({ name: "a", size: 1 }, state({ problem: "altered" }), false);
    expect([altered.problem, altered.mayGet]).toEqual([
      "It came altered, and was thrown away.",
      true,
    ]);
  });

  test("is shown as a picture when it is one, and never as a document", () => {
    const blob = new Blob(["x"]);
    const picture = (name: string) =>
      fileView({ name, size: 1 }, state({ step: "here", blob }), false).picture;
    expect([picture("a.PNG"), picture("a.jpeg")]).toEqual([blob, blob]);
    expect([picture("a.svg"), picture("a.html"), picture("png")]).toEqual([null, null, null]);
  });

  test("is a picture by what it begins with, whatever its name says", () => {
    const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const table = [
      ["\x89PNG\r\n\x1a\n....", "image/png"],
      ["\xff\xd8\xff\xe0........", "image/jpeg"],
      ["GIF89a......", "image/gif"],
      ["RIFF\n\0\0\0WEBP", "image/webp"],
      ["\0\0\0\x1cftypavif", "image/avif"],
      ['<svg xmlns="h', null],
      ["<!doctype ht", null],
      ["PNG", null],
      ["", null],
    ] as const;
    for (const [head, type] of table) expect(pictureTypeOf(bytes(head))).toBe(type);
  });

  test("has its size in words", () => {
    expect([sizeText(0), sizeText(999), sizeText(1_500), sizeText(100_000_000)]).toEqual([
      "0 byte",
      "999 byte",
      "2 kB",
      "100 MB",
    ]);
  });

  test("comes by itself, once, when it is a small picture of somebody who is here", () => {
    const { show, done } = inCall();
    show({ chat: [offered("a.png", 10)] });
    show({ files: { [key]: state({ problem: "stalled" }) } });
    expect(done).toEqual(["get 0"]);
    for (const line of [
      offered("a.png", 3_000_000),
      offered("a.zip", 10),
      offered("a.png", 10, "Gone"),
      offered("a.png", 10, "Me"),
    ]) {
      const other = inCall();
      other.show({ chat: [line] });
      expect(other.done).toEqual([]);
    }
  });

  test("is told as what it is", () => {
    const { meeting, show } = inCall();
    show({ chat: [offered("a.zip", 10)] });
    expect(said(meeting)).toEqual(["File from Ada"]);
  });
});

describe("sending files", () => {
  test("offers what fits, and tells the bound for what doesn't", () => {
    const { meeting, done } = inCall({ fileBytesMax: 5_000_000 });
    meeting.offerFiles([file("a.txt", 10), file("b.iso", 6_000_000)]);
    expect([done, meeting.draftProblem]).toEqual([["offer a.txt"], "Up to 5 MB each."]);
  });

  test("isn't possible where the host, or the operator, doesn't want it", () => {
    const held = inCall({ door: { ...OPEN_DOOR, mayChat: false } });
    held.meeting.offerFiles([file("a.txt", 10)]);
    const off = inCall({ fileBytesMax: 0 });
    off.meeting.offerFiles([file("a.txt", 10)]);
    expect([held.done, off.done, off.meeting.draftProblem]).toEqual([
      [],
      [],
      "This server carries no files.",
    ]);
  });

  test("stops at a folder's worth", () => {
    const { meeting, done } = inCall();
    meeting.offerFiles(Array.from({ length: 11 }, (_, index) => file(`${index}`, 1)));
    expect([done, meeting.draftProblem]).toEqual([[], "Send at most 10 files at once."]);
  });
});

describe("a host's request to lower one's hand", () => {
  const asked = { id: 0, by: "Ada", what: "lower-hand" } as const;

  test("is obeyed, and told", () => {
    const { meeting, show, done } = inCall();
    const [me, ...others] = meeting.inside.model?.participants ?? [];
    if (me === undefined) throw new Error("nobody is in");
    show({ participants: [{ ...me, hand: 1 }, ...others] });
    show({ asked });
    expect([done, said(meeting)]).toEqual([["hand false"], ["Ada lowered your hand"]]);
  });

  test("is nothing to who has none up", () => {
    const { show, done } = inCall();
    show({ asked });
    expect(done).toEqual([]);
  });
});
