// Another's commit: read without its key being used up, judged by the rules, and applied to a state (RFC 9420 §12.4.2).

import type { ClientState, Commit, PrivateMessage } from "ts-mls";
import { processPrivateMessage } from "ts-mls/processMessages.js";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Grant } from "../../protocol/policy.ts";
import type { CommitBreak, CommitPlan, CommitRules } from "./commit-rules.ts";
import { judgeCommit, judgeResult, removesOf } from "./commit-rules.ts";
import { peek } from "./group-messages.ts";
import type { GuardReject } from "./message-guard.ts";
import { readPrivateMessage } from "./message-guard.ts";
import { linkPskIndex } from "./psk.ts";
import type { MlsSuite } from "./suite.ts";
import type { RosterEntry } from "./tree.ts";
import { entryAt } from "./tree.ts";

/** `not-authentic`: no member of the epoch made it. */
export type MessageReject = GuardReject | "not-authentic";

/** A commit that a member of this epoch made, not yet judged. */
export type OpenedCommit = {
  readonly message: PrivateMessage;
  readonly commit: Commit;
  readonly sender: RosterEntry;
  /** It removes us: nothing after it is ours to read. */
  readonly removesSelf: boolean;
};

/** The state of the epoch that it begins, and what it does. */
export type AppliedCommit = { readonly next: ClientState; readonly plan: CommitPlan };

/** @param grants of the policy in force. ts-mls reads the message again when it is applied. Never throws. */
export async function openCommit(
  state: ClientState,
  message: Uint8Array,
  grants: readonly Grant[],
  suite: MlsSuite,
): Promise<Result<OpenedCommit, MessageReject>> {
  const guarded = readPrivateMessage(message, "commit", state.groupContext);
  if (!guarded.ok) return guarded;
  try {
    const { content } = (await peek(state, guarded.value, suite)).content;
    if (content.contentType !== "commit" || content.sender.senderType !== "member") {
      return reject("not-authentic");
    }
    const { commit } = content;
    const sender = entryAt(state.ratchetTree, content.sender.leafIndex, grants);
    if (sender === null) return reject("not-authentic");
    const removesSelf = removesOf(commit).includes(state.privatePath.leafIndex);
    return ok({ message: guarded.value, commit, sender, removesSelf });
  } catch {
    return reject("not-authentic");
  }
}

/** "not-applied" when ts-mls doesn't take it: its keys or tags are wrong. Never throws. */
export async function applyCommit(
  state: ClientState,
  { message, commit, sender }: OpenedCommit,
  rules: CommitRules,
): Promise<Result<AppliedCommit, CommitBreak | "not-applied">> {
  const { suite } = rules.meeting;
  const before = state.ratchetTree;
  try {
    const plan = await judgeCommit(commit, sender, before, rules);
    if (!plan.ok) return plan;
    const psks = linkPskIndex(rules.link, suite);
    const applied = await processPrivateMessage(state, message, psks, suite);
    if (applied.kind !== "newState") return reject("not-applied");
    const after = applied.newState.ratchetTree;
    const broken = judgeResult(before, after, sender.leafIndex, plan.value, suite);
    if (broken !== null) return reject(broken);
    for (const secret of applied.consumed) secret.fill(0);
    return ok({ next: applied.newState, plan: plan.value });
  } catch {
    return reject("not-applied");
  }
}
