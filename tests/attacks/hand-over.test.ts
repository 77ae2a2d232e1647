// Somebody wants the meeting that a host hands over to another. Seen to fail with each of these taken out: `maySay` of
// an offer, the seal to one leaf, its sender in the seal's context, the comparison of the seed with the meeting's host
// key, the look at who answers, the key of a host who isn't one yet; and with these pairs and threes, of which each
// alone holds: who brings a policy and its signature; a message's key used up, wiped, and its number heard once.

import { beforeEach, describe, expect, test } from "bun:test";
import { Secret } from "../../src/base/secret.ts";
import { EnteredLink } from "../../src/client/workers/entered-link.ts";
import { HostRole } from "../../src/client/workers/host-role.ts";
import { encodeFragment, parseFragment } from "../../src/core/link/fragment.ts";
import { hostCommitment } from "../../src/core/link/link-keys.ts";
import { policyExtensions } from "../../src/core/mls/group-policy.ts";
import type { HostAct } from "../../src/core/mls/host-act.ts";
import type { SealedSecret } from "../../src/core/mls/leaf-seal.ts";
import { openAtLeaf, sealToLeaf } from "../../src/core/mls/leaf-seal.ts";
import type { Signal } from "../../src/core/mls/signal.ts";
import { grantMessage } from "../../src/protocol/host-claims.ts";
import type { SessionId } from "../../src/protocol/ids.ts";
import type { ServerMessage } from "../../src/protocol/socket-messages.ts";
import { applicationMessage, commitMessage, HostileInsider } from "../support/hostile-insider.ts";
import type { Person } from "../support/meeting-person.ts";
import { MeetingWorld } from "../support/meeting-world.ts";
import {
  at,
  classical,
  effectsOf,
  GROUP_ID,
  host,
  idOf,
  impostor,
  meetingId,
  random,
  signedPolicyWith,
} from "../unit/mls/fixtures.ts";
import { alarms, hear, left, only, sent, told } from "../unit/mls/member-play.ts";

const LABEL = "conclave/1 hand over";

describe("a member with a client of its own", () => {
  let insider: HostileInsider;

  /** Person 1 is the insider, person 2 the host, person 3 whom the host trusts. */
  beforeEach(async () => {
    insider = await HostileInsider.among(2, [2]);
  });

  const member = (number: number) => {
    const victim = insider.victims[number - 2];
    if (victim === undefined) throw new Error(`person ${number}`);
    return victim.member;
  };

  /** The host offers the meeting to person 3. @returns as the insider, who is a member too, reads it. */
  async function offer(): Promise<{ message: Uint8Array<ArrayBuffer>; signal: Signal }> {
    const act: HostAct = { type: "hand-over", participantId: idOf(3) };
    const [application] = sent(
      await effectsOf((out) => member(2).handleAct(act, at(0), out)),
      "application",
    );
    if (application === undefined) throw new Error("no offer");
    return { message: application.message, signal: await insider.hear(application.message) };
  }

  const sealFor3 = async (seed: Uint8Array<ArrayBuffer>): Promise<SealedSecret> => {
    const parties = { label: LABEL, from: idOf(1), to: idOf(3) } as const;
    const sealed = await sealToLeaf(insider.state, 2, parties, seed, classical);
    if (sealed === null) throw new Error("no leaf");
    return sealed;
  };

  test("offers what isn't its to give, and nobody is asked", async () => {
    const signal = {
      type: "host-offer",
      target: idOf(3),
      ...(await sealFor3(random(32))),
    } as const;
    expect(await hear(member(3), applicationMessage(await insider.say(signal)))).toEqual([]);
    // From the host's own leaf, whose message keys every member knows.
    const forged = applicationMessage(await insider.say(signal, 1), idOf(2));
    expect(told(await hear(member(3), forged))).toEqual(["alarm"]);
  });

  test("hears the host's offer to another, and can't open it by any name", async () => {
    const { signal } = await offer();
    if (signal.type !== "host-offer") throw new Error(signal.type);
    for (const to of [idOf(1), idOf(3)]) {
      for (const from of [idOf(1), idOf(2)]) {
        const purpose = { label: LABEL, from, to } as const;
        expect(await openAtLeaf(insider.state, purpose, signal, classical)).toBeNull();
      }
    }
  });

  test("says yes in another's stead, and isn't host", async () => {
    await offer();
    const yes: Signal = { type: "host-answer", target: idOf(2), isAccepted: true };
    const effects = await hear(member(2), applicationMessage(await insider.say(yes)));
    // From the trusted one's leaf.
    const forged = await hear(member(2), applicationMessage(await insider.say(yes, 2), idOf(3)));
    expect([sent(effects, "commit"), sent(forged, "commit")]).toEqual([[], []]);
    expect(alarms(forged)).toEqual([{ reason: "bad-message", name: null }]);
  });

  test("says yes to an offer that was never made, or is answered", async () => {
    const yes: Signal = { type: "host-answer", target: idOf(2), isAccepted: true };
    expect(await hear(member(2), applicationMessage(await insider.say(yes)))).toEqual([]);
    const { message } = await offer();
    await hear(member(3), applicationMessage(message, idOf(2)));
    const no = await effectsOf((out) => member(3).handleHostAnswer(null, at(0), out));
    for (const { message: said } of sent(no, "application")) {
      await hear(member(2), applicationMessage(said, idOf(3)));
    }
    expect(await hear(member(2), applicationMessage(await insider.say(yes)))).toEqual([]);
  });

  test("passes on what the host sealed as its own offer, were it a host even", async () => {
    insider = await HostileInsider.among(2, [2], host);
    const { signal } = await offer();
    const effects = await hear(member(3), applicationMessage(await insider.say(signal)));
    expect(told(effects)).toEqual(["application"]);
    const answer = await insider.hear(only(sent(effects, "application")).message);
    expect(answer).toEqual({ type: "host-answer", target: idOf(1), isAccepted: false });
  });

  test("writes itself into the policy as host, without the host's key", async () => {
    const signatureKey = insider.signatureKey;
    const claim = { meetingId, groupId: GROUP_ID, participantId: idOf(1), signatureKey };
    const certificate = await impostor.sign(grantMessage({ ...claim, isHost: true }));
    const grants = [{ participantId: idOf(1), signatureKey, isHost: true, certificate }];
    const extensions = policyExtensions(await signedPolicyWith({ grants }, impostor));
    const { message } = await insider.make({ adds: [], removes: [], extensions });
    const effects = await hear(member(2), commitMessage(message));
    expect([alarms(effects), left(effects)]).toEqual([
      [{ reason: "bad-commit", name: "person 1" }],
      ["broken-rules"],
    ]);
  });
});

