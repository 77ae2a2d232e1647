// One thing that a server needs of its machine: how it is found, and what to do about it.

export type Check = {
  /** What was looked at. */
  readonly name: string;
  /** "bad" keeps people out of meetings; "warn" may later. */
  readonly verdict: "ok" | "warn" | "bad";
  readonly found: string;
  /** What the operator can do; empty when nothing is to be done. */
  readonly fix: string;
};

export function ok(name: string, found: string): Check {
  return { name, verdict: "ok", found, fix: "" };
}

export function warn(name: string, found: string, fix: string): Check {
  return { name, verdict: "warn", found, fix };
}

export function bad(name: string, found: string, fix: string): Check {
  return { name, verdict: "bad", found, fix };
}
