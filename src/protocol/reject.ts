// The closed list of reasons for which the server turns something down.

/** Reason -> HTTP status. The order is the wire: the close code of a socket is 4000 + index. */
export const REJECT_STATUS = {
  malformed: 400,
  "too-large": 413,
  "wrong-version": 426,
  "wrong-link": 403,
  "too-many-attempts": 429,
  "bad-ticket": 403,
  "bad-signature": 403,
  "id-taken": 409,
  "meeting-full": 403,
  "unknown-session": 401,
  "taken-over": 409,
  "not-member": 403,
  "group-lost": 409,
  removed: 403,
  "unsupported-media": 422,
  overloaded: 503,
  "shutting-down": 503,
  locked: 403,
  denied: 403,
  ended: 410,
  "not-host": 403,
  "key-needed": 403,
  "wrong-key": 403,
  "time-over": 403,
} as const;

export type RejectReason = keyof typeof REJECT_STATUS;

export const REJECT_REASONS = Object.keys(REJECT_STATUS) as readonly RejectReason[];

export function closeCodeOf(reason: RejectReason): number {
  return 4000 + REJECT_REASONS.indexOf(reason);
}

/** @returns null for a code or text that isn't one of ours. */
export function reasonOfCloseCode(code: number): RejectReason | null {
  return REJECT_REASONS[code - 4000] ?? null;
}

export function parseRejectReason(text: string): RejectReason | null {
  return REJECT_REASONS.find((reason) => reason === text) ?? null;
}
