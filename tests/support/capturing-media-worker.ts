// The product's media worker, which tells the test all that it gets.

import { BroadcastChannel } from "node:worker_threads";
import { PacketDemux } from "../../src/server/media/packet-demux.ts";
import { SrtpSession } from "../../src/server/media/srtp-session.ts";
import type { Captured } from "./media-capture.ts";
import { CAPTURE_CHANNEL } from "./media-capture.ts";

const channel = new BroadcastChannel(CAPTURE_CHANNEL);
const tell = (captured: Captured) => channel.postMessage(captured);

const { handlePacket } = PacketDemux.prototype;
const { unprotectRtp, unprotectRtcp } = SrtpSession.prototype;
PacketDemux.prototype.handlePacket = function (packet, ...rest) {
  tell({ type: "datagram", bytes: packet.slice() });
  handlePacket.call(this, packet, ...rest);
};
SrtpSession.prototype.unprotectRtp = function (packet, header) {
  const opened = unprotectRtp.call(this, packet, header);
  if (typeof opened !== "string") {
    tell({ type: "rtp", header: { ...header }, payload: opened.payload.slice() });
  }
  return opened;
};
SrtpSession.prototype.unprotectRtcp = function (packet) {
  const opened = unprotectRtcp.call(this, packet);
  if (typeof opened !== "string") tell({ type: "rtcp", bytes: opened.slice() });
  return opened;
};

await import("../../src/server/media/media-worker.ts");
