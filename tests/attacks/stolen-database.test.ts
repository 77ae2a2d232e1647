// A thief has the server's database: IDs, salts, verifiers, host keys. Seen to fail with sessions that need
// no proof, and with the knock's seal and the credential's MAC taken out.

import { beforeEach, describe, expect, test } from "bun:test";
import { hex, utf8 } from "../../src/base/bytes.ts";
import { Secret } from "../../src/base/secret.ts";
import type { CreatedMeeting } from "../../src/client/entry.ts";
import { enterMeeting } from "../../src/client/entry.ts";
import { encodeFragment } from "../../src/core/link/fragment.ts";
import { SrpClient } from "../../src/core/srp/client.ts";
import { GROUP_3072 } from "../../src/core/srp/group.ts";
import { SrpServer } from "../../src/core/srp/server.ts";
import { srpChallenge, srpHello, srpProof, srpSession } from "../../src/protocol/entry-messages.ts";
import { decode, encode } from "../../src/protocol/schema.ts";
import type { Meeting } from "../../src/server/store/store.ts";
import { MeetingWorld } from "../support/meeting-world.ts";
import { ByHand } from "../unit/entry/by-hand.ts";
import { random, World } from "../unit/entry/entry-world.ts";

let world: World;
let created: CreatedMeeting;
/** All that the thief has. */
let row: Meeting;

beforeEach(async () => {
  world = new World();
  created = await world.meeting();
  const found = world.meetings.find(created.meetingId, 20_000 as never);
  if (!found.ok || found.value === null) throw new Error("the meeting's row");
  row = found.value;
});

describe("a thief of the database", () => {
  test("doesn't come in with what is stored in place of a password", async () => {
    const guesses = [
      row.verifier,
      row.salt,
      row.hostKey,
      utf8(hex(row.verifier)),
      new Uint8Array(0),
    ];
    for (const password of guesses) {
      const login = { identity: utf8(row.id), password };
      const client = new SrpClient(GROUP_3072, login, random);
      const byHand = new ByHand(world, row.id, created.fragment);
      const response = await byHand.hello(client.clientPublic);
      const challenge = decode(srpChallenge, new Uint8Array(await response.arrayBuffer()));
      if (challenge === null) throw new Error("a challenge");
      const proof = client.prove(challenge.salt, challenge.serverPublic);
      if (!proof.ok) throw new Error(proof.reason);
      const answer = await byHand.prove(challenge.exchangeId, proof.value.clientProof);
      expect(await answer.text()).toBe("wrong-link");
    }
  });

  test("doesn't come in with a link made of what is stored", async () => {
    for (const stored of [row.verifier, row.salt, row.hostKey]) {
      const secret = new Secret(new Uint8Array(stored.subarray(0, 16)));
      const fragment = { ...created.fragment, secret };
      const entrance = { meetingId: row.id, fragment, fetch: world.fetch, random };
      expect(await enterMeeting(entrance)).toEqual({ ok: false, reason: "wrong-link" });
    }
  });

  test("finds neither the link's secret nor the host's seed in it", () => {
    const stored = Object.values(row)
      .map((value) => (value instanceof Uint8Array ? hex(value) : String(value)))
      .join();
    expect(stored).not.toContain(hex(created.fragment.secret.bytes));
    expect(stored).not.toContain(hex(created.hostSeed.bytes));
    expect(stored).not.toContain(hex(encodeFragment(created.fragment)));
  });

  test("who plays the server with it gets a session, and no name, key or way into the group", async () => {
    let server: SrpServer | null = null;
    const fetch = async (path: string, init: RequestInit) => {
      const body = new Uint8Array(init.body as ArrayBuffer | Uint8Array<ArrayBuffer>);
      if (path === "/api/srp") {
        const record = { identity: utf8(row.id), salt: row.salt, verifier: row.verifier };
        const hello = decode(srpHello, body);
        if (hello === null) throw new Error("a hello");
        const started = SrpServer.start(GROUP_3072, record, hello.clientPublic, random);
        if (!started.ok) throw new Error(started.reason);
        server = started.value;
        const { serverPublic } = server;
        const challenge = { exchangeId: "00".repeat(16) as never, salt: row.salt, serverPublic };
        return new Response(encode(srpChallenge, challenge));
      }
      const proof = decode(srpProof, body);
      const verified = proof && server?.verify(proof.clientProof);
      if (!verified?.ok) throw new Error("the client's proof is right");
      const session = encode(srpSession, {
        serverProof: verified.value.serverProof,
        sessionId: "00".repeat(16) as never,
        hostKey: row.hostKey,
        linkGeneration: 1,
        protocolVersion: 1,
      });
      return new Response(session);
    };
    const { meetingId, fragment } = created;
    const entered = await enterMeeting({ meetingId, fragment, fetch, random });
    expect(entered.ok).toBe(true);
    // What it then gets is a knock under a key that it can't derive: see the thief in a group below.
  });

  test("who knocks at the group with keys from it stays out, and reads no knock", async () => {
    const meeting = await MeetingWorld.open();
    const [ada] = await meeting.joinAll("Ada");
    const secret = new Uint8Array(row.verifier.subarray(0, 16));
    const thief = await meeting.join("Thief", { link: { secret, generation: 1 } });
    await meeting.run(20_000);
    expect(ada?.sees).toEqual(["Ada"]);
    expect(thief.epochs).toEqual([]);
    const own = await MeetingWorld.open();
    own.link = { secret, generation: 1 };
    const [trap] = await own.joinAll("Trap");
    const knock = ada
      ?.all("send")
      .flatMap(({ message }) => (message.type === "knock" ? [message] : []));
    for (const { sealed } of knock ?? []) {
      if (trap && ada) own.pass(trap, { type: "knocking", participantId: ada.id, sealed });
    }
    await own.run(2_000);
    expect(trap?.sees).toEqual(["Trap"]);
  });
});
