// How long it takes until everybody is in who clicks join in the same second, and what one join and
// one leave cost. `model` is of people with a device each; `storm` goes through a real server, with
// everybody's work on this one machine.

import { encodeFragment } from "../../src/core/link/fragment.ts";
import { HeadlessParticipant, type Invitation } from "../support/headless-participant.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { makeMeeting } from "../support/visitor.ts";
import { JoinModel } from "./join-model.ts";
import { cpuMicros } from "./sfu-accounting.ts";

const SIZES = [10, 50, 100];

/** Of the model's devices: a phone of some years, on a usual line. */
const SLOWNESS = 3;
const LATENCY_MS = 40;

/**
 * More people than this have so much to compute that one process falls silent for longer than the
 * server waits for a heartbeat: it then measures this machine, and not the product.
 */
const STORM_MAX = 50;

/** Everybody is in, or the bench says how many are. */
const PATIENCE_MS = 180_000;

type Cpu = { readonly server: number; readonly clients: number };

function cpu(server: RunningServer): Cpu {
  return { server: cpuMicros(server.pid) / 1000, clients: cpuMicros(process.pid) / 1000 };
}

function since(before: Cpu, after: Cpu): Cpu {
  return { server: after.server - before.server, clients: after.clients - before.clients };
}

/** @returns milliseconds until `isDone`; null when it never is. */
async function waitFor(isDone: () => boolean): Promise<number | null> {
  const start = performance.now();
  while (!isDone()) {
    if (performance.now() - start > PATIENCE_MS) return null;
    await Bun.sleep(20);
  }
  return performance.now() - start;
}

/** Until nobody has sent or received anything for a second: retries and signals are through. */
async function settle(people: readonly HeadlessParticipant[]): Promise<void> {
  const total = () => people.reduce((sum, { traffic }) => sum + traffic.received + traffic.sent, 0);
  for (let before = -1; before !== total(); ) {
    before = total();
    await Bun.sleep(1_000);
  }
}

function isWhole(people: readonly HeadlessParticipant[], count: number): boolean {
  const epochs = new Set(people.map(({ epoch, digits }) => `${epoch} ${digits}`));
  return epochs.size === 1 && people.every(({ members }) => members === count);
}

const kilobytes = (bytes: number) => Math.round(bytes / 100) / 10;
const round = (value: number | null | undefined) => (value == null ? null : Math.round(value));

/** The size of one change for one who was in already: the difference of its traffic. */
async function costOf(
  server: RunningServer,
  people: readonly HeadlessParticipant[],
  change: () => { readonly of: readonly HeadlessParticipant[]; readonly count: number },
) {
  await settle(people);
  const witness = people[1];
  const before = { cpu: cpu(server), received: witness?.traffic.received ?? 0 };
  const { of, count } = change();
  const ms = await waitFor(() => isWhole(of, count));
  await settle(of);
  const spent = since(before.cpu, cpu(server));
  return {
    ms: round(ms),
    kbEachMember: kilobytes((witness?.traffic.received ?? 0) - before.received),
    cpuServerMs: round(spent.server),
    cpuPerMemberMs: Math.round((spent.clients / count) * 10) / 10,
  };
}

/** Everybody at once, all of them in this process: what comes through, and not how fast devices are. */
async function storm(server: RunningServer, size: number) {
  const made = await makeMeeting(server.url);
  if (!made.ok) throw new Error(made.reason);
  const { meetingId, fragment } = made.value;
  const invitation: Invitation = { url: server.url, meetingId, fragment: encodeFragment(fragment) };
  const before = cpu(server);
  const start = performance.now();
  const people = Array.from(
    { length: size },
    (_, index) => new HeadlessParticipant(invitation, `person ${index}`),
  );
  const ms = await waitFor(() => isWhole(people, size));
  const joinTimes = people.map(({ joinedAt }) => (joinedAt ?? Number.NaN) - start).sort();
  await settle(people);
  const spent = since(before, cpu(server));
  const result = {
    allInMs: round(ms),
    medianMs: round(joinTimes[Math.floor(joinTimes.length / 2)]),
    commits: people[0]?.epoch,
    turnedAway: people.filter(({ ended }) => ended !== undefined).map(({ ended }) => ended),
    alarms: people.flatMap(({ alarms }) => alarms).length,
    kbReceivedEach: kilobytes(
      people.reduce((sum, { traffic }) => sum + traffic.received, 0) / people.length,
    ),
    kbSentEach: kilobytes(
      people.reduce((sum, { traffic }) => sum + traffic.sent, 0) / people.length,
    ),
    kbLargest: kilobytes(Math.max(...people.map(({ traffic }) => traffic.largestReceived))),
    cpuServerMs: round(spent.server),
    cpuPerPersonMs: round(spent.clients / size),
  };
  return { invitation, people, result };
}

async function measure(size: number): Promise<Readonly<Record<string, unknown>>> {
  const model = await new JoinModel({ size, slowness: SLOWNESS, latencyMs: LATENCY_MS }).run();
  if (size > STORM_MAX) return { bench: "join", size, model };
  const server = await startServer({ args: ["--max-participants", "100"] });
  try {
    const { invitation, people, result } = await storm(server, size);
    if (result.allInMs === null) return { bench: "join", size, model, storm: result };
    const leaver = people.at(-1);
    const rest = people.slice(0, -1);
    const leave = await costOf(server, people, () => {
      leaver?.leave();
      return { of: rest, count: size - 1 };
    });
    let newcomer: HeadlessParticipant | null = null;
    const join = await costOf(server, rest, () => {
      newcomer = new HeadlessParticipant(invitation, "newcomer");
      return { of: [...rest, newcomer], count: size };
    });
    const { received = 0, sent = 0 } = (newcomer as HeadlessParticipant | null)?.traffic ?? {};
    for (const person of [...rest, newcomer as HeadlessParticipant | null]) person?.leave();
    const newcomerKb = { kbNewcomerReceived: kilobytes(received), kbNewcomerSent: kilobytes(sent) };
    return { bench: "join", size, model, storm: result, join: { ...join, ...newcomerKb }, leave };
  } finally {
    await server.stop();
  }
}

/** @param words sizes; 10, 50 and 100 when there are none. */
export async function runJoinBench(words: readonly string[]): Promise<void> {
  const sizes = words.length === 0 ? SIZES : words.map(Number);
  for (const size of sizes) console.log(JSON.stringify(await measure(size)));
}
