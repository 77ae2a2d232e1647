// Reads back the options that the page gave a transform: they arrive in the worker without a type.

import { KINDS, SOURCES } from "../../protocol/socket-messages.ts";
import type { TransformOptions } from "../frame-messages.ts";

/** @returns null when `options` isn't ours; such a transform lets nothing through. */
export function readTransformOptions(options: unknown): TransformOptions | null {
  if (typeof options !== "object" || options === null) return null;
  const { direction, source, kind, slot } = options as Record<string, unknown>;
  if (direction === "send") {
    const known = SOURCES.find((candidate) => candidate === source);
    return known === undefined ? null : { direction, source: known };
  }
  if (direction !== "receive" || typeof slot !== "number") return null;
  const known = KINDS.find((candidate) => candidate === kind);
  return known === undefined ? null : { direction, kind: known, slot };
}
