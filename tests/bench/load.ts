// Many small meetings on one server: how fast people come in, what they cost while nothing happens, and
// whether anything grows while they come, go and vanish. Signalling and MLS alone, but with --media.
//
//   bun run bench load --meetings 100 --seconds 600 --churn 0.3
//   bun run bench load --meetings 6 --seconds 0 --media

import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { createMeeting } from "../../src/client/entry.ts";
import { encodeFragment } from "../../src/core/link/fragment.ts";
import { Crowd } from "../support/crowd.ts";
import type { PersonReport } from "../support/crowd-process.ts";
import type { HeadlessSource } from "../support/headless-media.ts";
import { headersFrom, type Invitation } from "../support/headless-participant.ts";
import { until } from "../support/person.ts";
import { machineCpuMillis, processCpuMillis } from "./sfu-accounting.ts";
import { syntheticFrames } from "./synthetic-frames.ts";
import { least, type ServerState, WatchedServer } from "./watched-server.ts";

const PEOPLE = 4;

/** Who isn't in yet, at most: more is a storm, which is `bench join`'s. */
const COMING_MAX = 40;

const IDLE_MS = 15_000;

const ROUND_MS = 5_000;

const PATIENCE_MS = 300_000;

/** 30 pictures a second, of three packets each: some 0.6 Mbit/s. */
const CAMERA = { frames: syntheticFrames(30, 2_500), framesPerSecond: 30 };
/** Of some 30 kbit/s. */
const VOICE = Array.from({ length: 50 }, () => crypto.getRandomValues(new Uint8Array(75)));

type Meeting = { readonly invitation: Invitation; readonly names: string[] };

type Plan = {
  readonly meetings: number;
  readonly seconds: number;
  /** Of the meetings, in which somebody goes and somebody else comes in each round of the soak. */
  readonly churn: number;
  readonly source: HeadlessSource | null;
};

class LoadBench {
  readonly #server: WatchedServer;
  readonly #crowd: Crowd;
  readonly #plan: Plan;
  readonly #meetings: Meeting[] = [];

  constructor(server: WatchedServer, crowd: Crowd, plan: Plan) {
    this.#server = server;
    this.#crowd = crowd;
    this.#plan = plan;
  }

