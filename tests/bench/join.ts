// How long it takes until everybody is in, and sees somebody, who clicks join in the same moment, and
// what one join and one leave cost. `model` is of people with a device each; `storm` goes through a
// real server, with everybody's work on this one machine.

import { availableParallelism } from "node:os";
import { encodeFragment } from "../../src/core/link/fragment.ts";
import { Crowd, isWhole } from "../support/crowd.ts";
import type { PersonReport } from "../support/crowd-process.ts";
import type { HeadlessSource } from "../support/headless-media.ts";
import type { Invitation } from "../support/headless-participant.ts";
import { type RunningServer, startServer } from "../support/server.ts";
import { makeMeeting } from "../support/visitor.ts";
import { JoinModel } from "./join-model.ts";
import { cpuMicros, machineCpuMillis } from "./sfu-accounting.ts";
import { syntheticFrames } from "./synthetic-frames.ts";

const SIZES = [10, 50, 100];

/** Of the model's devices: a phone of some years, on a usual line. */
const SLOWNESS = 3;
const LATENCY_MS = 40;

/** Everybody is in, or the bench says how many are. */
const PATIENCE_MS = 120_000;

/** After that nobody has said anything that might be lost, and be told again (core/mls/talk.ts). */
const QUIET_MS = 45_000;

/** What the waiting itself costs is measured for so long, and taken off. */
const IDLE_MS = 3_000;

/** Processes of people for each core: fewer leave a core idle, more only switch. */
const PROCESSES_PER_CORE = 2;

/** Each sends a picture; it is the first one that arrives that counts. */
const CAMERA: HeadlessSource = { frames: syntheticFrames(20), framesPerSecond: 2, voice: [] };

type Scene = {
  readonly server: RunningServer;
  readonly crowd: Crowd;
  readonly invitation: Invitation;
};
type Cpu = { readonly server: number; readonly clients: number; readonly machine: number };

const round = (value: number | null | undefined) => (value == null ? null : Math.round(value));
const kilobytes = (bytes: number) => Math.round(bytes / 100) / 10;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** In milliseconds so far. */
function cpu({ server, crowd }: Scene): Cpu {
  return {
    server: cpuMicros(server.pid) / 1000,
    clients: sum(crowd.pids.map(cpuMicros)) / 1000,
    machine: machineCpuMillis(),
  };
}

function since(before: Cpu, after: Cpu): Cpu {
  return {
    server: after.server - before.server,
    clients: after.clients - before.clients,
    machine: after.machine - before.machine,
  };
}

/** @returns null when it never happens. */
async function wait(
  { crowd }: Scene,
  isDone: (people: readonly PersonReport[]) => boolean,
): Promise<readonly PersonReport[] | null> {
  return crowd.until("it", isDone, PATIENCE_MS).catch(() => null);
}

/** Until nobody has sent or received anything for a second: retries and signals are through. */
async function settle({ crowd }: Scene): Promise<readonly PersonReport[]> {
  for (let before = -1; ; ) {
    const people = await crowd.report();
    const total = sum(people.map(({ traffic }) => traffic.received + traffic.sent));
    if (total === before) return people;
    before = total;
    await Bun.sleep(1_000);
  }
}

/** What one change costs those who are in already, and the server. @param count who is in after it. */
async function costOf(scene: Scene, change: () => void, count: number) {
  const people = await settle(scene);
  const before = new Map(people.map(({ name, traffic }) => [name, traffic]));
  const idleBefore = cpu(scene);
  await Bun.sleep(IDLE_MS);
  const idle = since(idleBefore, cpu(scene));
  const cpuBefore = cpu(scene);
  const startedAt = performance.now();
  change();
  const done = await wait(scene, (now) => isWhole(now, count));
  const ms = performance.now() - startedAt;
  const after = await settle(scene);
  const all = since(cpuBefore, cpu(scene));
  const share = (performance.now() - startedAt) / IDLE_MS;
  const [server, clients] = [all.server - share * idle.server, all.clients - share * idle.clients];
  const stayed = after.filter(({ name }) => before.has(name));
  const newcomer = after.find(({ name }) => !before.has(name));
  const mean = (pick: (traffic: PersonReport["traffic"]) => number) => {
    const grown = ({ name, traffic }: PersonReport) => {
      const was = before.get(name);
      return pick(traffic) - (was === undefined ? 0 : pick(was));
    };
    return kilobytes(sum(stayed.map(grown)) / stayed.length);
  };
  return {
    ms: done === null ? null : round(ms),
    kbReceivedEach: mean(({ received }) => received),
    kbSentEach: mean(({ sent }) => sent),
    ...(newcomer && {
      kbNewcomerReceived: kilobytes(newcomer.traffic.received),
      kbNewcomerSent: kilobytes(newcomer.traffic.sent),
    }),
    cpuServerMs: round(server),
    cpuPerMemberMs: Math.round((clients / count) * 10) / 10,
  };
}

