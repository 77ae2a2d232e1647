// What the server remembers between requests: bounded, forgetful, and by nobody's name.
// Seen to fail: the flood of subjects, with the oldest bucket forgotten in place of a full one; the blocks, with
// ports left on; what a refusal comes after, with nothing given back.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { utf8 } from "../../../src/base/bytes.ts";
import { Secret } from "../../../src/base/secret.ts";
import type { Millis } from "../../../src/base/time.ts";
import { GROUP_3072 } from "../../../src/core/srp/group.ts";
import { isSoundVerifier, SrpServer } from "../../../src/core/srp/server.ts";
import { sessionIdFrom } from "../../../src/protocol/ids.ts";
import { addressBlock, addressBlocks } from "../../../src/server/entry/address-block.ts";
import { AttemptLimits, SUBJECTS_MAX, takeAll } from "../../../src/server/entry/attempt-limits.ts";
import { falseRecord } from "../../../src/server/entry/false-records.ts";
import { SESSIONS_MAX, Sessions, UNCLAIMED_MS } from "../../../src/server/entry/sessions.ts";
import {
  EXCHANGE_MS,
  EXCHANGES_MAX,
  SrpExchanges,
} from "../../../src/server/entry/srp-exchanges.ts";
import { random, srpNumber, unknownId } from "./entry-world.ts";

class HandClock {
  now = 5_000;
  readonly read = () => this.now as Millis;
}

describe("attempts", () => {
  const RATE = { burst: 3, refillMs: 1_000 };

  function limits() {
    const clock = new HandClock();
    return { clock, limits: new AttemptLimits(RATE, random, clock.read) };
  }

  function taken(of: AttemptLimits, subject: string, tries: number): boolean[] {
    return Array.from({ length: tries }, () => of.take(subject) !== null);
  }

  test("a burst passes, then one for each refill, for each subject apart", () => {
    const { clock, limits: one } = limits();
    expect(taken(one, "a", 5)).toEqual([true, true, true, false, false]);
    expect(taken(one, "b", 1)).toEqual([true]);
    clock.now += 999;
    expect(one.take("a")).toBeNull();
    clock.now += 1;
    expect(taken(one, "a", 2)).toEqual([true, false]);
    clock.now += 1_000_000;
    expect(taken(one, "a", 5)).toEqual([true, true, true, false, false]);
  });

  test("a try given back can be taken again, once, and never adds to the burst", () => {
    const { clock, limits: one } = limits();
    const first = one.take("a");
    taken(one, "a", 2);
    for (let again = 0; again < 3; again++) first?.giveBack();
    expect(taken(one, "a", 2)).toEqual([true, false]);
    clock.now += 1_000_000;
    const last = one.take("a");
    clock.now += 1_000_000;
    last?.giveBack();
    expect(taken(one, "a", 4)).toEqual([true, true, true, false]);
  });

  test("what a refusal comes after is given back", () => {
    const { limits: one } = limits();
    const { limits: other } = limits();
    taken(other, "b", 3);
    expect(takeAll([() => one.take("a"), () => other.take("b")])).toBeNull();
    expect(taken(one, "a", 4)).toEqual([true, true, true, false]);
  });

  test("a flood of subjects resets nobody's count, and takes no more memory", () => {
    const { limits: one } = limits();
    taken(one, "a", 3);
    const flood = Array.from({ length: SUBJECTS_MAX + 10 }, (_, subject) => `${subject}`);
    const passed = flood.filter((subject) => one.take(subject) !== null);
    expect(one.size).toBe(SUBJECTS_MAX);
    expect(one.take("a")).toBeNull();
    // The last ones share one bucket.
    expect(passed.length).toBe(SUBJECTS_MAX - 1 + RATE.burst);
  });

  test("full buckets make room again", () => {
    const { clock, limits: one } = limits();
    taken(one, "a", 3);
    for (let subject = 0; subject < SUBJECTS_MAX; subject++) one.take(`${subject}`);
    clock.now += 1_000;
    expect(taken(one, "new", 4)).toEqual([true, true, true, false]);
    expect(one.size).toBe(2);
    expect(taken(one, "a", 2)).toEqual([true, false]);
  });

  test("it holds no subject in clear", () => {
    const { limits: one } = limits();
    one.take("192.0.2.77");
    expect(Bun.inspect(one, { depth: 10 })).not.toContain("192.0.2.77");
  });
});

describe("address blocks", () => {
  const table = [
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:0DB8:0001:0002::6", "2001:db8:1:2"],
    ["2001:db8::6", "2001:db8:0:0"],
    ["2001:db8::2:3:4:5:6", "2001:db8:0:2"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["[2001:db8:1:2::1]", "2001:db8:1:2"],
    ["::2:3:4:5:192.0.2.1", "0:0:2:3"],
    ["1.2.3.4:5678", "1.2.3.4"],
    ["[2001:db8:1:2::1]:443", "2001:db8:1:2"],
    ["[::ffff:192.0.2.1]:443", "192.0.2.1"],
    ["[fe80::1%eth0]:80", "fe80:0:0:0"],
    ["::1", "0:0:0:0"],
    ["::", "0:0:0:0"],
    ["", ""],
    ["unix socket", "unix socket"],
  ] as const;
  for (const [address, block] of table) {
    test(`${address || "nothing"} is of ${block || "nothing"}`, () => {
      expect(addressBlock(address)).toBe(block);
    });
  }

  test("IPv6 has a /64, a /56 and a /48, anything else one block", () => {
    expect(addressBlocks("2001:db8:1:abcd::1")).toEqual([
      "2001:db8:1:abcd",
      "2001:db8:1:ab/56",
      "2001:db8:1/48",
    ]);
    expect(addressBlocks("2001:db8::1")).toEqual([
      "2001:db8:0:0",
      "2001:db8:0:00/56",
      "2001:db8:0/48",
    ]);
    expect(addressBlocks("2001:db8:1:2::1")[1]).toBe(addressBlocks("2001:db8:1:ff::1")[1]);
    for (const one of ["192.0.2.1", "::ffff:192.0.2.1", "unknown", ""]) {
      expect(addressBlocks(one)).toEqual([addressBlock(one)]);
    }
  });

  test("any text has a block, and every IPv6 address of a /64 the same", () => {
    fc.assert(fc.property(fc.string(), (text) => void addressBlocks(text)));
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const block = addressBlock(address);
        const isMapped = !block.includes(":");
        if (!isMapped) expect(addressBlock(`${block}:1:2:3:4`)).toBe(block);
      }),
    );
  });
});

