// Asks what a call needs, without a meeting: this server's answer, its socket, and a connection of the browser with itself.

export type NetworkStep = "server" | "socket" | "call";

/** Slower than any network on which a call is a pleasure. */
const WITHIN_MS = 8_000;

type Check = (signal: AbortSignal) => Promise<void>;

async function server(signal: AbortSignal): Promise<void> {
  const answer = await fetch("/healthz", { signal, cache: "no-store" });
  if (!answer.ok) throw new Error("the server isn't well");
}

/** Some proxies let pages through and sockets not. It is closed before it says anything. */
function socket(signal: AbortSignal): Promise<void> {
  const address = new URL("/socket", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const opened = new WebSocket(address);
  return new Promise<void>((resolve, fail) => {
    opened.onopen = () => resolve();
    opened.onerror = () => fail(new Error("no socket"));
    signal.addEventListener("abort", () => fail(new Error("too late")));
  }).finally(() => opened.close());
}

/** From here to here: shows that this browser may make connections, and can seal what goes over them. */
async function call(signal: AbortSignal): Promise<void> {
  if (typeof RTCRtpScriptTransform === "undefined") throw new Error("no encoded transforms");
  const codecs = RTCRtpReceiver.getCapabilities("video")?.codecs ?? [];
  if (!codecs.some(({ mimeType }) => mimeType.toLowerCase() === "video/vp8")) {
    throw new Error("no VP8");
  }
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
  try {
    here.onicecandidate = ({ candidate }) => void there.addIceCandidate(candidate ?? undefined);
    there.onicecandidate = ({ candidate }) => void here.addIceCandidate(candidate ?? undefined);
    const channel = here.createDataChannel("check");
    const opened = new Promise<void>((resolve, fail) => {
      channel.onopen = () => resolve();
      signal.addEventListener("abort", () => fail(new Error("too late")));
    });
    await here.setLocalDescription();
    await there.setRemoteDescription(here.localDescription ?? { type: "offer" });
    await there.setLocalDescription();
    await here.setRemoteDescription(there.localDescription ?? { type: "answer" });
    await opened;
  } finally {
    here.close();
    there.close();
  }
}

const CHECKS: Readonly<Record<NetworkStep, Check>> = { server, socket, call };

/** One after the other. @param handleStep hears how long each took; null when it failed. */
export async function checkNetwork(
  handleStep: (step: NetworkStep, answerMs: number | null) => void,
): Promise<void> {
  for (const step of ["server", "socket", "call"] as const) {
    const startedAt = performance.now();
    try {
      await CHECKS[step](AbortSignal.timeout(WITHIN_MS));
      handleStep(step, performance.now() - startedAt);
    } catch {
      handleStep(step, null);
    }
  }
}
