// Runs a child with the very Bun that runs us, never one that PATH happens to hold.

/** The project's directory, with a slash at the end. */
export const PROJECT = new URL("../..", import.meta.url).pathname;

/** @throws Error when the child's exit code isn't 0; its output is ours. */
export async function run(...argv: readonly string[]): Promise<void> {
  const child = Bun.spawn([...argv], {
    cwd: PROJECT,
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
  });
  const code = await child.exited;
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}`);
}

export const BUN = process.execPath;
