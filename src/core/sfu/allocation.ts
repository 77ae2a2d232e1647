// Divides one receiver's bit rate among the pictures that it shows: a pure function.

/** One way to send a picture. */
export type Step = {
  readonly spatial: number;
  /** The highest temporal layer. */
  readonly temporal: number;
  readonly bps: number;
};

export type PictureRequest<K> = {
  readonly key: K;
  /** Large on the screen, or of who speaks: better before the others are. */
  readonly isForemost: boolean;
  /** From the least to all that the receiver can show; none when there is nothing to send. */
  readonly steps: readonly Step[];
};

/**
 * By how much the least of the most wanted picture alone may exceed the rate, which is a guess. More
 * harms the sound, less shows nobody while a guess is low.
 */
export const FIRST_STRETCH = 2;

/** A request's next step up. */
type Raise = { readonly request: number; readonly step: number };

/**
 * @param requests the most wanted first.
 * @returns for each request the place of its step, -1 for no picture.
 *
 * Raises are granted in one order that doesn't depend on `bps`, until the first that doesn't fit:
 * with more nobody has less. First a picture for each, then a middling one for the foremost and for
 * the others, then the best for the foremost and for the others.
 */
export function allocate<K>(bps: number, requests: readonly PictureRequest<K>[]): number[] {
  const granted = requests.map(() => -1);
  let left = bps;
  for (const [place, { request, step }] of raises(requests).entries()) {
    const steps = requests[request]?.steps ?? [];
    const cost = costOf(steps, step) - costOf(steps, step - 1);
    if (cost > (place === 0 ? left * FIRST_STRETCH : left)) break;
    left -= cost;
    granted[request] = step;
  }
  return granted;
}

/** What a step costs: never less than one below it, whatever was measured. 0 for none. */
export function costOf(steps: readonly Step[], place: number): number {
  let cost = 0;
  for (let step = 0; step <= place; step++) cost = Math.max(cost, steps[step]?.bps ?? 0);
  return cost;
}

function raises(requests: readonly PictureRequest<unknown>[]): Raise[] {
  const order: Raise[] = requests.flatMap(({ steps }, request) =>
    steps.length === 0 ? [] : [{ request, step: 0 }],
  );
  const isFar = ({ request, step }: Raise) => step > middleOf(requests[request]?.steps.length ?? 0);
  const [foremost, others] = [true, false].map((isForemost) => climb(requests, isForemost));
  for (const far of [false, true]) {
    for (const climbing of [foremost ?? [], others ?? []]) {
      order.push(...climbing.filter((raise) => isFar(raise) === far));
    }
  }
  return order;
}

/** One step for each in turn, and again. */
function climb(requests: readonly PictureRequest<unknown>[], isForemost: boolean): Raise[] {
  const order: Raise[] = [];
  const most = requests.reduce((longest, { steps }) => Math.max(longest, steps.length), 0);
  for (let step = 1; step < most; step++) {
    requests.forEach(({ steps, ...request }, index) => {
      if (request.isForemost === isForemost && step < steps.length) {
        order.push({ request: index, step });
      }
    });
  }
  return order;
}

function middleOf(steps: number): number {
  return steps >> 1;
}
