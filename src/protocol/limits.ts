// Every bound on what crosses the wire, each with the reason for its size.

/** Of this wire format. A mismatch is a clear error, never a downgrade. */
export const PROTOCOL_VERSION = 1;

/** SRP group size, RFC 5054 appendix A, 3072-bit. */
export const SRP_NUMBER_BYTES = 384;
export const SRP_SALT_BYTES = 16;
export const SRP_PROOF_BYTES = 32;

/** An operator's key is 31 letters. */
export const START_KEY_BYTES_MAX = 64;

/** Larger leaves more room for a flood of text, smaller cuts off real names. UTF-8 bytes. */
export const NAME_BYTES_MAX = 128;

/** A key package with X-Wing keys is about 3 kB; its seal adds 28 bytes. */
export const SEALED_KNOCK_BYTES_MAX = 8 * 1024;

/** A commit that removes 2 of 100 with X-Wing and blank parents is 127 kB. Larger only helps floods. */
export const COMMIT_BYTES_MAX = 384 * 1024;

/** A Welcome with the whole tree, 100 members, X-Wing, is 207 kB. */
export const WELCOME_BYTES_MAX = 512 * 1024;

/** Chat, signals and policy, padded; a file goes in pieces. */
export const APPLICATION_BYTES_MAX = 64 * 1024;

/** An offer with 36 media sections is about 50 kB. */
export const SDP_BYTES_MAX = 256 * 1024;

/** The largest frame on the socket: a commit with its Welcome. */
export const SOCKET_FRAME_BYTES_MAX = COMMIT_BYTES_MAX + WELCOME_BYTES_MAX + 8 * 1024;

/** Adds or Removes in one commit, and participants in any list. */
export const PARTICIPANTS_LISTED_MAX = 256;

/**
 * Receive slots per participant and kind. In a larger meeting the SFU chooses what they carry; fewer
 * make even small ones choose, more make the offer, the browser's start and a phone's memory grow.
 */
export const AUDIO_SLOTS = 16;
export const VIDEO_SLOTS = 16;

/** Sizes of one picture (simulcast). More costs a publisher more uplink than it saves its viewers. */
export const LAYERS_MAX = 3;

/** Addresses of TURN servers that a browser is told. More only slow down its start. */
export const RELAY_URLS_MAX = 4;

/** Publications that one `view` may name. Fewer can't say what comes next on a page, more help floods. */
export const VIEW_WANTED_MAX = 3 * VIDEO_SLOTS;

/**
 * People in one meeting. An X-Wing Welcome for so many and the join storm of all of them are measured
 * (tests/bench/join.ts); more need larger bounds on commits, on Welcomes and on SFrame's leaf index.
 */
export const PARTICIPANTS_MAX = 100;

/** Lost connections are kept for this long; shorter drops people in lifts, longer keeps ghosts. */
export const GRACE_MS = 30_000;

/** Shorter wakes phones, longer notices a dead connection late. */
export const HEARTBEAT_MS = 5_000;

/** No frame for this long means that the connection is gone. */
export const SILENCE_MS = 15_000;

/** Unacknowledged bytes kept for one participant; beyond it the session ends rather than the server. */
export const OUTBOX_BYTES_MAX = 4 * 1024 * 1024;

/** A piece of a file. Larger holds up what is said behind it, smaller costs more in heads and tags. */
export const FILE_CHUNK_BYTES = 16 * 1024;

/** With its AEAD tag; all are of this length. */
export const SEALED_CHUNK_BYTES = FILE_CHUNK_BYTES + 16;

/**
 * Pieces that one participant has asked for and not got: no more of them are in the server, or on the
 * way. Larger holds up signalling on a slow line, smaller is slow on a long one.
 */
export const FILE_WINDOW_CHUNKS = 16;
