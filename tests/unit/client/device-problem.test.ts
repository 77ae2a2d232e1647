// What getUserMedia throws, as one of the three problems that a person can act on.

import { describe, expect, test } from "bun:test";
import { problemOfError } from "../../../src/client/device-problem.ts";

describe("a device problem", () => {
  const table = [
    ["NotAllowedError", "blocked"],
    ["SecurityError", "blocked"],
    ["NotFoundError", "none"],
    ["OverconstrainedError", "none"],
    ["TypeError", "none"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
    ["InvalidStateError", "busy"],
    ["SomethingNobodyNamed", "busy"],
  ] as const;
  for (const [name, problem] of table) {
    test(`${name} is ${problem}`, () => {
      expect(problemOfError(new DOMException("", name))).toBe(problem);
    });
  }

  test("survives anything that can be thrown", () => {
    for (const thrown of [null, undefined, 7, "x", {}, { name: 5 }, new Error("x")]) {
      expect(problemOfError(thrown)).toBe("busy");
    }
  });
});
