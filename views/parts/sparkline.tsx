// A small chart of a run of numbers, drawn by the server: attributes only, which every content policy lets be.

const WIDTH = 240;
const HEIGHT = 48;
/** So that the line's own width isn't cut off. */
const MARGIN = 2;

function pointsOf(values: readonly number[]): readonly string[] {
  const most = Math.max(1e-9, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  return values.map((value, index) => {
    const y = HEIGHT - MARGIN - (value / most) * (HEIGHT - 2 * MARGIN);
    return `${(index * step).toFixed(1)},${y.toFixed(1)}`;
  });
}

/** From left, the oldest, to right; 0 is at the bottom. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const points = pointsOf(values.length === 1 ? [...values, ...values] : values);
  const area = [`0,${HEIGHT}`, ...points, `${WIDTH},${HEIGHT}`].join(" ");
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
          <polyline points={points.join(" ")} vector-effect="non-scaling-stroke" />
        </>
      )}
    </svg>
  );
}
