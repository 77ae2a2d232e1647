// When a certificate is asked for, by a wall clock that jumps and an authority that fails.

import { expect, test } from "bun:test";
import { Log } from "../../../src/server/log.ts";
import { AcmeKeeper } from "../../../src/server/tls/acme-keeper.ts";
import type { Certificate } from "../../../src/server/tls/certificate.ts";
import { VirtualTime } from "../socket/virtual-time.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

class Authority {
  readonly time = new VirtualTime();
  /** By how much the wall clock is ahead of the one that runs timers. */
  jumpMs = 0;
  isDown = false;
  asked = 0;
  served = 0;
  readonly log: string[] = [];
  readonly keeper = new AcmeKeeper({
    source: { stored: () => null, obtain: () => this.#obtain() },
    now: () => this.now,
    startTimer: this.time.startTimer,
    log: new Log({
      level: "info",
      format: "text",
      now: () => this.now,
      write: (line) => this.log.push(line),
    }),
    handleCertificate: async () => {
      this.served += 1;
    },
  });

  get now(): Date {
    return new Date(this.time.clock() + this.jumpMs);
  }

  async #obtain(): Promise<Certificate> {
    this.asked += 1;
    if (this.isDown) throw new Error("no route to the authority");
    const startsAt = this.now;
    const endsAt = new Date(startsAt.getTime() + 90 * DAY_MS);
    return { key: "", chain: "", startsAt, endsAt };
  }

  /** Hour by hour: what is asked is answered in between. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += HOUR_MS) {
      this.time.advance(HOUR_MS);
      await Promise.resolve().then(() => new Promise((resolve) => setImmediate(resolve)));
    }
  }
}

test("one is asked for at the start, and the next a month before its end", async () => {
  const authority = new Authority();
  await authority.keeper.start();
  await authority.pass(59 * DAY_MS);
  expect(authority.asked).toBe(1);
  await authority.pass(2 * DAY_MS);
  expect(authority.asked).toBe(2);
});

test("a clock that jumps ahead has the next one asked for within the hour, and back does no harm", async () => {
  const authority = new Authority();
  await authority.keeper.start();
  authority.jumpMs = -30 * DAY_MS;
  await authority.pass(DAY_MS);
  expect(authority.asked).toBe(1);
  authority.jumpMs = 365 * DAY_MS;
  await authority.pass(HOUR_MS);
  expect(authority.asked).toBe(2);
});

test("an authority that is down isn't asked more than a few times an hour, and the old one serves on", async () => {
  const authority = new Authority();
  await authority.keeper.start();
  authority.isDown = true;
  await authority.pass(70 * DAY_MS);
  expect(authority.served).toBe(1);
  expect(authority.asked).toBeGreaterThan(100);
  expect(authority.asked).toBeLessThan(300);
  expect(authority.log.at(-1)).toContain("look at this machine's network");
  authority.isDown = false;
  await authority.pass(2 * HOUR_MS);
  expect(authority.served).toBe(2);
});