test("a host's leaf that gives another key than the meeting's gives nothing", async () => {
  const fragment = parseFragment(
    encodeFragment({
      suite: "classical",
      needsPassphrase: false,
      secret: new Secret(random(16)),
      hostCommitment: hostCommitment(host.publicKey),
      hostSeed: null,
    }),
  );
  if (fragment === null) throw new Error("a link");
  const role = new HostRole({
    link: new EnteredLink(meetingId, fragment, new Uint8Array(0)),
    hostKey: host.publicKey,
    sessionId: "00".repeat(16) as SessionId,
    subtle: crypto.subtle,
    random,
    keepLink: () => undefined,
  });
  expect(await role.handleOffered(impostor.seed())).toBe(false);
  expect([role.handleAnswer(true), role.desk]).toEqual([null, null]);
  expect(await role.handleOffered(host.seed())).toBe(true);
  expect(role.handleAnswer(true)).not.toBeNull();
});

describe("the server, which carries it all,", () => {
  let world: MeetingWorld;
  let ada: Person;
  let bob: Person;
  let eve: Person;
  /** Everything that it ever sent. */
  let history: ServerMessage[];

  beforeEach(async () => {
    history = [];
    world = await MeetingWorld.open({
      latencyMs: () => 20,
      tamper: (_, message) => {
        history.push(message);
        return [message];
      },
    });
    ada = await world.join("Ada", { host: world.host });
    await world.run(1_000);
    [bob, eve] = (await world.joinAll("Bob", "Eve")) as [Person, Person];
    history = [];
  });

  const answer = (person: Person, isAccepted: boolean) =>
    world.feed(person, (now, out) =>
      person.member.handleHostAnswer(isAccepted ? world.host : null, now, out),
    );
  const handOver = async (from: Person, to: Person) => {
    await world.act(from, { type: "hand-over", participantId: to.id });
    await world.run(1_000);
  };
  const offers = (person: Person) => person.all("host-offered").length;
  const rolesSeenBy = (person: Person) =>
    person.last?.roster.map(({ name, role }) => `${name} ${role}`);
  const lock = async (by: Person, isLocked: boolean) => {
    await world.act(by, { type: "set-door", door: { isLocked } });
    await world.run(1_000);
    return bob.member.policy?.isLocked === isLocked;
  };
  const playAgain = async (to: Person) => {
    const said = history.filter(({ type }) => type === "application");
    for (const message of said) world.pass(to, message);
    await world.run(1_000);
    return said.length;
  };

  test("makes up no offer, alters none, and brings none from another group", async () => {
    await handOver(ada, bob);
    const made = history.filter((message) => message.type === "application");
    const other = await MeetingWorld.open();
    const mallory = await other.join("Mallory", { host: other.host });
    await other.run(1_000);
    const [puppet] = await other.joinAll("Puppet");
    if (puppet === undefined) throw new Error("Puppet");
    await other.act(mallory, { type: "hand-over", participantId: puppet.id });
    const foreign = mallory
      .all("send")
      .flatMap(({ message }) => (message.type === "application" ? [message.message] : []));
    expect([made.length, foreign.length, offers(bob)]).toEqual([2, 1, 1]);
    const forged = [random(400), ...foreign];
    for (const { message } of made) {
      for (const index of [0, 30, 60, message.length - 1]) {
        const altered = message.slice();
        altered[index] = (altered[index] ?? 0) ^ 1;
        forged.push(altered);
      }
    }
    for (const message of forged) {
      for (const to of [bob, eve]) {
        world.pass(to, { type: "application", sender: ada.id, message });
      }
    }
    await world.run(1_000);
    expect([offers(bob), offers(eve)]).toEqual([1, 0]);
  });

  test("plays it again: declined, taken, in a later epoch, after the next hand-over", async () => {
    await handOver(ada, bob);
    await answer(bob, false);
    expect(await playAgain(bob)).toBeGreaterThan(0);
    expect(offers(bob)).toBe(1);
    await world.joinAll("Late");
    await playAgain(bob);
    expect(offers(bob)).toBe(1);
    await handOver(ada, bob);
    await answer(bob, true);
    await world.run(1_000);
    await handOver(bob, eve);
    await answer(eve, true);
    await world.run(1_000);
    for (const person of world.people) await playAgain(person);
    expect(world.people.map(offers)).toEqual([0, 2, 1, 0]);
    expect(rolesSeenBy(ada)).toEqual(["Ada host", "Bob host", "Eve host", "Late member"]);
  });

  test("gives it to a later joiner, who opens nothing of before", async () => {
    await handOver(ada, bob);
    const [late] = await world.joinAll("Late");
    if (late === undefined) throw new Error("Late");
    await playAgain(late);
    expect(offers(late)).toBe(0);
  });

  test("holds a yes back until the offer is over, and it counts for no other", async () => {
    await handOver(ada, bob);
    world.network = { ...world.network, tamper: () => [] };
    await answer(bob, true);
    await world.run(100);
    const yes = bob
      .all("send")
      .flatMap(({ message }) => (message.type === "application" ? [message] : []))
      .slice(-1);
    world.network = { ...world.network, tamper: (_, message) => [message] };
    await world.run(60_000);
    await handOver(ada, eve);
    for (const { message } of yes) {
      world.pass(ada, { type: "application", sender: eve.id, message });
    }
    await world.run(2_000);
    expect(yes).toHaveLength(1);
    expect(rolesSeenBy(eve)).toEqual(["Ada host", "Bob member", "Eve member"]);
  });

  test("who took the key acts as host when the group says so, and not before", async () => {
    await handOver(ada, bob);
    // Nobody hears the yes.
    world.network = { ...world.network, tamper: () => [] };
    await answer(bob, true);
    await world.act(bob, { type: "set-door", door: { isLocked: true } });
    await world.act(bob, { type: "end-for-all" });
    await world.run(1_000);
    const done = bob.all("act-done").map(({ act, isThrough }) => `${act} ${isThrough}`);
    expect(done).toEqual(["set-door false", "end-for-all false"]);
    expect([bob.alarms, bob.left]).toEqual([[], null]);
  });

  describe("after it", () => {
    beforeEach(async () => {
      await handOver(ada, bob);
      await answer(bob, true);
      await world.run(1_000);
    });

    test("both are hosts, and a newcomer knows it", async () => {
      expect(await lock(ada, true)).toBe(true);
      expect(await lock(bob, false)).toBe(true);
      const [late] = await world.joinAll("Late");
      expect(rolesSeenBy(late ?? eve)).toEqual([
        "Ada host",
        "Bob host",
        "Eve member",
        "Late member",
      ]);
      expect(world.people.flatMap(({ alarms: told }) => told)).toEqual([]);
    });

    test("the old host can't take it back, nor make a co-host of the new one", async () => {
      await world.act(ada, { type: "revoke", participantId: bob.id });
      await world.act(ada, { type: "grant", participantId: bob.id });
      await world.run(1_000);
      expect(rolesSeenBy(eve)).toEqual(["Ada host", "Bob host", "Eve member"]);
    });

    test("the old host, put out, is heard no more, and has no way back by the old link", async () => {
      await world.act(bob, { type: "remove", participantId: ada.id });
      await world.act(bob, { type: "rotate-link" });
      await world.run(2_000);
      expect([ada.left, world.link.generation]).toEqual(["removed", 2]);
      const back = await world.join("Ada", { host: world.host, link: ada.link });
      await world.run(20_000);
      expect(back.epochs).toEqual([]);
      expect(rolesSeenBy(eve)).toEqual(["Bob host", "Eve member"]);
    });

    test("by a link that is in force whoever holds the key is host, locked or not", async () => {
      await world.act(bob, { type: "remove", participantId: ada.id });
      await world.run(1_000);
      expect(await lock(bob, true)).toBe(true);
      await world.join("Ada", { host: world.host });
      await world.run(2_000);
      expect(rolesSeenBy(eve)).toEqual(["Ada host", "Bob host", "Eve member"]);
    });
  });
});
