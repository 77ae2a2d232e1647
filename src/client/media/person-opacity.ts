// How much of a point shows that is a person's with some likelihood: a soft edge.

/** Below the first nothing of the person shows, above the second all: between lies the edge. */
const EDGE_FROM = 0.35;
const EDGE_TO = 0.75;

/** @returns how much of the person shows, 0 to 255. */
export function opacityOf(likelihood: number): number {
  const along = Math.min(1, Math.max(0, (likelihood - EDGE_FROM) / (EDGE_TO - EDGE_FROM)));
  return 255 * along * along * (3 - 2 * along);
}
