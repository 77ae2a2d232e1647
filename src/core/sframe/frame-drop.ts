// The closed list of reasons for which a frame isn't sent or isn't shown.

export const FRAME_DROPS = [
  /** No epoch has reached us yet, or the call is over. */
  "no-key",
  /** Protected in an epoch that we don't hold: not yet, or no longer. */
  "no-epoch",
  /** Too short, or not an SFrame ciphertext of ours. */
  "malformed",
  /** Altered, relabelled or under another key. */
  "bad-tag",
  /** Seen before, or too old to tell. */
  "replayed",
  /** A video source's key on an audio slot, or the reverse. */
  "wrong-context",
  /** Neither Opus, VP8 nor VP9, so nobody knows what would stay in the clear. */
  "unknown-codec",
  /** Its leaf is nobody's, is our own, or belongs to somebody who has left. */
  "unknown-member",
  /** A screen, or its sound, of somebody whom the host's policy doesn't let share. */
  "forbidden",
  /** Silence that was left out: there is nothing to send. */
  "empty",
] as const;

export type FrameDrop = (typeof FRAME_DROPS)[number];
