// A socket in the data directory by which the operator's commands reach the running server: who can open it owns the data anyway.

import { accessSync, chmodSync, constants, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import { StartFailure } from "./start-failure.ts";

/** What `conclave status` shows: counts only. */
export type Status = {
  readonly version: string;
  readonly build: string;
  readonly uptimeSeconds: number;
  readonly isDraining: boolean;
  readonly meetings: number;
  readonly participants: number;
  readonly transports: number;
  /** ISO 8601; null without a certificate. */
  readonly certificateUntil: string | null;
};

const ANSWER_MS = 5_000;

function socketPath(directory: string): string {
  return `${directory}/control.sock`;
}

/** @returns what closes it. @throws the system's error. */
export async function openControl(
  directory: string,
  status: () => Status,
): Promise<() => Promise<void>> {
  const path = socketPath(directory);
  const server = createServer((incoming, outgoing) => {
    if (incoming.url !== "/status") outgoing.statusCode = 404;
    outgoing.setHeader("Content-Type", "application/json");
    outgoing.end(incoming.url === "/status" ? JSON.stringify(status()) : "{}");
  });
  // A crash leaves it behind.
  rmSync(path, { force: true });
  await new Promise<void>((resolve, fail) => {
    server.once("error", fail);
    server.listen(path, resolve);
  });
  // Also where the operator lets others look into the directory: counts are the operator's.
  chmodSync(path, 0o600);
  return async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    rmSync(path, { force: true });
  };
}

function assertMayAsk(directory: string): void {
  try {
    accessSync(socketPath(directory), constants.R_OK | constants.W_OK);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EACCES") {
      const advice = "run this as the user who owns it, or as root.";
      throw new StartFailure(`this user may not ask the server of ${directory}; ${advice}`);
    }
  }
}

/**
 * @returns null when no server runs on this data directory.
 * @throws StartFailure when this user may not know.
 */
export async function askStatus(directory: string): Promise<Status | null> {
  assertMayAsk(directory);
  return new Promise((resolve) => {
    const options = {
      socketPath: socketPath(directory),
      path: "/status",
      agent: false,
      signal: AbortSignal.timeout(ANSWER_MS),
    };
    const outgoing = request(options, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => resolve(answer.statusCode === 200 ? JSON.parse(text) : null));
      answer.on("error", () => resolve(null));
    });
    outgoing.on("error", () => resolve(null));
    outgoing.end();
  });
}
