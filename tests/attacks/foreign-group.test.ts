// A compromised server serves somebody another group than the meeting's. Seen to fail with members that
// found twice, and with the knock's seal and the credential's MAC taken out; join.test.ts of
// tests/unit/mls has the pre-shared key of Welcomes.

import { beforeEach, describe, expect, test } from "bun:test";
import type { ServerMessage } from "../../src/protocol/socket-messages.ts";
import type { Person } from "../support/meeting-person.ts";
import { MeetingWorld } from "../support/meeting-world.ts";

let world: MeetingWorld;
let ada: Person;
let bob: Person;
/** Everything that the server ever sent. */
let history: ServerMessage[];

beforeEach(async () => {
  world = await MeetingWorld.open();
  history = [];
  world.network = {
    ...world.network,
    tamper: (_, message) => {
      history.push(message);
      return [message];
    },
  };
  const [first, second] = await world.joinAll("Ada", "Bob");
  if (!first || !second) throw new Error("two people");
  [ada, bob] = [first, second];
});

const quietly = (person: Person) => [person.left, person.epochs.length, person.sees];

describe("who is in a group", () => {
  test("can't be made to found another", async () => {
    const before = quietly(bob);
    world.pass(bob, { type: "found" });
    await world.run(1_000);
    expect(quietly(bob)).toEqual(before);
    expect(bob.alarms).toEqual([{ reason: "bad-message", name: null }]);
  });

  test("can't be welcomed into another, by this link even", async () => {
    const other = await MeetingWorld.open();
    other.link = world.link;
    const [mallory] = await other.joinAll("Mallory", "Eve");
    const welcomes = mallory
      ?.all("send")
      .flatMap(({ message }): ServerMessage[] =>
        message.type === "commit"
          ? [{ type: "welcome", sender: bob.id, message: message.welcome }]
          : [],
      );
    const before = quietly(bob);
    for (const welcome of welcomes ?? []) world.pass(bob, welcome);
    await world.run(1_000);
    expect(welcomes?.length).toBeGreaterThan(0);
    expect(quietly(bob)).toEqual(before);
  });

  test("takes no message of another group of the same people", async () => {
    world.restart();
    const past = history.filter(({ type }) => type === "commit" || type === "application");
    const [ann, ben] = await world.joinAll("Ada", "Bob");
    const [first, second] = await world.joinAll("Eve", "Dan");
    if (!ann || !ben || !first || !second) throw new Error("four people");
    const before = quietly(ben);
    const commits = history.filter(({ type }) => type === "commit");
    for (const message of past) world.pass(ben, message);
    await world.run(1_000);
    expect(quietly(ben)).toEqual(before);
    expect(commits.length).toBeGreaterThan(0);
  });
});

describe("who comes in", () => {
  test("isn't welcomed by a Welcome of another time", async () => {
    const old = history.filter(({ type }) => type === "welcome");
    expect(old).toHaveLength(1);
    const late = await world.join("Late");
    world.network = { ...world.network, tamper: () => [] };
    for (const welcome of old) world.pass(late, welcome);
    await world.run(2_000);
    expect(late.epochs.every(({ roster }) => roster.some(({ name }) => name === "Late"))).toBe(
      true,
    );
    expect(late.alarms).toContainEqual({ reason: "bad-message", name: null });
  });

  test("is alone, and sees it, when the server says that nobody is there", async () => {
    world.network = { ...world.network, tamper: () => [] };
    const late = await world.join("Late");
    await world.run(100);
    world.pass(late, { type: "found" });
    await world.run(30_000);
    expect(late.sees).toEqual(["Late"]);
    expect(late.last?.digits).not.toBe(ada.last?.digits);
  });

  test("of another meeting's host's link isn't let in by this meeting's", async () => {
    const other = await MeetingWorld.open();
    const stranger = await world.join("Stranger", { link: other.link });
    await world.run(20_000);
    expect(stranger.epochs).toEqual([]);
    expect(ada.sees).toEqual(["Ada", "Bob"]);
  });
});
