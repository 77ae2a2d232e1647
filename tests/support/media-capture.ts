// Keeps what the media server in this process gets: each datagram as it came, and RTP and RTCP without their SRTP.

import type { RtpHeader } from "../../src/core/sfu/rtp/rtp-header.ts";
import { PacketDemux } from "../../src/server/media/packet-demux.ts";
import { SrtpSession } from "../../src/server/media/srtp-session.ts";

export type CapturedRtp = { readonly header: RtpHeader; readonly payload: Uint8Array };

export class MediaCapture {
  readonly datagrams: Uint8Array[] = [];
  readonly rtp: CapturedRtp[] = [];
  readonly rtcp: Uint8Array[] = [];
  #restore = () => {};

  /** From now on, and for servers that are started from now on. */
  start(): void {
    const { handlePacket } = PacketDemux.prototype;
    const { unprotectRtp, unprotectRtcp } = SrtpSession.prototype;
    const { datagrams, rtp, rtcp } = this;
    PacketDemux.prototype.handlePacket = function (packet, ...rest) {
      datagrams.push(packet.slice());
      handlePacket.call(this, packet, ...rest);
    };
    SrtpSession.prototype.unprotectRtp = function (packet, header) {
      const opened = unprotectRtp.call(this, packet, header);
      if (typeof opened !== "string") rtp.push({ header, payload: opened.payload.slice() });
      return opened;
    };
    SrtpSession.prototype.unprotectRtcp = function (packet) {
      const opened = unprotectRtcp.call(this, packet);
      if (typeof opened !== "string") rtcp.push(opened.slice());
      return opened;
    };
    this.#restore = () => {
      PacketDemux.prototype.handlePacket = handlePacket;
      Object.assign(SrtpSession.prototype, { unprotectRtp, unprotectRtcp });
    };
  }

  stop(): void {
    this.#restore();
  }

  clear(): void {
    for (const list of [this.datagrams, this.rtp, this.rtcp]) list.length = 0;
  }
}
