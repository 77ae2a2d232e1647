// A host is lost while its link is being replaced, after each message to the server that it takes: one of the
// links that its browser stored brings it back. Alone it crashes; with a guest, who brings the new link to the
// server, perhaps once more, it closes the tab. Seen to fail alone with the link before given up when the next is
// in force; and with a guest with the next link not stored, and with a server that turns away who came by the
// new link when it hears of it again.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Bytes } from "../../src/base/bytes.ts";
import type { Millis } from "../../src/base/time.ts";
import { CallLinks } from "../../src/client/call-links.ts";
import type { FromCallWorker } from "../../src/client/call-messages.ts";
import { createMeeting } from "../../src/client/entry.ts";
import type { Failure } from "../../src/client/failure.ts";
import { CallLoop } from "../../src/client/workers/call-loop.ts";
import { CallMemory } from "../../src/client/workers/call-memory.ts";
import { encodeFragment } from "../../src/core/link/fragment.ts";
import type { MeetingId } from "../../src/protocol/ids.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

type SocketWithHeaders = new (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>> },
) => WebSocket;
const BunWebSocket = WebSocket as unknown as SocketWithHeaders;

const DEADLINE_MS = 60_000;

/** More than a rotation's commit, policy and rotation take, acknowledgements included. */
const FRAMES_MAX = 8;

let server: RunningServer;

beforeAll(async () => {
  server = await startServer({});
}, 30_000);

afterAll(async () => {
  await server.stop();
});

type Loss = "crash" | "closed tab";

/** One run of somebody's browser, up to its end or its loss. */
class Run {
  readonly told: FromCallWorker[] = [];
  readonly #loop: CallLoop;
  readonly #links: CallLinks;
  #socket: WebSocket | null = null;
  /** How many more frames leave before it is lost. */
  #framesLeft = Number.POSITIVE_INFINITY;
  #loss: Loss = "crash";
  #isLost = false;

  constructor(meetingId: MeetingId, links: CallLinks, name = "Host") {
    this.#links = links;
    const keys = new MessageChannel();
    this.#loop = new CallLoop(
      {
        post: (message) => this.#handle(message),
        fetch: ((path: string, init: RequestInit) =>
          fetch(`${server.url}${path}`, init)) as typeof fetch,
        openSocket: () => this.#openSocket(),
        clock: () => performance.now() as Millis,
        random: (length) => crypto.getRandomValues(new Uint8Array(length)),
        subtle: crypto.subtle,
      },
      new CallMemory(() => Date.now()),
    );
    this.#loop.handlePage({
      type: "enter",
      meetingId,
      fragment: links.current.slice(),
      passphrase: null,
      name,
      framePort: keys.port1,
    });
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  rotate(framesLeft: number, loss: Loss): void {
    this.#framesLeft = framesLeft;
    this.#loss = loss;
    this.#loop.handlePage({ type: "act", act: { type: "rotate-link" } });
  }

  has(type: FromCallWorker["type"]): boolean {
    return this.told.some((message) => message.type === type);
  }

  get ended(): Failure | null | undefined {
    return this.told.find((message) => message.type === "ended")?.failure;
  }

  leave(): void {
    this.#loop.handlePage({ type: "leave" });
  }

  /** What was sent still leaves, and a closed tab says so; nothing more is heard or stored. */
  #lose(): void {
    this.#isLost = true;
    if (this.#loss === "closed tab") this.#loop.handlePage({ type: "leave" });
    else this.#socket?.close();
  }

  #openSocket(): WebSocket {
    const url = `${server.url.replace("http", "ws")}/socket`;
    const socket = new BunWebSocket(url, { headers: { Origin: server.url } });
    const send = socket.send.bind(socket);
    socket.send = (frame) => {
      const isFarewell = this.#isLost && this.#loss === "closed tab";
      if (isFarewell || this.#framesLeft-- > 0) send(frame);
      if (this.#framesLeft <= 0 && !this.#isLost) this.#lose();
    };
    this.#socket = socket;
    if (this.#isLost) socket.close();
    return socket;
  }

  #handle(message: FromCallWorker): void {
    if (this.#isLost) return;
    const isFirstRoster = message.type === "roster" && !this.has("roster");
    this.told.push(message);
    if (message.type === "next-link") {
      this.#links.handleNext(message.fragment);
      this.#loop.handlePage({ type: "next-link-kept" });
    } else if (message.type === "entered") this.#links.handleOpened();
    else if (message.type === "link") this.#links.handleReplaced(message.fragment);
    else if (message.type === "act-done") this.#links.handleRotationDone(message.isThrough);
    else if (isFirstRoster) this.#links.handleJoined();
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`no ${what}`);
    await Bun.sleep(20);
  }
}

/** A new meeting with its host in it, and a guest or none. */
async function hosted(hasGuest: boolean) {
  const fetchHere = (path: string, init: RequestInit) => fetch(`${server.url}${path}`, init);
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const created = await createMeeting(fetchHere, crypto.subtle, random);
  if (!created.ok) throw new Error(created.reason);
  const { meetingId, fragment, hostSeed } = created.value;
  const links = new CallLinks(encodeFragment({ ...fragment, hostSeed }), []);
  const run = new Run(meetingId, links);
  await until("meeting", () => run.has("roster"));
  const guest = hasGuest
    ? new Run(meetingId, new CallLinks(encodeFragment(fragment), []), "Guest")
    : null;
  if (guest !== null) await until("guest", () => guest.has("roster"));
  return { meetingId, links, run, guest };
}

/** Enters with what was stored, as the page does: another link when one is wrong, anew when the group is lost. */
async function comeBack(meetingId: MeetingId, stored: readonly Bytes[]): Promise<void> {
  const [current, ...others] = stored;
  if (current === undefined) throw new Error("nothing stored");
  const links = new CallLinks(current, others);
  for (;;) {
    const run = new Run(meetingId, links);
    await until("end or meeting", () => run.has("roster") || run.ended !== undefined);
    if (run.has("roster")) return run.leave();
    if (run.ended === "group-lost") continue;
    expect(run.ended).toBe("wrong-link");
    if (!links.handleWrongLink()) throw new Error("no stored link opens the meeting");
  }
}

/** @returns whether the rotation was through before the loss. */
async function play(framesLeft: number, loss: Loss, hasGuest: boolean): Promise<boolean> {
  const { meetingId, links, run, guest } = await hosted(hasGuest);
  run.rotate(framesLeft, loss);
  await until("loss or new link", () => run.isLost || run.has("act-done"));
  const stored = [links.current, ...links.others].map((link) => link.slice());
  const wasThrough = !run.isLost;
  run.leave();
  await comeBack(meetingId, stored);
  guest?.leave();
  return wasThrough;
}

describe("wherever it is lost, it gets back in:", () => {
  for (const [who, loss, hasGuest] of [
    ["alone", "crash", false],
    ["with a guest", "closed tab", true],
  ] as const) {
    test(
      who,
      async () => {
        const cases = Array.from({ length: FRAMES_MAX + 1 }, (_, framesLeft) =>
          play(framesLeft, loss, hasGuest),
        );
        const wereThrough = await Promise.all(cases);
        // The first is lost before the commit left, the last one has nothing left to be lost at.
        expect(wereThrough[0]).toBe(false);
        expect(wereThrough.at(-1)).toBe(true);
      },
      2 * DEADLINE_MS,
    );
  }
});
