// The two sizes that a meeting can have by the operator's will.

export const TIERS = ["free", "paid"] as const;
export type Tier = (typeof TIERS)[number];

/** As the column of a row; anything but what we write is the smaller one. */
export function tierOf(isPaid: number): Tier {
  return isPaid === 1 ? "paid" : "free";
}
