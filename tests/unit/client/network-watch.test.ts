// A network's level: by loss, round trips and room, and only when it has been so for a while.

import { expect, test } from "bun:test";
import type { NetworkStats } from "../../../src/client/network-stats.ts";
import { readNetworkStats } from "../../../src/client/network-stats.ts";
import { NetworkWatch } from "../../../src/client/network-watch.ts";

const QUIET: NetworkStats = {
  packetsReceived: 0,
  packetsLost: 0,
  lossSent: 0,
  roundTripMs: 20,
  roomBps: 2_000_000,
};

/** Looks each 300 ms, at 100 packets a second of which `loss` are lost. @returns the levels, each once. */
function levels(...spans: readonly (Partial<NetworkStats> & { for: number; loss?: number })[]) {
  const watch = new NetworkWatch();
  const seen: string[] = [];
  let [now, received, lost] = [0, 0, 0];
  for (const { for: seconds, loss = 0, ...stats } of spans) {
    for (const end = now + seconds * 1_000; now < end; now += 300) {
      received += 30 * (1 - loss);
      lost += 30 * loss;
      const sample = { ...QUIET, ...stats, packetsReceived: received, packetsLost: lost };
      const level = watch.handleSample(sample, now);
      if (seen.at(-1) !== level) seen.push(level);
    }
  }
  return seen;
}

test("is good while nothing is lost", () => {
  expect(levels({ for: 30 })).toEqual(["good"]);
});

test("is weak or poor by loss either way, by round trips, and by the room to send", () => {
  expect(levels({ for: 12, loss: 0.08 })).toEqual(["good", "weak"]);
  expect(levels({ for: 12, loss: 0.3 })).toEqual(["good", "poor"]);
  expect(levels({ for: 12, lossSent: 0.2 })).toEqual(["good", "poor"]);
  expect(levels({ for: 12, roundTripMs: 500 })).toEqual(["good", "weak"]);
  expect(levels({ for: 12, roomBps: 60_000 })).toEqual(["good", "poor"]);
});

test("a burst changes nothing, and it is good again only after a while", () => {
  expect(levels({ for: 10 }, { for: 1, lossSent: 0.5 }, { for: 10 })).toEqual(["good"]);
  const [bad, good] = [{ for: 6, lossSent: 0.5 }, { for: 5 }];
  expect(levels(bad, good)).toEqual(["good", "poor"]);
  expect(levels(bad, { for: 12 })).toEqual(["good", "poor", "good"]);
});

test("reads what browsers report, and takes what they leave out for nothing wrong", () => {
  const report = (...records: readonly object[]) =>
    ({ forEach: (visit: (record: object) => void) => records.forEach(visit) }) as RTCStatsReport;
  expect(readNetworkStats(report())).toEqual({ ...QUIET, roundTripMs: null, roomBps: null });
  expect(
    readNetworkStats(
      report(
        { type: "inbound-rtp", packetsReceived: 10, packetsLost: -2 },
        { type: "inbound-rtp", packetsReceived: 5, packetsLost: 3 },
        { type: "remote-inbound-rtp", fractionLost: 0.1 },
        { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 },
        {
          type: "candidate-pair",
          nominated: true,
          currentRoundTripTime: 0.25,
          availableOutgoingBitrate: 300_000,
        },
      ),
    ),
  ).toEqual({
    packetsReceived: 15,
    packetsLost: 3,
    lossSent: 0.1,
    roundTripMs: 250,
    roomBps: 300_000,
  });
});
