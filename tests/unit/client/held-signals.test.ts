// What is said while the socket is down.

import { beforeEach, expect, test } from "bun:test";
import { CATCH_UP_MS, HeldSignals } from "../../../src/client/workers/held-signals.ts";
import { chatOf } from "../../support/chat-line.ts";

type Timer = { readonly run: () => void; readonly delayMs: number };

let timers: Map<number, Timer>;
let said: string[];
let held: HeldSignals;

beforeEach(() => {
  timers = new Map();
  said = [];
  let count = 0;
  held = new HeldSignals({
    say: (signal) => said.push(signal.type === "chat" ? signal.text : signal.type),
    setTimer: (run, delayMs) => {
      timers.set(++count, { run, delayMs });
      return count as unknown as ReturnType<typeof setTimeout>;
    },
    clearTimer: (timer) => void timers.delete(timer as unknown as number),
  });
});

const say = (text: string) => held.handleSignal(chatOf(0, text));
function elapse() {
  const due = [...timers.values()];
  timers.clear();
  for (const { run } of due) run();
}

test("goes through at once while the socket is up", () => {
  say("one");
  expect(said).toEqual(["one"]);
});

test("waits until the missed commits are in, and then goes through in its order", () => {
  held.handleConnection("down");
  say("one");
  held.handleConnection("up");
  say("two");
  expect(said).toEqual([]);
  expect([...timers.values()].map(({ delayMs }) => delayMs)).toEqual([CATCH_UP_MS]);
  elapse();
  say("three");
  expect(said).toEqual(["one", "two", "three"]);
});

test("waits on when the socket is lost again before it has caught up", () => {
  held.handleConnection("down");
  say("one");
  held.handleConnection("up");
  held.handleConnection("down");
  elapse();
  expect(said).toEqual([]);
  held.handleConnection("up");
  elapse();
  expect(said).toEqual(["one"]);
});

test("is given back when the call ends before it was said", () => {
  held.handleConnection("down");
  say("one");
  held.handleConnection("up");
  expect(held.close()).toEqual([chatOf(0, "one")]);
  expect(timers.size).toBe(0);
});
