// Counters for the operator, in Prometheus' text format: totals by reason, never by person or meeting.

import type { RejectReason } from "../protocol/reject.ts";
import { REJECT_REASONS } from "../protocol/reject.ts";
import { FILE_REJECTS } from "../protocol/socket-messages.ts";
import { Histogram } from "./histogram.ts";
import type { MediaCount } from "./media/media-count.ts";

const HTTP_CLASSES = ["2xx", "3xx", "4xx", "5xx"] as const;

/** Every counter there is: a name, what it tells, its label and that label's closed list of values. */
const COUNTERS = {
  http: { help: "HTTP answers.", label: "status", values: HTTP_CLASSES },
  rejects: { help: "What was turned down.", label: "reason", values: REJECT_REASONS },
  files: { help: "Files, or pieces of them, turned down.", label: "reason", values: FILE_REJECTS },
  failures: {
    help: "Errors nobody expected.",
    label: "place",
    values: ["http", "media", "meeting", "process"],
  },
} as const;

type Counters = typeof COUNTERS;
export type CounterName = keyof Counters;
export type CounterValue<N extends CounterName> = Counters[N]["values"][number];

type Gauge = { readonly name: string; readonly help: string; readonly read: () => number };

export class Metrics {
  readonly #counts = new Map<string, number>();
  readonly #media = new Map<MediaCount, number>();
  readonly #gauges: Gauge[] = [];
  readonly #http = new Histogram("conclave_http_seconds", "How long HTTP answers took.");

  count<N extends CounterName>(name: N, value: CounterValue<N>, by = 1): void {
    const key = `${name} ${value}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }

  countReject(reason: RejectReason): void {
    this.count("rejects", reason);
  }

  /** @param status of an HTTP answer. @param seconds that it took. */
  countAnswer(status: number, seconds: number): void {
    this.#http.add(seconds);
    const index = Math.floor(status / 100) - 2;
    const value = HTTP_CLASSES[index];
    if (value !== undefined) this.count("http", value);
  }

  /** Its series begin with their first event: the media path's list is made of its parts' types. */
  countMedia(what: MediaCount, by = 1): void {
    this.#media.set(what, (this.#media.get(what) ?? 0) + by);
  }

  /** @returns the sum of what `isMeant`. */
  mediaTotal(isMeant: (what: MediaCount) => boolean): number {
    let total = 0;
    for (const [what, count] of this.#media) if (isMeant(what)) total += count;
    return total;
  }

  /** `read` is asked at each scrape; `name` is written like `media_packets_in`. */
  watch(name: string, help: string, read: () => number): void {
    this.#gauges.push({ name, help, read });
  }

  /** Every counter with every value of its label, zero too, so that a scrape never misses a series. */
  text(): string {
    const lines: string[] = [];
    for (const [name, { help, label, values }] of Object.entries(COUNTERS)) {
      lines.push(`# HELP conclave_${name}_total ${help}`, `# TYPE conclave_${name}_total counter`);
      for (const value of values) {
        const count = this.#counts.get(`${name} ${value}`) ?? 0;
        lines.push(`conclave_${name}_total{${label}="${value}"} ${count}`);
      }
    }
    lines.push(
      "# HELP conclave_media_total Packets, bytes and events of media, by what became of them.",
    );
    lines.push("# TYPE conclave_media_total counter");
    for (const [what, count] of this.#media) {
      lines.push(`conclave_media_total{what="${what}"} ${count}`);
    }
    lines.push(...this.#http.lines());
    for (const { name, help, read } of this.#gauges) {
      lines.push(`# HELP conclave_${name} ${help}`, `# TYPE conclave_${name} gauge`);
      lines.push(`conclave_${name} ${read()}`);
    }
    return `${lines.join("\n")}\n`;
  }
}