describe("sessions", () => {
  const meetingId = unknownId();

  function sessions() {
    const clock = new HandClock();
    return { clock, sessions: new Sessions(random, clock.read) };
  }

  function made(of: Sessions) {
    const created = of.create(meetingId, new Secret(random(32)), 1);
    if (!created.ok) throw new Error(created.reason);
    return created.value;
  }

  test("an unclaimed session ends after a minute and its key is zeroed", () => {
    const { clock, sessions: all } = sessions();
    const session = made(all);
    clock.now += UNCLAIMED_MS - 1;
    expect(all.find(session.id)).toBe(session);
    clock.now += 1;
    expect(all.find(session.id)).toBeNull();
    expect(all.claim(session.id)).toBeNull();
    expect(session.key.isZeroed).toBe(true);
    expect(all.size).toBe(0);
  });

  test("a tick alone ends what waited too long", () => {
    const { clock, sessions: all } = sessions();
    made(all);
    clock.now += 30_000;
    const later = made(all);
    clock.now += 30_000;
    all.handleTick();
    expect(all.size).toBe(1);
    expect(all.find(later.id)).toBe(later);
  });

  test("a claimed session stays until it is forgotten", () => {
    const { clock, sessions: all } = sessions();
    const session = made(all);
    expect(all.claim(session.id)).toBe(session);
    clock.now += 100 * UNCLAIMED_MS;
    expect(all.claim(session.id)).toBe(session);
    all.forget(session.id);
    expect(all.find(session.id)).toBeNull();
    expect(session.key.isZeroed).toBe(true);
    all.forget(session.id);
  });

  test("an ID that was never given is no session", () => {
    expect(sessions().sessions.claim(sessionIdFrom(random(16)))).toBeNull();
  });

  test("beyond the bound nobody else is let in, and nobody is thrown out", () => {
    const { sessions: all } = sessions();
    const first = made(all);
    for (let count = 1; count < SESSIONS_MAX; count++) made(all);
    const key = new Secret(random(32));
    expect(all.create(meetingId, key, 1)).toEqual({ ok: false, reason: "overloaded" });
    expect(key.isZeroed).toBe(true);
    expect(all.find(first.id)).toBe(first);
  });
});

describe("exchanges", () => {
  const record = { identity: utf8("a"), salt: random(16), verifier: srpNumber(7n) };
  const started = SrpServer.start(GROUP_3072, record, srpNumber(5n), random);
  if (!started.ok) throw new Error(started.reason);
  const nothing = { giveBack: () => {} };
  const admitted = { common: nothing, own: nothing, meeting: null };
  const exchange = { server: started.value, meeting: null, admitted };

  test("an exchange can be taken once", () => {
    const exchanges = new SrpExchanges(random, new HandClock().read);
    const id = exchanges.add(exchange);
    expect(exchanges.take(id)?.server).toBe(exchange.server);
    expect(exchanges.take(id)).toBeNull();
    expect(exchanges.size).toBe(0);
  });

  test("a tick drops what waited too long", () => {
    const clock = new HandClock();
    const exchanges = new SrpExchanges(random, clock.read);
    exchanges.add(exchange);
    clock.now += EXCHANGE_MS - 1;
    const later = exchanges.add(exchange);
    clock.now += 1;
    exchanges.handleTick();
    expect(exchanges.size).toBe(1);
    expect(exchanges.take(later)).not.toBeNull();
  });

  test("a flood pushes out the oldest and takes no more memory", () => {
    const exchanges = new SrpExchanges(random, new HandClock().read);
    const first = exchanges.add(exchange);
    for (let count = 0; count < EXCHANGES_MAX; count++) exchanges.add(exchange);
    const last = exchanges.add(exchange);
    expect(exchanges.size).toBe(EXCHANGES_MAX);
    expect(exchanges.take(first)).toBeNull();
    expect(exchanges.take(last)).not.toBeNull();
  });
});

describe("false records", () => {
  test("one is the same for the same ID and secret, and another for any other", () => {
    const [secret, other] = [new Secret(random(32)), new Secret(random(32))];
    const [id, otherId] = [unknownId(), unknownId()];
    const record = falseRecord(secret, id);
    expect(falseRecord(secret, id)).toEqual(record);
    expect(falseRecord(secret, otherId).salt).not.toEqual(record.salt);
    expect(falseRecord(other, id).salt).not.toEqual(record.salt);
    expect(falseRecord(other, id).verifier).not.toEqual(record.verifier);
  });

  test("its verifier is one that a meeting could have", () => {
    for (let count = 0; count < 50; count++) {
      const { salt, verifier } = falseRecord(new Secret(random(32)), unknownId());
      expect(salt.length).toBe(16);
      expect(isSoundVerifier(GROUP_3072, verifier)).toBe(true);
    }
  });
});
