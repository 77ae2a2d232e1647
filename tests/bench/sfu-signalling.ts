// WHIP- and WHEP-like SDP for load generators: their offers read, our answers written.

import type { Kind } from "../../src/protocol/socket-messages.ts";
import type { IceCredentials } from "../../src/server/media/ice-directory.ts";
import { type Offer, type OfferSection, parseOffer } from "../../src/server/media/sdp-offer.ts";

export type LoadSection = {
  readonly kind: Kind;
  readonly mid: string;
  readonly payloadType: number;
  /** Ours in a WHEP answer, theirs in a WHIP offer; null for a track that isn't there. */
  readonly ssrc: number | null;
};

export type LoadOffer = { readonly offer: Offer; readonly sections: readonly LoadSection[] };

const CODEC: Readonly<Record<Kind, string>> = { audio: "opus", video: "vp8" };

/** @returns null for an offer without audio as Opus or video as VP8. */
export function readLoadOffer(sdp: string): LoadOffer | null {
  const offer = parseOffer(sdp);
  if (offer === null) return null;
  const sections = offer.sections.map(readSection).filter((section) => section !== null);
  return sections.length === offer.sections.length ? { offer, sections } : null;
}

function readSection({ kind, mid, payloads, ssrcs }: OfferSection): LoadSection | null {
  if ((kind !== "audio" && kind !== "video") || mid === null) return null;
  const format = payloads.find(({ name }) => name === CODEC[kind]);
  if (format === undefined) return null;
  return { kind, mid, payloadType: format.payloadType, ssrc: ssrcs[0] ?? null };
}

export type LoadAnswer = {
  readonly direction: "recvonly" | "sendonly";
  readonly sections: readonly LoadSection[];
  readonly credentials: IceCredentials;
  readonly fingerprint: string;
  readonly port: number;
};

export function writeLoadAnswer(answer: LoadAnswer): string {
  const { direction, sections, credentials, fingerprint, port } = answer;
  const lines = sections.flatMap(({ kind, mid, payloadType, ssrc }) => [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
    "c=IN IP4 127.0.0.1",
    `a=mid:${mid}`,
    "a=rtcp-mux",
    `a=ice-ufrag:${credentials.fragment}`,
    `a=ice-pwd:${credentials.password}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    "a=setup:passive",
    `a=candidate:1 1 udp 2113937151 127.0.0.1 ${port} typ host`,
    "a=end-of-candidates",
    `a=rtpmap:${payloadType} ${kind === "audio" ? "opus/48000/2" : "VP8/90000"}`,
    ssrc === null ? "a=inactive" : `a=${direction}`,
    ...(direction === "sendonly" && ssrc !== null ? [`a=ssrc:${ssrc} cname:bench`] : []),
  ]);
  const mids = sections.map(({ mid }) => mid).join(" ");
  const session = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=ice-lite"];
  return [...session, `a=group:BUNDLE ${mids}`, ...lines, ""].join("\r\n");
}

export type LoadRequest = {
  readonly direction: "recvonly" | "sendonly";
  readonly kinds: readonly Kind[];
  readonly fingerprint: string;
  readonly fragment: string;
  /** Of what is sent, in the order of `kinds`. */
  readonly ssrcs: readonly number[];
};

export const LOAD_PAYLOAD_TYPE: Readonly<Record<Kind, number>> = { audio: 111, video: 96 };

/** What this benchmark's own load generator offers. */
export function writeLoadOffer(request: LoadRequest): string {
  const { direction, kinds, fingerprint, fragment, ssrcs } = request;
  const lines = kinds.flatMap((kind, mid) => [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${LOAD_PAYLOAD_TYPE[kind]}`,
    `a=mid:${mid}`,
    `a=${direction}`,
    `a=rtpmap:${LOAD_PAYLOAD_TYPE[kind]} ${kind === "audio" ? "opus/48000/2" : "VP8/90000"}`,
    ...(ssrcs[mid] === undefined ? [] : [`a=ssrc:${ssrcs[mid]} cname:load`]),
  ]);
  const session = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", `a=fingerprint:sha-256 ${fingerprint}`];
  const password = "0123456789abcdefghijklmn";
  const ice = [`a=ice-ufrag:${fragment}`, `a=ice-pwd:${password}`];
  return [...session, ...ice, ...lines, ""].join("\r\n");
}