/** Everybody in the same moment. */
async function storm(scene: Scene, size: number) {
  const { crowd, invitation } = scene;
  const before = cpu(scene);
  const startedAt = performance.timeOrigin + performance.now();
  crowd.join(invitation, size, CAMERA);
  const isSeeing = (people: readonly PersonReport[]) =>
    isWhole(people, size) && people.every(({ sawVideoAt }) => sawVideoAt !== null);
  const done = await wait(scene, isSeeing);
  const spent = since(before, cpu(scene));
  const people = done ?? (await crowd.report());
  const times = (pick: (person: PersonReport) => number | null) =>
    people.map((person) => (pick(person) ?? Number.NaN) - startedAt).sort((a, b) => a - b);
  const [joined, saw] = [times((one) => one.joinedAt), times((one) => one.sawVideoAt)];
  const wallMs = performance.timeOrigin + performance.now() - startedAt;
  const cores = (ms: number) => Math.round((ms / wallMs) * 100) / 100;
  return {
    isComplete: done !== null,
    allInMs: round(joined.at(-1)),
    medianInMs: round(joined[size >> 1]),
    allSeeMs: round(saw.at(-1)),
    medianSeeMs: round(saw[size >> 1]),
    commits: people[0]?.epoch,
    turnedAway: people.filter(({ ended }) => ended !== undefined).map(({ ended }) => ended),
    alarms: people.flatMap(({ alarms }) => alarms).length,
    kbReceivedEach: kilobytes(sum(people.map(({ traffic }) => traffic.received)) / size),
    kbSentEach: kilobytes(sum(people.map(({ traffic }) => traffic.sent)) / size),
    kbLargest: kilobytes(Math.max(...people.map(({ traffic }) => traffic.largestReceived))),
    cpuServerMs: round(spent.server),
    cpuPerPersonMs: round(spent.clients / size),
    coresBusy: cores(spent.server + spent.clients),
    coresBusyWithOthers: cores(spent.machine - spent.server - spent.clients),
  };
}

async function measure(size: number): Promise<Readonly<Record<string, unknown>>> {
  const model = await new JoinModel({ size, slowness: SLOWNESS, latencyMs: LATENCY_MS }).run();
  const server = await startServer({ args: ["--max-participants", "100"] });
  const crowd = await Crowd.start(PROCESSES_PER_CORE * availableParallelism());
  try {
    const made = await makeMeeting(server.url);
    if (!made.ok) throw new Error(made.reason);
    const { meetingId, fragment } = made.value;
    const invitation = { url: server.url, meetingId, fragment: encodeFragment(fragment) };
    const stormed = await storm({ server, crowd, invitation }, size);
    return { bench: "join", size, cores: availableParallelism(), model, storm: stormed };
  } finally {
    await crowd.stop();
    await server.stop();
  }
}

/** Without media, whose packets would hide what the group costs. */
async function measureChanges(size: number): Promise<Readonly<Record<string, unknown>>> {
  const server = await startServer({ args: ["--max-participants", "100"] });
  const crowd = await Crowd.start(PROCESSES_PER_CORE * availableParallelism());
  try {
    const made = await makeMeeting(server.url);
    if (!made.ok) throw new Error(made.reason);
    const { meetingId, fragment } = made.value;
    const invitation = { url: server.url, meetingId, fragment: encodeFragment(fragment) };
    const scene = { server, crowd, invitation };
    const names = crowd.join(invitation, size, null);
    if ((await wait(scene, (people) => isWhole(people, size))) === null) {
      throw new Error("not everybody came in");
    }
    await Bun.sleep(QUIET_MS);
    const leave = await costOf(
      scene,
      () => crowd.tell({ type: "leave", names: names.slice(-1) }),
      size - 1,
    );
    await Bun.sleep(QUIET_MS);
    const join = await costOf(scene, () => crowd.join(invitation, 1, null), size);
    return { bench: "join", size, join, leave };
  } finally {
    await crowd.stop();
    await server.stop();
  }
}

/** @param words sizes; 10, 50 and 100 when there are none. */
export async function runJoinBench(words: readonly string[]): Promise<void> {
  const sizes = words.length === 0 ? SIZES : words.map(Number);
  for (const size of sizes) {
    console.log(JSON.stringify(await measure(size)));
    console.log(JSON.stringify(await measureChanges(size)));
  }
}
