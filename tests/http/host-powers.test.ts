// The host's powers from end to end without a browser: the product's own call loops against a running server.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Bytes } from "../../src/base/bytes.ts";
import type { Millis } from "../../src/base/time.ts";
import type { Act, FromCallWorker } from "../../src/client/call-messages.ts";
import { createMeeting } from "../../src/client/entry.ts";
import { CallLoop } from "../../src/client/workers/call-loop.ts";
import { CallMemory } from "../../src/client/workers/call-memory.ts";
import { encodeFragment } from "../../src/core/link/fragment.ts";
import type { MeetingId, ParticipantId } from "../../src/protocol/ids.ts";
import { chatOf } from "../support/chat-line.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

type SocketWithHeaders = new (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>> },
) => WebSocket;
const BunWebSocket = WebSocket as unknown as SocketWithHeaders;

type Told<T extends FromCallWorker["type"]> = Extract<FromCallWorker, { type: T }>;

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const DEADLINE_MS = 15_000;

let server: RunningServer;
const pages: Page[] = [];

/** What a page is of a call, to its worker. */
class Page {
  readonly told: FromCallWorker[] = [];
  readonly #loop: CallLoop;
  readonly #keys = new MessageChannel();

  constructor(
    meetingId: MeetingId,
    fragment: Bytes,
    name: string,
    passphrase: string | null = null,
  ) {
    pages.push(this);
    const { url } = server;
    this.#loop = new CallLoop(
      {
        post: (message) => this.#handle(message),
        fetch: ((path: string, init: RequestInit) => fetch(`${url}${path}`, init)) as typeof fetch,
        openSocket: () =>
          new BunWebSocket(`${url.replace("http", "ws")}/socket`, { headers: { Origin: url } }),
        clock: () => performance.now() as Millis,
        random,
        subtle: crypto.subtle,
      },
      new CallMemory(() => Date.now()),
    );
    const { port1: framePort } = this.#keys;
    this.#loop.handlePage({
      type: "enter",
      meetingId,
      fragment: fragment.slice(),
      passphrase,
      name,
      framePort,
    });
  }

  /** As a page does, it answers that it stored a new link. */
  #handle(message: FromCallWorker): void {
    this.told.push(message);
    if (message.type === "next-link") this.#loop.handlePage({ type: "next-link-kept" });
  }

  all<T extends FromCallWorker["type"]>(type: T): Told<T>[] {
    return this.told.filter((message): message is Told<T> => message.type === type);
  }

  last<T extends FromCallWorker["type"]>(type: T): Told<T> | undefined {
    return this.all(type).at(-1);
  }

  get id(): ParticipantId {
    const id = this.last("entered")?.participantId;
    if (id === undefined) throw new Error("not entered");
    return id;
  }

  get sees(): string {
    return (this.last("roster")?.members ?? []).map(({ name }) => name).join();
  }

  get ended(): string | null | undefined {
    return this.last("ended")?.failure;
  }

  act(act: Act): void {
    this.#loop.handlePage({ type: "act", act });
  }

  chat(text: string): void {
    this.#loop.handlePage({
      type: "signal",
      signal: chatOf(1, text),
    });
  }

  close(): void {
    this.#loop.handlePage({ type: "leave" });
    this.#keys.port2.close();
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + DEADLINE_MS;
    while (!isSo()) {
      if (performance.now() > deadline) {
        throw new Error(`no ${what}: ${this.sees}, ${JSON.stringify(this.told.slice(-6))}`);
      }
      await Bun.sleep(20);
    }
  }
}

let meetingId: MeetingId;
let invitation: Bytes;
let hostLink: Bytes;
let host: Page;
let bob: Page;

beforeAll(async () => {
  server = await startServer({});
}, 30_000);

afterAll(async () => {
  for (const page of pages) page.close();
  await server.stop();
});

async function make(passphrase: string | null = null): Promise<void> {
  const fetchHere = (path: string, init: RequestInit) => fetch(`${server.url}${path}`, init);
  const created = await createMeeting(fetchHere, crypto.subtle, random, passphrase);
  if (!created.ok) throw new Error(created.reason);
  const { fragment, hostSeed } = created.value;
  meetingId = created.value.meetingId;
  invitation = encodeFragment(fragment);
  hostLink = encodeFragment({ ...fragment, hostSeed });
}

beforeEach(async () => {
  await make();
  host = new Page(meetingId, hostLink, "Host");
  await host.until("meeting", () => host.sees === "Host");
  bob = new Page(meetingId, invitation, "Bob");
  await host.until("Bob", () => host.sees === "Host,Bob");
  await bob.until("Host", () => bob.sees === "Host,Bob");
}, 30_000);

const isDone = (act: Act["type"]) => () =>
  host.all("act-done").some((done) => done.act === act && done.isThrough);

