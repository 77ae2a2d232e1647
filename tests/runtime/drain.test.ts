// SIGTERM with --drain: no new meetings, those under way go on, and the process ends when they do.

import { expect, test } from "bun:test";
import { closeCodeOf } from "../../src/protocol/reject.ts";
import { startServer } from "../support/server.ts";
import { until } from "../support/service.ts";
import { enter, makeMeeting, VisitorSocket } from "../support/visitor.ts";

type Link = Extract<Awaited<ReturnType<typeof makeMeeting>>, { ok: true }>["value"];

async function comeIn(url: string, { meetingId, fragment }: Link) {
  const entered = await enter(url, meetingId, fragment);
  if (!entered.ok) throw new Error(entered.reason);
  const socket = new VisitorSocket(url);
  return { socket, answer: await socket.hello(entered.value) };
}

async function makeLink(url: string): Promise<Link> {
  const made = await makeMeeting(url);
  if (!made.ok) throw new Error(made.reason);
  return made.value;
}

async function statusOf(url: string, path: string): Promise<number> {
  return (await fetch(`${url}${path}`)).status;
}

test("what is under way goes on, and nothing else begins", async () => {
  const server = await startServer({ args: ["--drain", "600"] });
  const [running, resting] = [await makeLink(server.url), await makeLink(server.url)];
  const ana = await comeIn(server.url, running);
  expect(await statusOf(server.url, "/readyz")).toBe(200);

  const ended = server.stop();
  await until("the drain", async () => (await statusOf(server.url, "/readyz")) === 503);
  expect(await statusOf(server.url, "/healthz")).toBe(200);
  expect(await makeMeeting(server.url)).toEqual({ ok: false, reason: "shutting-down" });
  expect((await comeIn(server.url, resting)).answer).toEqual({
    type: "reject",
    reason: "shutting-down",
  });
  const ben = await comeIn(server.url, running);
  expect(ben.answer).toMatchObject({ type: "session" });

  ana.socket.leave();
  ben.socket.leave();
  expect(await ended).toBe(0);
});

test("when its time is over, people are told to come back to the next process", async () => {
  const server = await startServer({ args: ["--drain", "1"] });
  const { socket } = await comeIn(server.url, await makeLink(server.url));
  const [code, end] = await Promise.all([server.stop(), socket.ended]);
  expect(end.code).toBe(closeCodeOf("shutting-down"));
  expect(code).toBe(0);
});

test("addresses are logged when the operator says so, loudly, and not else", async () => {
  for (const [args, isTold] of [
    [["--log-addresses", "5"], true],
    [[], false],
  ] as const) {
    const server = await startServer({ args: ["--start", "keys", ...args] });
    await makeMeeting(server.url);
    await server.stop();
    expect(server.log().includes('"address":"127.0.0.1"')).toBe(isTold);
    expect(server.log().includes("ADDRESSES OF VISITORS ARE LOGGED")).toBe(isTold);
  }
});