  async run(): Promise<void> {
    const { meetings, seconds, churn, source } = this.#plan;
    const before = this.#server.residentMegabytes;
    tell({ step: "start", ...(await this.#server.state()), ...(await this.#server.heap()) });
    await this.#fill(meetings);
    await (source === null ? this.#idle(before) : this.#talk());
    if (seconds > 0) await this.#soak(seconds, churn);
    await this.#empty();
  }

  async #fill(meetingCount: number): Promise<void> {
    const [startedAt, cpuBefore] = [performance.now(), this.#cpu()];
    while (this.#meetings.length < meetingCount) {
      await this.#wait((people) => people.filter(isOutside).length < COMING_MAX);
      for (let count = 0; count < COMING_MAX / PEOPLE / 2; count++) {
        if (this.#meetings.length < meetingCount) await this.#open();
      }
    }
    await this.#wait((people) => this.#isWhole(people));
    const seconds = (performance.now() - startedAt) / 1000;
    const cpu = this.#cpu();
    const people = meetingCount * PEOPLE;
    tell({
      step: "join",
      people,
      seconds: round(seconds),
      joinsPerSecond: round(people / seconds),
      cpuServerMsPerJoin: round((cpu.server - cpuBefore.server) / people),
      cpuClientMsPerJoin: round((cpu.clients - cpuBefore.clients) / people),
      coresBusyWithOthers: round((cpu.others - cpuBefore.others) / seconds / 1000),
    });
  }

  /** Each behind an address of its own, as households are. */
  async #open(): Promise<void> {
    const number = this.#meetings.length;
    const address = `10.${number >> 8}.${number & 255}.1`;
    const { url } = this.#server;
    const made = await createMeeting(
      (path, init) => {
        const headers = { ...init.headers, ...headersFrom(url, address) };
        return fetch(`${url}${path}`, { ...init, headers });
      },
      crypto.subtle,
      (length) => crypto.getRandomValues(new Uint8Array(length)),
    );
    if (!made.ok) throw new Error(made.reason);
    const { meetingId, fragment } = made.value;
    const invitation = { url, meetingId, fragment: encodeFragment(fragment), address };
    this.#meetings.push({
      invitation,
      names: [...this.#crowd.join(invitation, PEOPLE, this.#plan.source)],
    });
  }

  async #idle(residentBefore: number): Promise<void> {
    const cpuBefore = this.#cpu();
    await Bun.sleep(IDLE_MS);
    const sockets = this.#meetings.length * PEOPLE;
    const grown = this.#server.residentMegabytes - residentBefore;
    const spent = this.#cpu().server - cpuBefore.server;
    tell({
      step: "idle",
      sockets,
      serverCorePercent: round((100 * spent) / IDLE_MS),
      kbPerParticipant: round((grown * 1024) / sockets),
      ...(await this.#server.state()),
      ...(await this.#server.heap()),
    });
  }

  /** One of each meeting speaks; each has a slot for one picture and one voice. */
  async #talk(): Promise<void> {
    for (const { names } of this.#meetings) {
      for (const name of names.slice(0, 1)) {
        this.#crowd.tell({ type: "speak", name, isSpeaking: true });
      }
    }
    await this.#wait((people) => people.every(({ pictures }) => pictures > 0));
    const [cpuBefore, sentBefore] = [this.#cpu(), await this.#server.packetsSent()];
    await Bun.sleep(IDLE_MS);
    const [cpu, packets] = [this.#cpu(), (await this.#server.packetsSent()) - sentBefore];
    const spent = cpu.server - cpuBefore.server;
    tell({
      step: "media",
      packetsSentPerSecond: Math.round((1000 * packets) / IDLE_MS),
      serverCorePercent: round((100 * spent) / IDLE_MS),
      serverMicrosPerPacketSent: round((1000 * spent) / packets),
      coresBusyWithOthers: round((cpu.others - cpuBefore.others) / IDLE_MS),
      ...(await this.#server.state()),
    });
  }

  /** In some meetings one leaves, in as many one vanishes, and for each another comes. */
  async #soak(seconds: number, churn: number): Promise<void> {
    const [startedAt, cpuBefore] = [performance.now(), this.#cpu().server];
    const states: ServerState[] = [];
    let changes = 0;
    while (performance.now() - startedAt < seconds * 1000) {
      const chosen = this.#meetings.filter(() => Math.random() < churn);
      for (const [place, { invitation, names }] of chosen.entries()) {
        const type = place % 2 === 0 ? "leave" : "vanish";
        this.#crowd.tell({ type, names: names.splice(0, 1) });
        names.push(...this.#crowd.join(invitation, 1, this.#plan.source));
      }
      changes += chosen.length;
      await Bun.sleep(ROUND_MS);
      states.push(await this.#server.state());
    }
    const spent = this.#cpu().server - cpuBefore;
    await this.#wait((people) => this.#isWhole(people));
    const third = Math.ceil(states.length / 3);
    tell({ step: "soak", changes, serverMsPerChange: round(spent / changes) });
    tell({ step: "soak, first third", ...least(states.slice(0, third)) });
    tell({ step: "soak, last third", ...least(states.slice(-third)) });
  }

  /** The people's processes end too, and with them what their HTTP clients held open. */
  async #empty(): Promise<void> {
    for (const { names } of this.#meetings) this.#crowd.tell({ type: "leave", names });
    await until(
      "an empty server",
      async () => (await this.#server.state()).meetings === 0,
      PATIENCE_MS,
    );
    await this.#crowd.stop();
    await Bun.sleep(IDLE_MS);
    tell({ step: "end", ...(await this.#server.state()), ...(await this.#server.heap()) });
  }

  #wait(isDone: (people: readonly PersonReport[]) => boolean) {
    return this.#crowd.until("them", isDone, PATIENCE_MS);
  }

  /** Everybody sees exactly those of the own meeting: who vanished is removed, too. */
  #isWhole(people: readonly PersonReport[]): boolean {
    const expected = this.#meetings.length * PEOPLE;
    return people.length === expected && people.every(({ members }) => members === PEOPLE);
  }

  #cpu() {
    const server = this.#server.cpuMillis;
    const clients = this.#crowd.pids.reduce((total, pid) => total + processCpuMillis(pid), 0);
    return { server, clients, others: machineCpuMillis() - server - clients };
  }
}

function isOutside({ members }: PersonReport): boolean {
  return members === 0;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function tell(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench: "load", ...line }));
}

/** @param words `--meetings`, `--seconds` of churn, and `--churn` as the share of them in each round. */
export async function runLoadBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      meetings: { type: "string", default: "250" },
      seconds: { type: "string", default: "120" },
      churn: { type: "string", default: "0.1" },
      media: { type: "boolean", default: false },
    },
  });
  const args = ["--trust-proxy", "loopback", "--start", "open"];
  const server = await WatchedServer.start(args);
  const crowd = await Crowd.start(2 * availableParallelism());
  try {
    const plan = {
      meetings: Number(values.meetings),
      seconds: Number(values.seconds),
      churn: Number(values.churn),
      source: values.media ? { ...CAMERA, voice: VOICE } : null,
    };
    await new LoadBench(server, crowd, plan).run();
  } finally {
    await crowd.stop();
    await server.stop();
  }
}
