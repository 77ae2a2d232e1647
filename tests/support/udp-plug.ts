// Puts a fake browser's transport onto a real UDP socket, towards a server's media port.

import { createSocket } from "node:dgram";
import type { FakeBrowser } from "../unit/media/fake-browser.ts";

/** @param endpoint `HOST:PORT`. @returns the function that pulls it out again. */
export function plugIn(browser: FakeBrowser, endpoint: string): () => void {
  const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(endpoint) ?? [];
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  let isOpen = true;
  socket.on("message", (packet) => browser.remote.send(new Uint8Array(packet)));
  browser.plug((packet) => {
    if (isOpen) socket.send(packet, Number(port), host);
  });
  return () => {
    isOpen = false;
    socket.close();
  };
}
