// A host hands the meeting over: the key goes to one member alone, who is asked, and every client knows the new host.

import { beforeEach, describe, expect, test } from "bun:test";
import type { Person } from "../../support/meeting-person.ts";
import type { MeetingWorld as World } from "../../support/meeting-world.ts";
import { MeetingWorld } from "../../support/meeting-world.ts";

let world: World;
let ada: Person;
let bob: Person;
let eve: Person;

beforeEach(async () => {
  world = await MeetingWorld.open({ latencyMs: () => 20, tamper: (_, message) => [message] });
  ada = await world.join("Ada", { host: world.host });
  await world.run(2_000);
  [bob, eve] = (await world.joinAll("Bob", "Eve")) as [Person, Person];
});

const handOver = (to: Person) => world.act(ada, { type: "hand-over", participantId: to.id });
const answer = (person: Person, isAccepted: boolean) =>
  world.feed(person, (now, out) =>
    person.member.handleHostAnswer(isAccepted ? world.host : null, now, out),
  );
const roleOf = (person: Person, at: Person) =>
  at.last?.roster.find(({ participantId }) => participantId === person.id)?.role;
const outcomes = (person: Person) =>
  person.all("act-done").flatMap(({ act, isThrough }) => (act === "hand-over" ? [isThrough] : []));

test("whoever accepts is host on every screen, and uses the key's powers", async () => {
  await handOver(bob);
  await world.run(1_000);
  const [offer] = bob.all("host-offered");
  expect(offer?.by).toBe(ada.id);
  expect(offer?.seed).toEqual(world.host.seed());
  expect(eve.all("host-offered")).toEqual([]);
  await answer(bob, true);
  await world.run(2_000);
  for (const person of [ada, bob, eve]) expect(roleOf(bob, person)).toBe("host");
  expect(outcomes(ada)).toEqual([true]);
  world.cut(ada);
  await world.run(5_000);
  await world.act(bob, { type: "rotate-link" });
  await world.act(bob, { type: "remove", participantId: eve.id });
  await world.run(5_000);
  expect(eve.left).toBe("removed");
  expect(bob.last?.policy.linkGeneration).toBe(2);
  expect(world.people.flatMap(({ alarms }) => alarms)).toEqual([]);
  world.close();
});

test("a co-host who takes it becomes host, and other co-hosts stay as they are", async () => {
  await world.act(ada, { type: "grant", participantId: bob.id });
  await world.act(ada, { type: "grant", participantId: eve.id });
  await world.run(2_000);
  await handOver(bob);
  await world.run(1_000);
  await answer(bob, true);
  await world.run(2_000);
  expect([roleOf(bob, eve), roleOf(eve, eve)]).toEqual(["host", "co-host"]);
  await world.act(ada, { type: "revoke", participantId: bob.id });
  await world.run(2_000);
  expect(roleOf(bob, eve)).toBe("host");
  world.close();
});

describe("the host is told that it came to nothing", () => {
  test("when the member declines", async () => {
    await handOver(bob);
    await world.run(1_000);
    await answer(bob, false);
    await world.run(1_000);
    expect([outcomes(ada), roleOf(bob, ada)]).toEqual([[false], "member"]);
    world.close();
  });

  test("when nobody answers for a minute", async () => {
    await handOver(bob);
    await world.run(61_000);
    expect(outcomes(ada)).toEqual([false]);
    await answer(bob, true);
    await world.run(2_000);
    expect(roleOf(bob, ada)).toBe("member");
    world.close();
  });

  test("when the member leaves", async () => {
    await handOver(bob);
    await world.run(1_000);
    world.cut(bob);
    await world.run(5_000);
    expect(outcomes(ada)).toEqual([false]);
    world.close();
  });

  test("when it is a host already, or nobody", async () => {
    await handOver(ada);
    await world.act(ada, { type: "hand-over", participantId: "f".repeat(32) as Person["id"] });
    expect(outcomes(ada)).toEqual([false, false]);
    world.close();
  });
});

test("a member's own client refuses to hand over what isn't theirs", async () => {
  await world.act(bob, { type: "hand-over", participantId: eve.id });
  await world.run(2_000);
  expect(outcomes(bob)).toEqual([false]);
  expect(eve.all("host-offered")).toEqual([]);
  world.close();
});
