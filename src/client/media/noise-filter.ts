// Takes noise out of a voice by RNNoise, a small recurrent network, in an audio worklet of this page.

import { RnnoiseWorkletNode } from "@sapphi-red/web-noise-suppressor";
import type { FilteredTrack } from "./track-filter.ts";

/** What the network was made for. */
const SAMPLE_RATE = 48_000;

function besideThis(name: string): string {
  return new URL(`./${name}`, import.meta.url).href;
}

/** Until the person touched the page it may not run audio. */
function resumeWhenTouched(context: AudioContext, signal: AbortSignal): void {
  const resume = () => void context.resume().catch(() => undefined);
  resume();
  for (const type of ["pointerdown", "keydown"] as const) {
    document.addEventListener(type, resume, { signal });
  }
}

/** Rejects where there are no worklets, or the microphone has another rate and the browser can't convert it. */
export async function filterNoise(device: MediaStreamTrack): Promise<FilteredTrack> {
  const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: "interactive" });
  const closing = new AbortController();
  try {
    const loaded = fetch(besideThis("rnnoise.wasm")).then((answer) => answer.arrayBuffer());
    const [wasmBinary] = await Promise.all([
      loaded,
      context.audioWorklet.addModule(besideThis("noise-worklet.js")),
    ]);
    const source = context.createMediaStreamSource(new MediaStream([device]));
    const rnnoise = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary });
    // Else the second channel of a stereo microphone would be silence.
    rnnoise.channelCount = 1;
    rnnoise.channelCountMode = "explicit";
    const sink = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    source.connect(rnnoise).connect(sink);
    resumeWhenTouched(context, closing.signal);
    const [track] = sink.stream.getAudioTracks();
    if (track === undefined) throw new Error("no sound came out");
    const close = () => {
      closing.abort();
      rnnoise.destroy();
      track.stop();
      void context.close();
    };
    return { track, close };
  } catch (error) {
    void context.close();
    throw error;
  }
}
