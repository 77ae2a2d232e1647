// The link's external pre-shared key (RFC 9420 §8.4), without which nobody can follow or join.

import type { PreSharedKeyID, ProposalPSK, PskIndex } from "ts-mls";
import type { Bytes } from "../../base/bytes.ts";
import { concat, equal, utf8 } from "../../base/bytes.ts";
import { encode, u32 } from "../../protocol/schema.ts";
import type { Link } from "./link.ts";
import type { MlsSuite } from "./suite.ts";

/** "link" and the generation, u32. */
export function linkPskId(generation: number): Bytes {
  return concat(utf8("link"), encode(u32, generation));
}

export function linkPskProposal(link: Link, suite: MlsSuite): ProposalPSK {
  return {
    proposalType: "psk",
    psk: {
      preSharedKeyId: {
        psktype: "external",
        pskId: linkPskId(link.generation),
        pskNonce: suite.rng.randomBytes(suite.kdf.size),
      },
    },
  };
}

export function isLinkPsk(id: PreSharedKeyID, link: Link, suite: MlsSuite): boolean {
  return (
    id.psktype === "external" &&
    equal(id.pskId, linkPskId(link.generation)) &&
    id.pskNonce.length === suite.kdf.size
  );
}

/** Knows the link's key alone: resumption keys of earlier epochs are refused. */
export function linkPskIndex(link: Link, suite: MlsSuite): PskIndex {
  return { findPsk: (id) => (isLinkPsk(id, link, suite) ? link.linkPsk.bytes : undefined) };
}
