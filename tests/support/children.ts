// The processes that tests started, so that none outlives the tests, however they ended.

const live = new Set<Bun.Subprocess>();

/** @returns the child, which is counted until its end. */
export function keep<C extends Bun.Subprocess>(child: C): C {
  live.add(child);
  void child.exited.then(() => live.delete(child));
  return child;
}

/** Whoever is left was forgotten by a test that failed. */
export async function endChildren(): Promise<void> {
  const left = [...live];
  for (const child of left) child.kill("SIGKILL");
  await Promise.all(left.map((child) => child.exited));
}
