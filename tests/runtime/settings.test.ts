// Settings that change what a running server does, seen from outside.

import { describe, expect, test } from "bun:test";
import { startServer } from "../support/server.ts";
import { enter, makeMeeting, VisitorSocket } from "../support/visitor.ts";

async function makeLink(url: string) {
  const made = await makeMeeting(url);
  if (!made.ok) throw new Error(made.reason);
  return made.value;
}

async function comeIn(url: string, { meetingId, fragment }: Awaited<ReturnType<typeof makeLink>>) {
  const entered = await enter(url, meetingId, fragment);
  if (!entered.ok) throw new Error(entered.reason);
  const socket = new VisitorSocket(url);
  return { socket, answer: await socket.hello(entered.value) };
}

describe("settings", () => {
  test("--max-participants turns away the next one", async () => {
    const server = await startServer({ args: ["--max-participants", "2"] });
    const link = await makeLink(server.url);
    const answers = [];
    for (let person = 0; person < 3; person++)
      answers.push((await comeIn(server.url, link)).answer);
    await server.stop();
    expect(answers.map(({ type }) => type)).toEqual(["session", "session", "reject"]);
    expect(answers[2]).toEqual({ type: "reject", reason: "meeting-full" });
  });

  test("--suite names the suite of new links", async () => {
    const server = await startServer({ args: ["--suite", "classical"] });
    const { fragment } = await makeLink(server.url);
    await server.stop();
    expect(fragment.suite).toBe("classical");
  });

  test("--metrics counts on an address of its own, and tells of nobody", async () => {
    const server = await startServer({ args: ["--metrics", "127.0.0.1:0"] });
    const link = await makeLink(server.url);
    await comeIn(server.url, link);
    const text = await (await fetch(server.metricsUrl ?? "")).text();
    const onPages = await fetch(`${server.url}/metrics`);
    await server.stop();
    expect(text).toContain("conclave_meetings 1\n");
    expect(text).toContain("conclave_participants 1\n");
    for (const name of ["loop_lag_ms", "memory_bytes", "open_files", "timers", "disk_free_bytes"]) {
      expect(text).toMatch(new RegExp(`^conclave_${name} \\d+$`, "m"));
    }
    expect(text).not.toContain(link.meetingId);
    expect(text).not.toContain("127.0.0.1");
    expect(onPages.status).toBe(404);
  });

  test("what was made is there for another process with the same data directory", async () => {
    const first = await startServer();
    const link = await makeLink(first.url);
    const second = await startServer({ args: ["--data", first.dataDirectory] });
    const { answer } = await comeIn(second.url, link);
    await Promise.all([first.stop(), second.stop()]);
    expect(answer.type).toBe("session");
  });
});
