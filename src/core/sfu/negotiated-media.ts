// What one participant's offer and our answer settled, as far as forwarding needs it.

import type { Codec } from "../../protocol/codecs.ts";
import type { Kind, Source } from "../../protocol/socket-messages.ts";

export type NegotiatedFormat = {
  readonly codec: Codec;
  readonly payloadType: number;
  /** Of RFC 4588 retransmissions; null without. */
  readonly rtxPayloadType: number | null;
};

/** A track that the participant may send. */
export type NegotiatedPublication = {
  readonly source: Source;
  readonly kind: Kind;
  /** How its packets name it when their SSRC is unknown (RFC 8843 §15). */
  readonly mid: string;
  /** What it may come in; the first is what it begins with. */
  readonly formats: readonly NegotiatedFormat[];
  /** What its packets call its layers (RFC 8852), the smallest picture first; none when it has one. */
  readonly rids: readonly string[];
  /** The SSRCs that the offer named for its one layer, retransmission's included; often none. */
  readonly ssrcs: readonly number[];
};

/** A receive-only transceiver of the participant. */
export type NegotiatedSlot = {
  readonly kind: Kind;
  /** What its receiver can decode. */
  readonly formats: readonly NegotiatedFormat[];
  readonly ssrc: number;
  readonly rtxSsrc: number;
  /** Header extension id of transport-wide numbers, which its receiver gives feedback on; null without. */
  readonly twccExtension: number | null;
};

export type NegotiatedMedia = {
  readonly publications: readonly NegotiatedPublication[];
  /** In the order of the offer; a slot's number is its place among those of its kind. */
  readonly slots: readonly NegotiatedSlot[];
  /** Header extension ids of what the participant sends; null when not offered. */
  readonly midExtension: number | null;
  /** RFC 8852: of a layer's packets, and of their retransmissions. */
  readonly ridExtension: number | null;
  readonly repairedRidExtension: number | null;
  readonly twccExtension: number | null;
  /** RFC 6464. */
  readonly audioLevelExtension: number | null;
};

/** Ticks of the RTP clock in a second: Opus (RFC 7587 §4.1), video (RFC 7741 §4.1). */
export const CLOCK_RATE: Readonly<Record<Kind, number>> = { audio: 48_000, video: 90_000 };
