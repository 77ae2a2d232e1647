// Reads a browser's SDP offer (RFC 8866, RFC 8829), which may be anything.

import { fromHex } from "../../base/bytes.ts";
import { LAYERS_MAX } from "../../protocol/limits.ts";

/** A browser's offer has about 70 lines a section. More is a bomb. */
const LINES_MAX = 8_192;
const LINE_LENGTH_MAX = 1_024;
const SECTIONS_MAX = 64;
/** Chromium lists about 40 payload types. */
const PAYLOADS_MAX = 128;
const SSRCS_MAX = 8;
/** With two bytes of header there could be more; we answer with one. */
const EXTENSION_ID_MAX = 14;

export type PayloadFormat = {
  readonly payloadType: number;
  readonly name: string;
  readonly clockRate: number;
  readonly channels: number;
};

/** RFC 9628 §6: without one it is profile 0. */
const VP9_PROFILE = "profile-id=";

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

export type OfferSection = {
  readonly kind: string;
  readonly isRejected: boolean;
  readonly mid: string | null;
  readonly direction: Direction;
  readonly payloads: readonly PayloadFormat[];
  /** Retransmission's payload type by that of what it repeats. */
  readonly rtxByPayloadType: ReadonlyMap<number, number>;
  /** VP9 of other profiles than 0: with more colours than anybody needs to decode. */
  readonly otherProfiles: ReadonlySet<number>;
  readonly extensions: ReadonlyMap<string, number>;
  readonly ssrcs: readonly number[];
  /** Of the streams that it sends at once (RFC 8853), in its order; none without simulcast. */
  readonly rids: readonly string[];
  readonly fragment: string | null;
  readonly password: string | null;
  readonly fingerprint: Uint8Array | null;
};

export type Offer = {
  /** The same in all offers of one browser connection (RFC 8829 §5.2.1), and in no other's. */
  readonly sessionId: string;
  /** Grows with each offer of it. */
  readonly version: string;
  readonly sections: readonly OfferSection[];
  /** Of the first section, or else of the session. */
  readonly fragment: string;
  readonly password: string;
  readonly fingerprint: Uint8Array;
};

/** @returns null unless `sdp` could be an offer over ICE and DTLS. Never throws. */
export function parseOffer(sdp: string): Offer | null {
  const lines = sdp.split("\n", LINES_MAX + 1);
  if (lines.length > LINES_MAX) return null;
  const session = new SectionBuilder("session", false);
  const builders: SectionBuilder[] = [];
  let current = session;
  let [sessionId, version] = ["", ""];
  for (const raw of lines) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (line.length > LINE_LENGTH_MAX) return null;
    if (line.startsWith("m=")) {
      const [kind = "", port = ""] = line.slice(2).split(" ", 2);
      current = new SectionBuilder(kind, port === "0");
      builders.push(current);
      if (builders.length > SECTIONS_MAX) return null;
    } else if (line.startsWith("a=")) {
      current.handleAttribute(line.slice(2));
    } else if (line.startsWith("o=")) {
      [sessionId, version] = originOf(line);
    }
  }
  const sections = builders.map((builder) => builder.build());
  const whole = session.build();
  const first = sections[0];
  const fragment = first?.fragment ?? whole.fragment;
  const password = first?.password ?? whole.password;
  const fingerprint = first?.fingerprint ?? whole.fingerprint;
  if (fragment === null || password === null || fingerprint === null) return null;
  if (sessionId === "" || version === "") return null;
  return { sessionId, version, sections, fragment, password, fingerprint };
}

// o=- 4611731400430051336 2 IN IP4 127.0.0.1

/** Both are repeated in the answer, so that nothing else may stand there. */
function originOf(line: string): [string, string] {
  const [, sessionId = "", version = ""] = /^o=\S+ (\d{1,20}) (\d{1,20}) /.exec(line) ?? [];
  return [sessionId, version];
}

class SectionBuilder {
  readonly #kind: string;
  readonly #isPortZero: boolean;
  readonly #payloads: PayloadFormat[] = [];
  readonly #rtxByPayloadType = new Map<number, number>();
  readonly #otherProfiles = new Set<number>();
  readonly #extensions = new Map<string, number>();
  readonly #ssrcs = new Set<number>();
  #rids: readonly string[] = [];
  /** Such a section has port 0 too (RFC 8843 §6). */
  #isBundleOnly = false;
  #mid: string | null = null;
  #direction: Direction = "sendrecv";
  #fragment: string | null = null;
  #password: string | null = null;
  #fingerprint: Uint8Array | null = null;

  constructor(kind: string, isPortZero: boolean) {
    this.#kind = kind;
    this.#isPortZero = isPortZero;
  }

