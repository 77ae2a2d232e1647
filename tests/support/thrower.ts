// A program for tests/runtime: throws where nothing catches, and tells whether it lived on.

import { surviveErrors } from "../../src/server/last-resort.ts";
import { Log } from "../../src/server/log.ts";
import { Metrics } from "../../src/server/metrics.ts";

const write = (line: string) => void process.stdout.write(`${line}\n`);
const metrics = new Metrics();
surviveErrors(new Log({ level: "info", format: "text", now: () => new Date(0), write }), metrics);

setTimeout(() => {
  throw new TypeError("a packet from 203.0.113.7");
}, 0);
void Promise.reject(new RangeError("a packet from 203.0.113.7"));
setTimeout(() => write(metrics.text()), 100);
