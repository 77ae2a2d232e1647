// The sound of a recording: the voices of those who agreed, and of their screens, in one track.

import type { Scene } from "./scene.ts";

type Source = { readonly node: MediaStreamAudioSourceNode; readonly trackId: string };

function trackIdOf(stream: MediaStream): string {
  return stream.getAudioTracks()[0]?.id ?? "";
}

export class RecordingMix {
  readonly #context = new AudioContext();
  readonly #destination = this.#context.createMediaStreamDestination();
  readonly #sources = new Map<string, Source>();

  constructor() {
    // It begins in a click; a browser that waits all the same goes on with the next one.
    void this.#context.resume().catch(() => {});
  }

  stream(): MediaStream {
    return this.#destination.stream;
  }

  show({ people, screens }: Scene): void {
    const wanted = new Map<string, MediaStream>();
    for (const { id, sound } of people) if (sound !== null) wanted.set(id, sound);
    for (const { id, sound } of screens) if (sound !== null) wanted.set(`${id} screen`, sound);
    for (const [key, { node, trackId }] of this.#sources) {
      const stream = wanted.get(key);
      if (stream !== undefined && trackIdOf(stream) === trackId) continue;
      node.disconnect();
      this.#sources.delete(key);
    }
    for (const [key, stream] of wanted) {
      const trackId = trackIdOf(stream);
      if (trackId === "" || this.#sources.has(key)) continue;
      const node = this.#context.createMediaStreamSource(stream);
      node.connect(this.#destination);
      this.#sources.set(key, { node, trackId });
    }
  }

  close(): void {
    void this.#context.close().catch(() => {});
  }
}
