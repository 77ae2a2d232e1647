// When a browser looks for another path to the server: after silence that can't be chance, not ever so often.

import { describe, expect, test } from "bun:test";
import { PathWatch } from "../../../src/client/path-watch.ts";

const LOOK_MS = 300;

class Connection {
  readonly watch = new PathWatch();
  now = 0;
  #packetsSent = 0;
  #bytesReceived = 0;

  /** @returns when another path was looked for, from the start of this stretch. */
  run(durationMs: number, { sends = true, everyMs = LOOK_MS }): number[] {
    const from = this.now;
    const looked: number[] = [];
    for (; this.now < from + durationMs; this.now += LOOK_MS) {
      if (sends) this.#packetsSent += 15;
      if (Math.floor(this.now / everyMs) !== Math.floor((this.now - LOOK_MS) / everyMs)) {
        this.#bytesReceived += 100;
      }
      const totals = { packetsSent: this.#packetsSent, bytesReceived: this.#bytesReceived };
      if (this.watch.handleSample(totals, this.now)) looked.push(this.now - from);
    }
    return looked;
  }
}

const NEVER = { everyMs: Number.POSITIVE_INFINITY };

describe("another path is looked for", () => {
  test("a second after all became silent, and again, less and less often, a few times", () => {
    const connection = new Connection();
    expect(connection.run(5_000, {})).toEqual([]);
    const looked = connection.run(60_000, NEVER);
    expect(looked).toHaveLength(4);
    expect(looked[0]).toBeLessThanOrEqual(1_200);
    const [first = 0, second = 0, third = 0, fourth = 0] = looked;
    expect(second - first).toBeGreaterThanOrEqual(2_000);
    expect(third - second).toBeGreaterThan(second - first);
    expect(fourth - third).toBeGreaterThan(third - second);
  });

  test("as quickly the next time", () => {
    const connection = new Connection();
    connection.run(5_000, {});
    connection.run(30_000, NEVER);
    expect(connection.run(5_000, {})).toEqual([]);
    expect(connection.run(1_500, NEVER)).toHaveLength(1);
  });

  test("not where a report a second is all that ever comes", () => {
    const connection = new Connection();
    expect(connection.run(60_000, { everyMs: 1_200 })).toEqual([]);
    expect(connection.run(3_000, NEVER)).toHaveLength(1);
  });

  test("not by who sends nothing, and need not be answered", () => {
    const connection = new Connection();
    connection.run(5_000, {});
    expect(connection.run(60_000, { ...NEVER, sends: false })).toEqual([]);
  });

  test("at once when the network is another, but not for each event of many", () => {
    const { watch } = new Connection();
    expect(watch.handleNetworkChange(10_000)).toBe(true);
    expect(watch.handleNetworkChange(10_100)).toBe(false);
    expect(watch.handleNetworkChange(12_100)).toBe(true);
  });
});

test("silence is told while it lasts, and not where nothing is sent", () => {
  const connection = new Connection();
  connection.run(5_000, {});
  expect(connection.watch.isSilent(connection.now)).toBe(false);
  connection.run(2_000, NEVER);
  expect(connection.watch.isSilent(connection.now)).toBe(true);
  connection.run(600, {});
  expect(connection.watch.isSilent(connection.now)).toBe(false);
  connection.run(20_000, { ...NEVER, sends: false });
  expect(connection.watch.isSilent(connection.now)).toBe(false);
});
