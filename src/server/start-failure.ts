// Why the server couldn't start, as a sentence with the next step.

export class StartFailure extends Error {
  override readonly name = "StartFailure";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** The way out of what listening on an endpoint of the operator's choice can run into. */
function listenAdvice(code: string, flag: string): string | null {
  switch (code) {
    case "EADDRINUSE":
      return `another program listens there already; stop it, or choose with ${flag}.`;
    case "EACCES":
      return `this user may not listen there; choose a port from 1024 up with ${flag}.`;
    case "EADDRNOTAVAIL":
      return `this machine has no such address; choose another with ${flag}.`;
    default:
      return null;
  }
}

/** The way out of what a file or a directory can refuse. */
function fileAdvice(code: string): string | null {
  switch (code) {
    case "EACCES":
    case "EPERM":
      return "this user may not use it; run this as the user who owns it, or as root.";
    case "EEXIST":
      return "it is there already, and nothing is written over.";
    case "ENOSPC":
      return "the disk is full.";
    case "EROFS":
      return "that disk is read-only.";
    default:
      return null;
  }
}

/** Runs one step of the start. @throws StartFailure with a sentence for the operator. */
export async function starting<T>(what: string, flag: string, step: () => T): Promise<Awaited<T>> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    const code = codeOf(error);
    const told = error instanceof Error ? error.message : String(error);
    const isFile = error instanceof Error && "path" in error;
    const advice = (isFile ? fileAdvice(code) : listenAdvice(code, flag)) ?? told;
    throw new StartFailure(`${what}: ${advice}`, { cause: error });
  }
}
