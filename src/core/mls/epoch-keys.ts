// What an epoch gives to media (RFC 9605 §5.2) and to people who compare codes.

import type { ClientState } from "ts-mls";
import { mlsExporter } from "ts-mls/keySchedule.js";
import type { Bytes } from "../../base/bytes.ts";
import { copy } from "../../base/bytes.ts";
import type { SafetyCode } from "./safety-code.ts";
import { safetyCodeOf } from "./safety-code.ts";
import type { MlsSuite } from "./suite.ts";

const BASE_KEY_LABEL = "SFrame 1.0 Base Key";
/** Nk of AES_128_GCM_SHA256_128. */
const BASE_KEY_BYTES = 16;

export type EpochKeys = { readonly baseKey: Bytes; readonly safety: SafetyCode };

/** Every member of the epoch computes the same; the caller owns and zeroes `baseKey`. */
export async function epochKeysOf(state: ClientState, suite: MlsSuite): Promise<EpochKeys> {
  const { exporterSecret, epochAuthenticator } = state.keySchedule;
  const context = new Uint8Array(0);
  const key = await mlsExporter(exporterSecret, BASE_KEY_LABEL, context, BASE_KEY_BYTES, suite);
  const baseKey = copy(key);
  key.fill(0);
  return { baseKey, safety: safetyCodeOf(epochAuthenticator) };
}
