// What the operator reads when a step of the start fails: of files about files, of ports about ports.

import { expect, test } from "bun:test";
import { StartFailure, starting } from "../../../src/server/start-failure.ts";

async function told(error: object): Promise<string> {
  const failing = starting("it", "--flag", () => {
    throw Object.assign(new Error("what the system said"), error);
  });
  return failing.then(
    () => "nothing",
    (failure: Error) => failure.message,
  );
}

test("each refusal comes with its own way out", async () => {
  expect(await told({ code: "EACCES", path: "/data" })).toContain("as root");
  expect(await told({ code: "EACCES" })).toContain("from 1024 up with --flag");
  expect(await told({ code: "EADDRINUSE" })).toContain("choose with --flag");
  expect(await told({ code: "EEXIST", path: "/copy" })).toContain("nothing is written over");
  expect(await told({ code: "EROFS", path: "/data" })).toContain("read-only");
  expect(await told({ code: "EIO", path: "/data" })).toBe("it: what the system said");
});

test("a sentence that is there already stays", async () => {
  const failing = starting("it", "--flag", () => {
    throw new StartFailure("stop the other server first.");
  });
  await expect(failing).rejects.toThrow(/^stop the other server first\.$/);
});
