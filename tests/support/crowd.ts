// A crowd of headless participants in processes of their own, so that their computing isn't the test's.

import type { FromCrowd, PersonReport, ToCrowd } from "./crowd-process.ts";
import type { HeadlessSource } from "./headless-media.ts";
import type { Invitation } from "./headless-participant.ts";
import { until } from "./person.ts";

const PROGRAM = new URL("crowd-process.ts", import.meta.url).pathname;

export class CrowdProcess {
  readonly #child: Bun.Subprocess;
  readonly #ready = Promise.withResolvers<void>();
  #reported = Promise.withResolvers<readonly PersonReport[]>();

  private constructor() {
    this.#child = Bun.spawn([process.execPath, PROGRAM], {
      stdio: ["ignore", "inherit", "inherit"],
      serialization: "advanced",
      ipc: (message: FromCrowd) => {
        if (message.type === "ready") this.#ready.resolve();
        else this.#reported.resolve(message.people);
      },
    });
  }

  static async start(): Promise<CrowdProcess> {
    const started = new CrowdProcess();
    await started.#ready.promise;
    return started;
  }

  get pid(): number {
    return this.#child.pid;
  }

  tell(message: ToCrowd): void {
    this.#child.send(message);
  }

  /** One at a time. */
  async report(): Promise<readonly PersonReport[]> {
    this.#reported = Promise.withResolvers();
    this.tell({ type: "report" });
    return this.#reported.promise;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) this.#child.disconnect();
    await this.#child.exited;
  }
}

export class Crowd {
  readonly #processes: readonly CrowdProcess[];
  #count = 0;

  private constructor(processes: readonly CrowdProcess[]) {
    this.#processes = processes;
  }

  static async start(processCount: number): Promise<Crowd> {
    const starting = Array.from({ length: processCount }, () => CrowdProcess.start());
    return new Crowd(await Promise.all(starting));
  }

  get pids(): readonly number[] {
    return this.#processes.map(({ pid }) => pid);
  }

  /** All of them at once. @returns their names. */
  join(invitation: Invitation, count: number, source: HeadlessSource | null): readonly string[] {
    const names = Array.from({ length: count }, () => `person ${++this.#count}`);
    const share = this.#processes.length;
    for (const [place, process] of this.#processes.entries()) {
      const theirs = names.filter((_, index) => index % share === place);
      if (theirs.length > 0) process.tell({ type: "join", invitation, names: theirs, source });
    }
    return names;
  }

  /** Whoever of them is whose is left to the processes. */
  tell(message: Exclude<ToCrowd, { type: "join" | "report" }>): void {
    for (const process of this.#processes) process.tell(message);
  }

  async report(): Promise<readonly PersonReport[]> {
    const reports = await Promise.all(this.#processes.map((process) => process.report()));
    return reports.flat();
  }

  /** Waits until all of them together are what `isDone` asks. @throws Error when they never are. */
  async until(
    what: string,
    isDone: (people: readonly PersonReport[]) => boolean,
    patienceMs?: number,
  ): Promise<readonly PersonReport[]> {
    return until(
      what,
      async () => {
        const people = await this.report();
        return isDone(people) && people;
      },
      patienceMs,
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop()));
  }
}

/** One group, the same on every screen: `count` headless ones and however many others. */
export function isWhole(people: readonly PersonReport[], count: number, others = 0): boolean {
  const epochs = new Set(people.map(({ epoch, digits }) => `${epoch} ${digits}`));
  const size = count + others;
  return (
    people.length === count && epochs.size === 1 && people.every(({ members }) => members === size)
  );
}
