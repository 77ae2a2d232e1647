// The log: one line an event, in words from a closed list, never about a person or a meeting.

import { Bug } from "../base/assert.ts";
import type { LogFormat, LogLevel } from "./settings.ts";
import { LOG_LEVELS } from "./settings.ts";

/**
 * What a line may tell. Whoever reads the log (thief, court, curious operator) must not learn who
 * met whom: no participant, meeting or session ID, no name, no address but the server's own.
 */
export type LogFields = Readonly<Record<string, string | number | boolean>>;

export type LogOptions = {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly now: () => Date;
  /** Takes one line without its end. */
  readonly write: (line: string) => void;
};

function logfmt(value: string | number | boolean): string {
  const text = String(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}

/** Where an error was thrown, without its message: that may quote what a stranger sent. */
function framesOf(error: Error): string {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s*at /.test(line));
  return frames
    .slice(0, 8)
    .map((frame) => frame.trim())
    .join(" < ");
}

/** What may be told of an error that nobody expected. Its message is told only when it is ours. */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const message = error instanceof Bug ? { message: error.message } : {};
  return { error: error.name, ...code, ...message, at: framesOf(error) };
}

export class Log {
  readonly #options: LogOptions;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  error(event: string, fields: LogFields = {}): void {
    this.#line("error", event, fields);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.#line("warn", event, fields);
  }

  info(event: string, fields: LogFields = {}): void {
    this.#line("info", event, fields);
  }

  debug(event: string, fields: LogFields = {}): void {
    this.#line("debug", event, fields);
  }

  /** An error that nobody expected. */
  failure(event: string, error: unknown): void {
    this.error(event, describeError(error));
  }

  #line(level: LogLevel, event: string, fields: LogFields): void {
    if (LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(this.#options.level)) return;
    const time = this.#options.now().toISOString();
    if (this.#options.format === "json") {
      this.#options.write(JSON.stringify({ time, level, event, ...fields }));
      return;
    }
    const texts = Object.entries(fields).map(([name, value]) => `${name}=${logfmt(value)}`);
    this.#options.write([time, level.padEnd(5), event, ...texts].join(" "));
  }
}
