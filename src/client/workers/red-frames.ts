// Redundant sound (RED): each frame in it is protected by itself, so that the server can take out what is repeated. PROTOCOL §7.

import { type Bytes, copy, equal } from "../../base/bytes.ts";
import { ok, type Result, reject } from "../../base/result.ts";
import type { Millis } from "../../base/time.ts";
import type { FrameDrop } from "../../core/sframe/frame-drop.ts";
import type { MlsContext, UnprotectedFrame } from "../../core/sframe/mls-context.ts";
import { parseRed, type RedBlock, writeRed } from "../../protocol/red.ts";
import type { Source } from "../../protocol/socket-messages.ts";

/** Chromium repeats one; more only costs memory. */
const KEPT = 4;

type Sent = { readonly plain: Bytes; readonly sealed: Bytes };

/** What the browser says of a frame that is a payload of RED. */
export function isRed(mimeType: string | undefined): boolean {
  return mimeType?.toLowerCase() === "audio/red";
}

/**
 * Repeats what was sealed as it went out the first time, under the same counter: nobody can be made
 * to hear a frame twice. A frame that didn't go out isn't repeated.
 */
export class RedSealer {
  readonly #context: MlsContext;
  readonly #source: Source;
  /** The newest first. */
  #sent: readonly Sent[] = [];

  constructor(context: MlsContext, source: Source) {
    this.#context = context;
    this.#source = source;
  }

  async seal(payload: Bytes, now: Millis): Promise<Result<Bytes, FrameDrop>> {
    const red = parseRed(payload);
    if (red === null) return reject("malformed");
    const plain = copy(red.primary);
    const sealed = await this.#context.protect(this.#source, "opus", plain, now);
    if (!sealed.ok) return sealed;
    const repeated = red.repeated.flatMap((block) => {
      const before = this.#sent.find((sent) => equal(sent.plain, block.bytes));
      return before === undefined ? [] : [{ ...block, bytes: before.sealed }];
    });
    this.#sent = [{ plain, sealed: sealed.value }, ...this.#sent].slice(0, KEPT);
    const { payloadType } = red;
    return ok(writeRed({ repeated, payloadType, primary: sealed.value }));
  }
}

/** What is repeated goes to the decoder if it is of the same voice as the rest, and wasn't heard yet. */
export async function openRed(
  context: MlsContext,
  payload: Bytes,
  now: Millis,
): Promise<Result<UnprotectedFrame, FrameDrop>> {
  const red = parseRed(payload);
  if (red === null) return reject("malformed");
  const primary = await context.unprotect("audio", "opus", copy(red.primary), now);
  if (!primary.ok) return primary;
  const { participantId, source } = primary.value;
  const repeated: RedBlock[] = [];
  for (const block of red.repeated) {
    const opened = await context.unprotect("audio", "opus", copy(block.bytes), now);
    if (!opened.ok || opened.value.participantId !== participantId) continue;
    if (opened.value.source === source) repeated.push({ ...block, bytes: opened.value.frame });
  }
  const { payloadType } = red;
  const frame = writeRed({ repeated, payloadType, primary: primary.value.frame });
  return ok({ frame, participantId, source });
}
