// Waits for what happens elsewhere: asks again until it has, or a deadline is over.

const DEADLINE_MS = 20_000;
const PAUSE_MS = 10;

/** @param missing what is told when it never comes true. */
export async function eventually(isTrue: () => boolean, missing: string): Promise<void> {
  const until = performance.now() + DEADLINE_MS;
  while (!isTrue()) {
    if (performance.now() > until) throw new Error(missing);
    await Bun.sleep(PAUSE_MS);
  }
}
