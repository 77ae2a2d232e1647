// Settles what of an offer we take: its codecs that we know, publications and slots in their order (PROTOCOL §9).

import { ok, type Result, reject } from "../../base/result.ts";
import type {
  NegotiatedFormat,
  NegotiatedMedia,
  NegotiatedPublication,
  NegotiatedSlot,
} from "../../core/sfu/negotiated-media.ts";
import type { Codec } from "../../protocol/codecs.ts";
import { AUDIO_SLOTS, VIDEO_SLOTS } from "../../protocol/limits.ts";
import { type Kind, SOURCES, type Source } from "../../protocol/socket-messages.ts";
import type { Offer, OfferSection, PayloadFormat } from "./sdp-offer.ts";

export const EXTENSIONS = {
  mid: "urn:ietf:params:rtp-hdrext:sdes:mid",
  rid: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  repairedRid: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  twcc: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
  audioLevel: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
} as const;

const KIND_OF: Readonly<Record<Source, Kind>> = {
  microphone: "audio",
  camera: "video",
  screen: "video",
  "screen-audio": "audio",
};

const SLOTS: Readonly<Record<Kind, number>> = { audio: AUDIO_SLOTS, video: VIDEO_SLOTS };

type KnownCodec = Pick<PayloadFormat, "clockRate" | "channels"> & { readonly codec: Codec };

const KNOWN: Readonly<Record<Kind, readonly KnownCodec[]>> = {
  audio: [
    { codec: "opus", clockRate: 48_000, channels: 2 },
    { codec: "red", clockRate: 48_000, channels: 2 },
  ],
  video: [
    { codec: "vp8", clockRate: 90_000, channels: 1 },
    { codec: "vp9", clockRate: 90_000, channels: 1 },
  ],
};

/** What every browser has, so that everybody can be given what anybody publishes. */
const REQUIRED: Readonly<Record<Kind, Codec>> = { audio: "opus", video: "vp8" };

/** One section of the answer. */
export type AnswerSection = {
  readonly mid: string;
  readonly kind: Kind;
  /** In the order of the offer: who offers knows what it sends best. */
  readonly formats: readonly NegotiatedFormat[];
  readonly extensions: readonly { readonly id: number; readonly uri: string }[];
  /** Of simulcast, the smallest picture first; none without. */
  readonly rids: readonly string[];
  /** Null for a publication, which we receive. */
  readonly slot: {
    readonly number: number;
    readonly ssrc: number;
    readonly rtxSsrc: number;
  } | null;
};

export type Negotiation = {
  readonly media: NegotiatedMedia;
  readonly sections: readonly AnswerSection[];
};

/** `randomSsrc` gives 32 random bits. */
export function negotiate(
  offer: Offer,
  randomSsrc: () => number,
): Result<Negotiation, "unsupported-media"> {
  const publications: NegotiatedPublication[] = [];
  const slots: NegotiatedSlot[] = [];
  const sections: AnswerSection[] = [];
  const ssrcs = new Set<number>([0]);
  const freshSsrc = () => {
    let ssrc = randomSsrc();
    while (ssrcs.has(ssrc)) ssrc = (ssrc + 1) >>> 0;
    ssrcs.add(ssrc);
    return ssrc;
  };
  for (const [place, section] of offer.sections.entries()) {
    const chosen = choose(section);
    if (chosen === null) return reject("unsupported-media");
    const source = SOURCES[place];
    if (source !== undefined) {
      if (section.direction !== "sendonly" || chosen.kind !== KIND_OF[source]) {
        return reject("unsupported-media");
      }
      publications.push({ source, ssrcs: section.ssrcs, ...chosen });
      sections.push({ ...chosen, slot: null });
      continue;
    }
    const number = slots.filter(({ kind }) => kind === chosen.kind).length;
    if (section.direction !== "recvonly" || number >= SLOTS[chosen.kind]) {
      return reject("unsupported-media");
    }
    const twccExtension = chosen.extensions.find(({ uri }) => uri === EXTENSIONS.twcc)?.id ?? null;
    const slot = { ...chosen, ssrc: freshSsrc(), rtxSsrc: freshSsrc(), twccExtension };
    slots.push(slot);
    sections.push({ ...chosen, slot: { number, ssrc: slot.ssrc, rtxSsrc: slot.rtxSsrc } });
  }
  const mids = new Set(sections.map(({ mid }) => mid));
  if (publications.length < SOURCES.length || mids.size < sections.length) {
    return reject("unsupported-media");
  }
  const extensions = offer.sections[0]?.extensions;
  const media: NegotiatedMedia = {
    publications,
    slots,
    midExtension: extensions?.get(EXTENSIONS.mid) ?? null,
    ridExtension: ridExtension(offer, EXTENSIONS.rid),
    repairedRidExtension: ridExtension(offer, EXTENSIONS.repairedRid),
    twccExtension: extensions?.get(EXTENSIONS.twcc) ?? null,
    audioLevelExtension: extensions?.get(EXTENSIONS.audioLevel) ?? null,
  };
  return ok({ media, sections });
}

function choose(section: OfferSection): Omit<AnswerSection, "slot"> | null {
  const { kind, mid } = section;
  if ((kind !== "audio" && kind !== "video") || mid === null || section.isRejected) return null;
  const formats = formatsOf(section, kind);
  if (!formats.some(({ codec }) => codec === REQUIRED[kind])) return null;
  const rids = kind === "video" && section.extensions.has(EXTENSIONS.rid) ? section.rids : [];
  const known: readonly string[] = [
    EXTENSIONS.mid,
    EXTENSIONS.twcc,
    ...(kind === "audio" ? [EXTENSIONS.audioLevel] : []),
    ...(rids.length > 0 ? [EXTENSIONS.rid, EXTENSIONS.repairedRid] : []),
  ];
  const extensions = known.flatMap((uri) => {
    const id = section.extensions.get(uri);
    return id === undefined ? [] : [{ id, uri }];
  });
  return { mid, kind, formats, extensions, rids };
}

/** Of each codec the first format. */
function formatsOf(section: OfferSection, kind: Kind): NegotiatedFormat[] {
  const formats: NegotiatedFormat[] = [];
  for (const { payloadType, name, clockRate, channels } of section.payloads) {
    const known = KNOWN[kind].find(
      (one) => one.codec === name && one.clockRate === clockRate && one.channels === channels,
    );
    if (known === undefined || section.otherProfiles.has(payloadType)) continue;
    const { codec } = known;
    if (formats.some((format) => format.codec === codec)) continue;
    const repeated = section.rtxByPayloadType.get(payloadType) ?? null;
    formats.push({ codec, payloadType, rtxPayloadType: kind === "video" ? repeated : null });
  }
  return formats;
}

/** One number means one extension in the whole bundle (RFC 8843 §9.1). */
function ridExtension(offer: Offer, uri: string): number | null {
  const section = offer.sections.find(({ extensions }) => extensions.has(uri));
  return section?.extensions.get(uri) ?? null;
}
