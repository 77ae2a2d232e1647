// The shapes of load that the SFU is measured by, the same as its peers were.

export type SfuCase = {
  readonly name: string;
  /** One publisher and many subscribers, or everybody to everybody. */
  readonly shape: "broadcast" | "meeting";
  readonly publishers: number;
  readonly subscribers: number;
  /** Times the usual packets a second. */
  readonly rate: number;
  /** Subscribers tell when each packet arrived, and the server estimates and paces their downlinks. */
  readonly hasFeedback: boolean;
};

const CASE = /^(\d{1,3})x(\d{1,3})(?:@(\d{1,2}(?:\.\d)?))?(\+feedback)?$/;

/**
 * `1x50` or `20x19`, `1x50@8` at eight times the rate, with `+feedback` or without.
 * @returns null for anything else.
 */
export function parseCase(name: string): SfuCase | null {
  const [, left, right, factor, feedback] = CASE.exec(name) ?? [];
  const publishers = Number(left);
  const subscribers = Number(right);
  const common = {
    name,
    publishers,
    rate: Number(factor ?? 1),
    hasFeedback: feedback !== undefined,
  };
  if (publishers === 1 && subscribers > 0) return { ...common, shape: "broadcast", subscribers };
  if (publishers > 1 && subscribers === publishers - 1) {
    return { ...common, shape: "meeting", subscribers: publishers };
  }
  return null;
}

export const CASES = [
  "1x10",
  "1x50",
  "1x50+feedback",
  "1x100",
  "1x200",
  "10x9",
  "20x19",
  "20x19+feedback",
  "30x29",
] as const;

/** Header extension id under which the server numbers what it sends to subscribers with feedback. */
export const TWCC_EXTENSION = 5;

/**
 * CPU of mediasoup 3.27 in each, in microseconds for each packet that reached a subscriber: measured on
 * a machine and with a generator of its own, on which the kernel took `PEER_FLOOR` for sending one.
 */
export const MEDIASOUP: Readonly<Partial<Record<string, number>>> = {
  "1x10": 15.6,
  "1x50": 9.1,
  "1x100": 8.5,
  "1x200": 7.8,
  "10x9": 11.7,
  "20x19": 8.9,
  "30x29": 6.3,
};
export const PEER_FLOOR = 2.7;

/** The most packets a second of which it lost less than 1 %, on one core of that machine. */
export const MEDIASOUP_HIGHEST: Readonly<Partial<Record<string, number>>> = {
  "1x50": 170_000,
  "20x19": 147_000,
};
