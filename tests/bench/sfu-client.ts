// One end of a load generator: WHIP or WHEP, then a client's line to the server under test.

import { randomBytes } from "node:crypto";
import { hex } from "../../src/base/bytes.ts";
import type { Kind } from "../../src/protocol/socket-messages.ts";
import type { DtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import { MediaLine } from "../support/media-line.ts";
import { writeLoadOffer } from "./sfu-signalling.ts";

export type LoadClientOptions = {
  /** Where to POST the offer. */
  readonly url: string;
  readonly direction: "recvonly" | "sendonly";
  readonly kinds: readonly Kind[];
  readonly ssrcs: readonly number[];
  readonly certificate: DtlsCertificate;
  /** Takes each packet of RTP or RTCP as it came. */
  readonly handleMedia: (packet: Uint8Array) => void;
};

export async function dialLoad(options: LoadClientOptions): Promise<MediaLine> {
  const { url, certificate, handleMedia } = options;
  const fragment = hex(randomBytes(4));
  const body = writeLoadOffer({ ...options, fingerprint: certificate.fingerprint, fragment });
  const response = await fetch(url, { method: "POST", body });
  const answerSdp = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return MediaLine.dial({ answerSdp, fragment, certificate, handleMedia });
}
