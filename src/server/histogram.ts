// How long something took, in few buckets, in Prometheus' text format.

/** Seconds. What a person doesn't notice, notices, and gives up on. */
const BOUNDS = [0.005, 0.025, 0.1, 0.5, 2, 10] as const;

export class Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #counts = new Array<number>(BOUNDS.length + 1).fill(0);
  #sum = 0;

  /** @param name such as `conclave_http_seconds`. */
  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  add(seconds: number): void {
    const index = BOUNDS.findIndex((bound) => seconds <= bound);
    const bucket = index === -1 ? BOUNDS.length : index;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  lines(): readonly string[] {
    const name = this.#name;
    const lines = [`# HELP ${name} ${this.#help}`, `# TYPE ${name} histogram`];
    let total = 0;
    for (const [index, count] of this.#counts.entries()) {
      total += count;
      lines.push(`${name}_bucket{le="${BOUNDS[index] ?? "+Inf"}"} ${total}`);
    }
    return [...lines, `${name}_sum ${this.#sum}`, `${name}_count ${total}`];
  }
}
