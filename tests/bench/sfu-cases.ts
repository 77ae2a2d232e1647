// The shapes of load that the SFU is measured by, the same as its peers were.

export type SfuCase = {
  readonly name: string;
  /** One publisher and many subscribers, or everybody to everybody. */
  readonly shape: "broadcast" | "meeting";
  readonly publishers: number;
  readonly subscribers: number;
};

/** `1x50` or `20x19`. @returns null for anything else. */
export function parseCase(name: string): SfuCase | null {
  const [, left, right] = /^(\d{1,3})x(\d{1,3})$/.exec(name) ?? [];
  const publishers = Number(left);
  const subscribers = Number(right);
  if (publishers === 1 && subscribers > 0)
    return { name, shape: "broadcast", publishers, subscribers };
  if (publishers > 1 && subscribers === publishers - 1) {
    return { name, shape: "meeting", publishers, subscribers: publishers };
  }
  return null;
}

export const CASES = ["1x10", "1x50", "1x100", "1x200", "10x9", "20x19", "30x29"] as const;
