// Zeroes the secrets of epochs that are over (RFC 9420 §9.2). What JavaScript copied on the way is beyond it.

import type { ClientState, EpochReceiverData, SecretTree } from "ts-mls";
import { allSecretTreeValues } from "ts-mls/secretTree.js";

/** After the change from `old` to `next`: all of the old epoch but what late messages need. */
export function wipeLeft(old: ClientState, next: ClientState): void {
  wipeSchedule(old, next);
  const kept = new Set(Object.values(next.privatePath.privateKeys));
  for (const key of Object.values(old.privatePath.privateKeys)) if (!kept.has(key)) key.fill(0);
  for (const [epoch, past] of old.historicalReceiverData) {
    if (!next.historicalReceiverData.has(epoch)) wipePast(past);
  }
}

/** A commit of ours that lost its race against another: `current` goes on. */
export function wipeLost(lost: ClientState, current: ClientState): void {
  wipeLeft(lost, { ...current, historicalReceiverData: lost.historicalReceiverData });
  wipeSecretTree(lost.secretTree);
  lost.keySchedule.senderDataSecret.fill(0);
  lost.keySchedule.resumptionPsk.fill(0);
}

/** The epoch that late messages came from. */
export function wipePast(past: EpochReceiverData): void {
  past.senderDataSecret.fill(0);
  past.resumptionPsk.fill(0);
  wipeSecretTree(past.secretTree);
}

/** At the end of the call. */
export function wipeAll(state: ClientState): void {
  for (const past of state.historicalReceiverData.values()) wipePast(past);
  wipeSecretTree(state.secretTree);
  for (const secret of Object.values(state.keySchedule)) secret.fill(0);
  for (const key of Object.values(state.privatePath.privateKeys)) key.fill(0);
  state.signaturePrivateKey.fill(0);
}

/** The sender data and resumption secrets stay for late messages. */
function wipeSchedule({ keySchedule }: ClientState, next: ClientState): void {
  if (keySchedule === next.keySchedule) return;
  const { initSecret, exporterSecret, externalSecret } = keySchedule;
  const { confirmationKey, membershipKey, epochAuthenticator } = keySchedule;
  for (const secret of [initSecret, exporterSecret, externalSecret]) secret.fill(0);
  for (const secret of [confirmationKey, membershipKey, epochAuthenticator]) secret.fill(0);
}

function wipeSecretTree(tree: SecretTree): void {
  for (const secret of allSecretTreeValues(tree)) secret?.fill(0);
}