describe("a host", () => {
  test("locks: who knocks is told, and its own other device comes in", async () => {
    expect(bob.last("roster")?.members.map(({ role }) => role)).toEqual(["host", "member"]);
    host.act({ type: "set-door", door: { isLocked: true } });
    await bob.until("lock", () => bob.last("policy")?.door.isLocked === true);
    const eve = new Page(meetingId, invitation, "Eve");
    await eve.until("end", () => eve.ended === "locked");
    const phone = new Page(meetingId, hostLink, "Phone");
    await phone.until("meeting", () => phone.sees === "Host,Bob,Phone");
  }, 30_000);

  test("admits one from the waiting room, and denies another", async () => {
    host.act({ type: "set-door", door: { hasWaitingRoom: true } });
    await host.until("waiting room", isDone("set-door"));
    const eve = new Page(meetingId, invitation, "Eve");
    const dan = new Page(meetingId, invitation, "Dan");
    await host.until("two who wait", () => host.last("knocks")?.waiting.length === 2);
    host.act({ type: "admit", participantId: eve.id });
    host.act({ type: "deny", participantId: dan.id });
    await eve.until("meeting", () => eve.sees === "Host,Bob,Eve");
    await dan.until("end", () => dan.ended === "denied");
  }, 30_000);

  test("removes with a new link: the old one opens nothing, the new one does", async () => {
    const eve = new Page(meetingId, invitation, "Eve");
    await host.until("Eve", () => host.sees === "Host,Bob,Eve");
    host.act({ type: "remove", participantId: eve.id, isLinkRotated: true });
    await eve.until("end", () => eve.ended === "removed");
    await host.until("new link", isDone("rotate-link"));
    await bob.until("new link", () => bob.last("link") !== undefined);
    expect(eve.all("link")).toEqual([]);
    expect(bob.last("link")?.fragment).toEqual(
      host.last("next-link")?.fragment ?? new Uint8Array(0),
    );
    const again = new Page(meetingId, invitation, "Eve");
    await again.until("end", () => again.ended === "wrong-link");
    const fragment = bob.last("link")?.fragment ?? invitation;
    const dan = new Page(meetingId, fragment, "Dan");
    await dan.until("meeting", () => dan.sees.includes("Dan"));
    await bob.until("Dan", () => bob.sees.includes("Dan"));
    expect(bob.all("alarm")).toEqual([]);
  }, 30_000);

  test("asks to mute, makes a co-host, and silences the chat", async () => {
    host.act({ type: "ask", target: null, what: "mute" });
    await bob.until("request", () => bob.last("asked")?.what === "mute");
    bob.chat("hello");
    await host.until("chat", () => host.last("signal")?.signal.type === "chat");
    host.act({ type: "grant", participantId: bob.id });
    await bob.until("grant", () => bob.last("roster")?.members[1]?.role === "co-host");
    bob.act({ type: "set-door", door: { mayChat: false } });
    await host.until("silence", () => host.last("policy")?.door.mayChat === false);
    expect(host.last("policy")?.by).toBe(bob.id);
  }, 30_000);

  test("ends for all, and deletes", async () => {
    host.act({ type: "end-for-all" });
    await bob.until("end", () => bob.ended === "ended");
    await host.until("end", () => host.ended === "ended");
    const again = new Page(meetingId, hostLink, "Host");
    await again.until("meeting", () => again.sees === "Host");
    again.act({ type: "delete-meeting" });
    await again.until("end", () => again.ended === "ended");
    const late = new Page(meetingId, invitation, "Late");
    await late.until("end", () => late.ended === "wrong-link");
  }, 30_000);
});

test("a member's acts are refused by its own client", async () => {
  bob.act({ type: "set-door", door: { isLocked: true } });
  bob.act({ type: "rotate-link" });
  bob.act({ type: "delete-meeting" });
  await bob.until("three refusals", () => bob.all("act-done").length === 3);
  expect(bob.all("act-done").every(({ isThrough }) => !isThrough)).toBe(true);
  expect(host.last("policy")?.door.isLocked).toBe(false);
}, 30_000);

test("a passphrase is asked for at the door, and stays with a new link", async () => {
  await make("correct horse");
  const owner = new Page(meetingId, hostLink, "Host", "correct horse");
  await owner.until("meeting", () => owner.sees === "Host");
  const guess = new Page(meetingId, invitation, "Guess", "battery staple");
  await guess.until("end", () => guess.ended === "wrong-link");
  owner.act({ type: "rotate-link" });
  await owner.until("new link", () => owner.last("link") !== undefined);
  await owner.until("server", () => owner.all("act-done").some(({ isThrough }) => isThrough));
  const fragment = owner.last("link")?.fragment ?? invitation;
  const right = new Page(meetingId, fragment, "Right", "correct horse");
  await right.until("meeting", () => right.sees === "Host,Right");
}, 60_000);
