// The counters, as Prometheus reads them.

import { expect, test } from "bun:test";
import { REJECT_REASONS } from "../../../src/protocol/reject.ts";
import { Metrics } from "../../../src/server/metrics.ts";

test("every reason has a series from the start", () => {
  const text = new Metrics().text();
  for (const reason of REJECT_REASONS) {
    expect(text).toContain(`conclave_rejects_total{reason="${reason}"} 0\n`);
  }
});

test("counts by reason and by class of answer", () => {
  const metrics = new Metrics();
  metrics.countReject("wrong-link");
  metrics.countReject("wrong-link");
  metrics.countAnswer(404, 0.01);
  metrics.countAnswer(200, 0.001);
  metrics.countAnswer(101, 30);
  const text = metrics.text();
  expect(text).toContain(`conclave_rejects_total{reason="wrong-link"} 2\n`);
  expect(text).toContain(`conclave_http_total{status="4xx"} 1\n`);
  expect(text).toContain(`conclave_http_total{status="2xx"} 1\n`);
  expect(text).toContain(`conclave_http_seconds_bucket{le="0.005"} 1\n`);
  expect(text).toContain(`conclave_http_seconds_bucket{le="0.025"} 2\n`);
  expect(text).toContain(`conclave_http_seconds_bucket{le="10"} 2\n`);
  expect(text).toContain(`conclave_http_seconds_bucket{le="+Inf"} 3\n`);
});

test("asks its gauges at each scrape", () => {
  const metrics = new Metrics();
  let open = 1;
  metrics.watch("meetings_open", "Meetings that somebody is in.", () => open);
  open = 3;
  expect(metrics.text()).toContain(
    "# TYPE conclave_meetings_open gauge\nconclave_meetings_open 3\n",
  );
});
