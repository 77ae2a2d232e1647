// Why a microphone or camera can't be used, from what getUserMedia throws (Media Capture §10.2).

export const DEVICE_PROBLEMS = ["blocked", "none", "busy"] as const;

/** Blocked by the person, browser or system; none is plugged in; or another program has it. */
export type DeviceProblem = (typeof DEVICE_PROBLEMS)[number];

const PROBLEM_OF_ERROR: Readonly<Record<string, DeviceProblem>> = {
  NotAllowedError: "blocked",
  SecurityError: "blocked",
  NotFoundError: "none",
  OverconstrainedError: "none",
  // No mediaDevices at all, or nothing asked for.
  TypeError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
  InvalidStateError: "busy",
};

export function problemOfError(error: unknown): DeviceProblem {
  const name =
    typeof error === "object" && error !== null && "name" in error ? error.name : undefined;
  // A device that exists and fails in a way nobody named is most often in use elsewhere.
  return (typeof name === "string" ? PROBLEM_OF_ERROR[name] : undefined) ?? "busy";
}
