// The browser's end of the socket against a server that does as the test says. Promise: no server, however it
// lies, makes it throw, hand on a message twice, or give away the session's key.
// Seen to fail: without the check of who we were before, with an old socket still heard, with a key that is never zeroed.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { copy } from "../../../src/base/bytes.ts";
import { helloProof } from "../../../src/core/meeting/hello-proof.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { APPLICATION_BYTES_MAX, GRACE_MS } from "../../../src/protocol/limits.ts";
import { ACK_DUE_BYTES } from "../../../src/protocol/outbox.ts";
import { closeCodeOf, REJECT_REASONS } from "../../../src/protocol/reject.ts";
import type { ClientMessage, ServerMessage } from "../../../src/protocol/socket-messages.ts";
import type { ScriptedSocket, Session } from "./scripted-server.ts";
import { ANA, KEY, NONCE, OTHER_NONCE, SESSION, Story, session } from "./scripted-server.ts";

function storyUp(): Story {
  const story = new Story();
  story.socket.welcome();
  story.log.length = 0;
  return story;
}

const found: ServerMessage = { type: "found" };
const knock = (byte: number): ClientMessage => ({ type: "knock", sealed: new Uint8Array([byte]) });

describe("entering", () => {
  test("answers the challenge with the proof, and tells who we are", () => {
    const story = new Story();
    story.socket.welcome();
    expect(story.socket.binaryType).toBe("arraybuffer");
    expect(story.socket.heard).toEqual([
      {
        seq: 0,
        ack: 0,
        message: {
          type: "hello",
          protocolVersion: 1,
          sessionId: SESSION,
          proof: helloProof(KEY, NONCE, SESSION),
          lastSeq: 0,
        },
      },
    ]);
    expect(story.log).toEqual(["up", "session"]);
  });

  test("tells the challenge of each socket, which a host's proof is bound to", () => {
    const story = new Story();
    story.socket.welcome();
    story.socket.drop();
    story.time.advance(250);
    story.socket.say(0, { type: "challenge", nonce: OTHER_NONCE });
    story.socket.say(0, session({ isResumed: true }));
    expect(story.nonces).toEqual([NONCE, OTHER_NONCE]);
  });

  test("holds back what is said before it is up", () => {
    const story = new Story();
    story.signaling.send(knock(1));
    story.signaling.send(knock(2));
    story.socket.welcome();
    expect(story.socket.heard.slice(1).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test("counts as new although the answer to the first hello was lost", () => {
    const story = new Story();
    story.socket.drop();
    story.time.advance(250);
    story.socket.welcome({ isResumed: true });
    expect(story.log).toEqual(["up", "session"]);
  });

  test("is over when the server speaks another version", () => {
    const story = new Story();
    story.socket.welcome({ protocolVersion: 2 });
    expect(story.log).toEqual(["ended: wrong-version"]);
  });

  test("is over when the server claims to have heard what was never said", () => {
    const story = new Story();
    story.socket.welcome({ lastSeq: 1 });
    expect(story.log).toEqual(["ended: unknown-session"]);
  });

  test("gives its proof once on each socket", () => {
    const story = new Story();
    for (let times = 0; times < 2; times++)
      story.socket.say(0, { type: "challenge", nonce: NONCE });
    expect(story.socket.types).toEqual(["hello"]);
    expect(story.log).toEqual(["ended: malformed"]);
  });
});

describe("messages", () => {
  test("are handed on once, in order, and acknowledged", () => {
    const story = storyUp();
    story.socket.say(1, found);
    story.socket.say(1, found);
    story.socket.say(2, { type: "answer", sdp: "" });
    story.signaling.send(knock(1));
    expect(story.log).toEqual(["found", "answer"]);
    expect(story.socket.heard.at(-1)).toMatchObject({ seq: 1, ack: 2 });
  });

  test("about a host's acts are handed on like any other", () => {
    const story = storyUp();
    story.socket.say(1, { type: "rotated", linkGeneration: 2 });
    story.socket.say(2, { type: "act-refused", act: "deny", reason: "not-host" });
    expect(story.log).toEqual(["rotated", "act-refused"]);
  });

  test("that leave a gap cost the connection, not the session", () => {
    const story = storyUp();
    story.socket.say(2, found);
    expect(story.log).toEqual(["down"]);
    story.time.advance(250);
    story.socket.say(0, { type: "challenge", nonce: NONCE });
    expect(story.socket.heard[0]?.message).toMatchObject({ type: "hello", lastSeq: 0 });
  });

  test("are acknowledged early when much comes", () => {
    const story = storyUp();
    const message = new Uint8Array(APPLICATION_BYTES_MAX);
    const count = ACK_DUE_BYTES / APPLICATION_BYTES_MAX;
    for (let seq = 1; seq <= count; seq++) {
      story.socket.say(seq, { type: "application", sender: ANA, message });
    }
    expect(story.socket.heard.at(-1)).toEqual({
      seq: 0,
      ack: count,
      message: { type: "heartbeat" },
    });
  });

  test.each<[string, (socket: ScriptedSocket) => void]>([
    ["bytes of no message", (socket) => socket.raw(new Uint8Array([1, 2, 3]).buffer)],
    ["text", (socket) => socket.raw("hello")],
    ["a counted challenge", (socket) => socket.say(1, { type: "challenge", nonce: NONCE })],
    ["a second session", (socket) => socket.welcome()],
    ["an uncounted message", (socket) => socket.say(0, found)],
    ["a counted heartbeat", (socket) => socket.say(1, { type: "heartbeat" })],
    ["an acknowledgement of too much", (socket) => socket.say(1, found, 7)],
  ])("that no honest server sends end the session: %s", (_, act) => {
    const story = storyUp();
    act(story.socket);
    expect(story.log).toEqual(["ended: malformed"]);
    expect(story.socket.isClosed).toBe(true);
  });
});

describe("a lost connection", () => {
  test("is tried again, later each time, until the grace is over", () => {
    const story = storyUp();
    const openedAt: number[] = [];
    story.socket.drop();
    for (let now = 0; now <= GRACE_MS; now += 50) {
      if (!story.socket.isClosed && story.sockets.length > openedAt.length + 1) {
        openedAt.push(now);
        story.socket.drop();
      }
      story.time.advance(50);
    }
    const waits = openedAt.map((at, index) => at - (openedAt[index - 1] ?? 0));
    expect(waits.slice(0, 6)).toEqual([250, 500, 1000, 2000, 2000, 2000]);
    expect(Math.max(...waits)).toBe(2000);
    expect(story.log).toEqual(["down", "ended: server-gone"]);
  });

  test("is resumed after what the server has", () => {
    const story = storyUp();
    for (const byte of [1, 2, 3]) story.signaling.send(knock(byte));
    story.socket.say(1, found);
    story.socket.drop();
    story.signaling.send(knock(4));
    story.time.advance(250);
    story.socket.welcome({ isResumed: true, lastSeq: 2 });
    expect(story.socket.heard[0]?.message).toMatchObject({ type: "hello", lastSeq: 1 });
    expect(story.socket.heard.slice(1).map(({ message }) => message)).toEqual([knock(3), knock(4)]);
    expect(story.log).toEqual(["found", "down", "up", "resumed"]);
  });

  test.each<[string, Partial<Session>]>([
    ["took us for new", {}],
    ["took us for another", { isResumed: true, participantId: "bb".repeat(16) as ParticipantId }],
    ["forgot what it had acknowledged", { isResumed: true, lastSeq: 0 }],
  ])("can't be resumed when the server %s", (_, changed) => {
    const story = storyUp();
    story.signaling.send(knock(1));
    story.socket.say(1, found, 1);
    story.socket.drop();
    story.time.advance(250);
    story.socket.welcome({ lastSeq: 1, ...changed });
    expect(story.log.at(-1)).toBe("ended: unknown-session");
  });

  test("is noticed by silence", () => {
    const story = storyUp();
    story.time.advance(14_999);
    expect(story.log).toEqual([]);
    expect(story.socket.types).toEqual(["hello", "heartbeat", "heartbeat"]);
    story.time.advance(1);
    expect(story.log).toEqual(["down"]);
  });

  test("that never was one is given up after 10 s, and tried again", () => {
    const story = new Story();
    story.time.advance(10_000);
    expect(story.socket.isClosed).toBe(true);
    story.time.advance(250);
    expect(story.sockets.length).toBe(2);
    story.time.advance(GRACE_MS);
    expect(story.log).toEqual(["ended: server-gone"]);
  });

  test("takes nothing more from its old socket", () => {
    const story = storyUp();
    const [old] = story.sockets;
    old?.drop();
    old?.say(1, found);
    old?.drop(closeCodeOf("removed"));
    expect(story.log).toEqual(["down"]);
  });
});

describe("an end", () => {
  test.each(REJECT_REASONS)("by close code for %s is told as that", (reason) => {
    const story = storyUp();
    story.socket.drop(closeCodeOf(reason));
    expect(story.log).toEqual([`ended: ${reason}`]);
    expect(story.key.isZeroed).toBe(true);
  });

  test("by reject is told once, whatever the close says", () => {
    const story = storyUp();
    story.socket.say(0, { type: "reject", reason: "removed" });
    story.socket.drop(closeCodeOf("malformed"));
    story.time.advance(60_000);
    expect(story.log).toEqual(["ended: removed"]);
    expect(story.sockets.length).toBe(1);
  });

  test("by leaving tells the server first, and nobody here", () => {
    const story = storyUp();
    story.signaling.leave();
    expect(story.socket.heard.at(-1)?.message).toEqual({ type: "leave" });
    expect(story.socket.isClosed).toBe(true);
    story.socket.drop();
    story.signaling.send(knock(1));
    story.signaling.close();
    expect(story.log).toEqual([]);
    expect(story.key.isZeroed).toBe(true);
  });

  test("by closing says nothing to anyone", () => {
    const story = storyUp();
    story.signaling.close();
    story.time.advance(60_000);
    expect(story.socket.types).toEqual(["hello"]);
    expect(story.sockets.length).toBe(1);
    expect(story.log).toEqual([]);
  });

  test("comes when more waits to be sent than is kept", () => {
    const story = new Story();
    const message = new Uint8Array(APPLICATION_BYTES_MAX);
    for (let sent = 0; sent < 70; sent++) story.signaling.send({ type: "application", message });
    expect(story.log).toEqual(["ended: overloaded"]);
  });
});

describe("any bytes whatever from the server", () => {
  const data = fc.oneof(
    fc.string(),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => copy(bytes).buffer),
    fc.tuple(fc.nat(20), fc.uint8Array({ maxLength: 80 })).map(([type, rest]) => {
      return new Uint8Array([0, 0, 0, 1, 0, 0, 0, 0, type, ...rest]).buffer;
    }),
  );

  test("never throw, before and after it is up", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(data, { maxLength: 4 }), (isUp, all) => {
        const story = isUp ? storyUp() : new Story();
        for (const each of all) story.socket.raw(each);
        expect(story.log.filter((line) => line.startsWith("ended")).length).toBeLessThan(2);
      }),
    );
  });
});
