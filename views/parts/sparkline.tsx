// A small chart of a run of numbers, drawn by the server: attributes only, which every content policy lets be.

const WIDTH = 240;
const HEIGHT = 48;
/** So that the line's own width isn't cut off. */
const MARGIN = 2;

export type SparklineProps = {
  /** One for each of the same stretch of time. */
  readonly values: readonly number[];
  /** How many would fill it: fewer leave its left empty. */
  readonly span: number;
  /** What reaches the top at least, so that little doesn't look like much. */
  readonly top: number;
};

/** x and y of each, the last at the right edge. */
function pointsOf({ values, span, top }: SparklineProps): readonly (readonly [number, number])[] {
  const most = Math.max(top, ...values);
  const step = WIDTH / (span - 1);
  return values.map((value, index) => [
    WIDTH - (values.length - 1 - index) * step,
    HEIGHT - MARGIN - (value / most) * (HEIGHT - 2 * MARGIN),
  ]);
}

/** From left, the oldest, to right, now; 0 is at the bottom. */
export function Sparkline(props: SparklineProps) {
  const points = pointsOf(props);
  const line = points.map((point) => point.map((number) => number.toFixed(1)).join(","));
  const left = points[0]?.[0].toFixed(1);
  const area = [`${left},${HEIGHT}`, ...line, `${WIDTH},${HEIGHT}`].join(" ");
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {points.length === 0 ? null : (
        <>
          <polygon points={area} />
          <polyline points={line.join(" ")} vector-effect="non-scaling-stroke" />
        </>
      )}
    </svg>
  );
}