  handleAttribute(attribute: string): void {
    const colon = attribute.indexOf(":");
    const name = colon < 0 ? attribute : attribute.slice(0, colon);
    const value = colon < 0 ? "" : attribute.slice(colon + 1);
    switch (name) {
      case "sendrecv":
      case "sendonly":
      case "recvonly":
      case "inactive":
        this.#direction = name;
        return;
      case "bundle-only":
        this.#isBundleOnly = true;
        return;
      case "mid":
        this.#mid = isToken(value) ? value : null;
        return;
      case "ice-ufrag":
        this.#fragment = isToken(value) ? value : null;
        return;
      case "ice-pwd":
        this.#password = isPassword(value) ? value : null;
        return;
      case "fingerprint":
        this.#handleFingerprint(value);
        return;
      case "rtpmap":
        this.#handleRtpmap(value);
        return;
      case "fmtp":
        this.#handleFmtp(value);
        return;
      case "extmap":
        this.#handleExtmap(value);
        return;
      case "simulcast":
        this.#handleSimulcast(value);
        return;
      case "ssrc": {
        const ssrc = parseUint(value.split(" ", 1)[0], 0xffffffff);
        if (ssrc !== null && this.#ssrcs.size < SSRCS_MAX) this.#ssrcs.add(ssrc);
      }
    }
  }

  #handleFingerprint(value: string): void {
    const [algorithm = "", digest = ""] = value.split(" ", 2);
    const bytes = fromHex(digest.replaceAll(":", ""));
    const isSha256 = algorithm.toLowerCase() === "sha-256" && bytes?.length === 32;
    if (isSha256) this.#fingerprint = bytes;
  }

  // 111 opus/48000/2
  #handleRtpmap(value: string): void {
    const [type, encoding = ""] = value.split(" ", 2);
    const [name = "", rate, channels = "1"] = encoding.split("/", 3);
    const payloadType = parseUint(type, 127);
    const clockRate = parseUint(rate, 1_000_000);
    const count = parseUint(channels, 255);
    if (payloadType === null || clockRate === null || count === null) return;
    if (this.#payloads.length >= PAYLOADS_MAX) return;
    this.#payloads.push({ payloadType, name: name.toLowerCase(), clockRate, channels: count });
  }

  // 97 apt=96 or 100 profile-id=2
  #handleFmtp(value: string): void {
    const [type, parameters = ""] = value.split(" ", 2);
    const payloadType = parseUint(type, 127);
    if (payloadType === null) return;
    const profile = parameters.split(";").find((text) => text.startsWith(VP9_PROFILE));
    if (profile !== undefined && profile !== `${VP9_PROFILE}0`) {
      this.#otherProfiles.add(payloadType);
    }
    if (!parameters.startsWith("apt=")) return;
    const repeated = parseUint(parameters.slice(4).split(";", 1)[0], 127);
    if (repeated !== null) this.#rtxByPayloadType.set(repeated, payloadType);
  }

  // 3 http://… or 3/sendrecv http://…
  #handleExtmap(value: string): void {
    const [head = "", uri = ""] = value.split(" ", 2);
    const id = parseUint(head.split("/", 1)[0], EXTENSION_ID_MAX);
    if (id !== null && id > 0 && this.#extensions.size < EXTENSION_ID_MAX) {
      this.#extensions.set(uri, id);
    }
  }

  // send q;h;~f, or more with alternatives behind commas, of which the first is taken
  #handleSimulcast(value: string): void {
    const words = value.split(" ");
    const streams = (words[words.indexOf("send") + 1] ?? "").split(";", LAYERS_MAX);
    const rids = streams.map((stream) => stream.split(",", 1)[0]?.replace(/^~/, "") ?? "");
    const isWhole = words.includes("send") && rids.every(isRid) && new Set(rids).size > 1;
    this.#rids = isWhole && new Set(rids).size === rids.length ? rids : [];
  }

  build(): OfferSection {
    return {
      kind: this.#kind,
      isRejected: this.#isPortZero && !this.#isBundleOnly,
      mid: this.#mid,
      direction: this.#direction,
      payloads: this.#payloads,
      rtxByPayloadType: this.#rtxByPayloadType,
      otherProfiles: this.#otherProfiles,
      extensions: this.#extensions,
      ssrcs: [...this.#ssrcs],
      rids: this.#rids,
      fragment: this.#fragment,
      password: this.#password,
      fingerprint: this.#fingerprint,
    };
  }
}

/** Letters, digits and a few signs, and short: it is repeated in the answer. */
function isToken(text: string): boolean {
  return /^[A-Za-z0-9+/_.-]{1,64}$/.test(text);
}

/** RFC 8851 §10, as short as an extension of a packet's header. */
function isRid(text: string): boolean {
  return /^[A-Za-z0-9]{1,16}$/.test(text);
}

/** RFC 8839 §5.4. */
function isPassword(text: string): boolean {
  return /^[A-Za-z0-9+/]{22,256}$/.test(text);
}

function parseUint(text: string | undefined, max: number): number | null {
  if (text === undefined || !/^[0-9]{1,10}$/.test(text)) return null;
  const value = Number(text);
  return value <= max ? value : null;
}
