// The ratchet tree (RFC 9420 §4, §7) as a roster, and whether its shape is sound.

import type { LeafNode, Node, RatchetTree } from "ts-mls";
import { equal, hex } from "../../base/bytes.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { PARTICIPANTS_LISTED_MAX } from "../../protocol/limits.ts";
import type { Grant } from "../../protocol/policy.ts";
import { readCredential } from "./credential.ts";
import type { MlsSuite } from "./suite.ts";

/** Larger only helps who wants joiners to hash for minutes; SFrame's key IDs end at 1024. */
export const LEAVES_MAX = PARTICIPANTS_LISTED_MAX;

/**
 * A host's leaf proves it by the host key; a co-host, and a host to whom the key was handed over, is
 * named in the policy by its leaf's key.
 */
export type Role = "host" | "co-host" | "member";

/** A leaf of the MLS tree, as its credential names it. */
export type RosterEntry = {
  readonly participantId: ParticipantId;
  readonly leafIndex: number;
  readonly name: string;
  readonly role: Role;
};

export function leafAt(tree: RatchetTree, leafIndex: number): LeafNode | null {
  const node = tree[leafIndex * 2];
  return node?.nodeType === "leaf" ? node.leaf : null;
}

/** In the order of leaf indexes. */
export function rosterOf(tree: RatchetTree, grants: readonly Grant[]): RosterEntry[] {
  const roster: RosterEntry[] = [];
  for (let leafIndex = 0; leafIndex * 2 < tree.length; leafIndex++) {
    const entry = entryAt(tree, leafIndex, grants);
    if (entry !== null) roster.push(entry);
  }
  return roster;
}

/**
 * @param grants of the policy in force.
 * @returns null for a blank leaf, and for one whose credential isn't ours.
 */
export function entryAt(
  tree: RatchetTree,
  leafIndex: number,
  grants: readonly Grant[],
): RosterEntry | null {
  const leaf = leafAt(tree, leafIndex);
  const identity = leaf && readCredential(leaf.credential);
  if (!leaf || !identity) return null;
  const { participantId, name, isHost } = identity;
  const role = isHost ? "host" : grantedRole(participantId, leaf, grants);
  return { participantId, leafIndex, name, role };
}

function grantedRole(id: ParticipantId, leaf: LeafNode, grants: readonly Grant[]): Role {
  const own = grants.find(
    ({ participantId, signatureKey }) =>
      participantId === id && equal(signatureKey, leaf.signaturePublicKey),
  );
  if (own === undefined) return "member";
  return own.isHost ? "host" : "co-host";
}

/** Whose leaf it is. @returns null for a blank leaf, and for one whose credential isn't ours. */
export function participantAt(tree: RatchetTree, leafIndex: number): ParticipantId | null {
  return entryAt(tree, leafIndex, [])?.participantId ?? null;
}

/** In hexadecimal: all of these may appear in a tree once. */
export type TreeKeys = {
  readonly participants: Set<ParticipantId>;
  /** Of leaves and parents. */
  readonly hpke: Set<string>;
  readonly signature: Set<string>;
};

export function keysOf(tree: RatchetTree): TreeKeys {
  const leaves = tree.flatMap((node) => (node?.nodeType === "leaf" ? [node.leaf] : []));
  return {
    participants: new Set(rosterOf(tree, []).map(({ participantId }) => participantId)),
    hpke: new Set(tree.flatMap((node) => (node === undefined ? [] : [keyText(hpkeKeyOf(node))]))),
    signature: new Set(leaves.map(({ signaturePublicKey }) => keyText(signaturePublicKey))),
  };
}

/** Most nodes of a tree are those of the epoch before, the same bytes in memory. */
const texts = new WeakMap<Uint8Array, string>();

/** A public key as text, to be compared; the bytes must stay as they are. */
export function keyText(publicKey: Uint8Array): string {
  const text = texts.get(publicKey) ?? hex(publicKey);
  texts.set(publicKey, text);
  return text;
}

/**
 * What must hold before ts-mls walks a tree: an insider's tree could otherwise send a joiner round
 * in circles, or lock the meeting by a key or a participant that appears twice (RFC 9420 §12.4.3.1, §7.9).
 */
export function isSoundTree(tree: RatchetTree, suite: MlsSuite): boolean {
  const leafCount = (tree.length + 1) / 2;
  if (leafCount < 1 || leafCount > LEAVES_MAX || !Number.isInteger(Math.log2(leafCount)))
    return false;
  const occupied = tree.filter((node) => node !== undefined);
  const leaves = occupied.filter((node) => node.nodeType === "leaf");
  const keys = keysOf(tree);
  return (
    tree.every((node, index) => isSoundNode(tree, node, index)) &&
    occupied.every((node) => hpkeKeyOf(node).length === suite.hpkePublicKeyBytes) &&
    keys.hpke.size === occupied.length &&
    keys.signature.size === leaves.length &&
    keys.participants.size === leaves.length
  );
}

function hpkeKeyOf(node: Node): Uint8Array {
  return node.nodeType === "leaf" ? node.leaf.hpkePublicKey : node.parent.hpkePublicKey;
}

/** Leaves at even indexes, parents at odd ones. */
function isSoundNode(tree: RatchetTree, node: Node | undefined, index: number): boolean {
  if (node === undefined) return true;
  if (node.nodeType === "leaf") return index % 2 === 0;
  return index % 2 === 1 && hasSoundUnmergedLeaves(tree, index, node.parent.unmergedLeaves);
}

/**
 * Ascending, each an occupied leaf below the node, and listed by every parent on the way to it. ts-mls
 * asks for the same list all the way up to the root, and so refuses trees that honest members made.
 */
function hasSoundUnmergedLeaves(tree: RatchetTree, index: number, unmerged: number[]): boolean {
  const level = levelOf(index);
  const reach = 2 ** level - 1;
  return unmerged.every((leafIndex, place) => {
    const node = leafIndex * 2;
    if (place > 0 && leafIndex <= (unmerged[place - 1] ?? 0)) return false;
    if (node < index - reach || node > index + reach) return false;
    if (leafAt(tree, leafIndex) === null) return false;
    for (let below = 1; below < level; below++) {
      const between = tree[ancestorOf(node, below)];
      if (between?.nodeType === "parent" && !between.parent.unmergedLeaves.includes(leafIndex)) {
        return false;
      }
    }
    return true;
  });
}

/** The number of ones at the low end: 0 for a leaf (RFC 9420 appendix C). */
function levelOf(index: number): number {
  let level = 0;
  while (((index >> level) & 1) === 1) level++;
  return level;
}

/** The node above `leafNode` at `level`: low bits 0111…1. */
function ancestorOf(leafNode: number, level: number): number {
  return ((leafNode >> (level + 1)) << (level + 1)) | ((1 << level) - 1);
}
