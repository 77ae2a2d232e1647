// What the operator's page shows and fetches anew: numbers with their last quarter of an hour.

import { Sparkline } from "./sparkline.tsx";

export type Sample = {
  readonly meetings: number;
  readonly participants: number;
  readonly packetsPerSecond: number;
  readonly megabitsPerSecond: number;
  readonly dropsPerSecond: number;
  readonly lagMs: number;
};

export type Numbers = {
  /** Oldest first; none in the first seconds. */
  readonly samples: readonly Sample[];
  readonly uptimeSeconds: number;
  /** -1 where it can't be told. */
  readonly diskFreeBytes: number;
  /** Null without a certificate of our own. */
  readonly certificateEndsAt: Date | null;
};

const CHARTS: readonly {
  readonly name: keyof Sample;
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  /** What fills the chart's height at least: less is nothing to look at. */
  readonly top: number;
}[] = [
  { name: "meetings", title: "Meetings", unit: "", digits: 0, top: 2 },
  { name: "participants", title: "People", unit: "", digits: 0, top: 4 },
  { name: "packetsPerSecond", title: "Packets", unit: "/s", digits: 0, top: 100 },
  { name: "megabitsPerSecond", title: "Bandwidth", unit: " Mbit/s", digits: 1, top: 1 },
  { name: "dropsPerSecond", title: "Dropped", unit: "/s", digits: 1, top: 10 },
  { name: "lagMs", title: "Loop late by", unit: " ms", digits: 0, top: 100 },
];

/** A quarter of an hour, one sample in 5 s. */
export const SAMPLES_MAX = 180;

const DAY_MS = 86_400_000;

/** In English, like the command line: it is for whoever runs that. */
const FORMAT = [0, 1].map(
  (digits) => new Intl.NumberFormat("en", { maximumFractionDigits: digits }),
);

function text(value: number, digits: number): string {
  return FORMAT[digits]?.format(value) ?? `${value}`;
}

function certificateText(endsAt: Date | null, now: number): string {
  if (endsAt === null) return "none here";
  return `${Math.floor((endsAt.getTime() - now) / DAY_MS)} days left`;
}

/** In the two largest units that it has. */
function uptimeText(seconds: number): string {
  const [days, hours, minutes] = [seconds / 86_400, (seconds / 3_600) % 24, (seconds / 60) % 60];
  if (days >= 1) return `${Math.floor(days)} d ${Math.floor(hours)} h`;
  if (hours >= 1) return `${Math.floor(hours)} h ${Math.floor(minutes)} min`;
  return `${Math.floor(minutes)} min`;
}

/** @param now milliseconds since 1970. */
export function OperatorNumbers({ numbers, now }: { numbers: Numbers; now: number }) {
  const { samples, diskFreeBytes, certificateEndsAt, uptimeSeconds } = numbers;
  const facts = [
    ["Up for", uptimeText(uptimeSeconds)],
    ["Certificate", certificateText(certificateEndsAt, now)],
    ["Disk free", diskFreeBytes < 0 ? "not told" : `${text(diskFreeBytes / 1e9, 1)} GB`],
  ] as const;
  return (
    <>
      <ul class="operator-charts">
        {CHARTS.map(({ name, title, unit, digits, top }) => {
          const values = samples.map((sample) => sample[name]);
          return (
            <li class="operator-chart">
              <h2>{title}</h2>
              <p class="operator-value">
                {text(values.at(-1) ?? 0, digits)}
                <small>{unit}</small>
              </p>
              <Sparkline values={values} span={SAMPLES_MAX} top={top} />
              <p class="operator-most">
                most {text(Math.max(0, ...values), digits)}
                {unit}
              </p>
            </li>
          );
        })}
      </ul>
      <dl class="operator-facts">
        {facts.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
