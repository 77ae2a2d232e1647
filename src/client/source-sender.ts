// Sends one source's track, in the layers of it that somebody receives.

import type { VideoCodec } from "../protocol/codecs.ts";
import { encodingsIn } from "./codec-choice.ts";

/** One change after the other: parameters that were read before another change are refused. */
export class SourceSender {
  readonly #sender: RTCRtpSender;
  #track: MediaStreamTrack | null = null;
  #active: readonly boolean[] = [];
  /** Null until it is told: then it is the first that was negotiated. */
  #codec: VideoCodec | null = null;
  #changes: Promise<void> = Promise.resolve();

  constructor(sender: RTCRtpSender) {
    this.#sender = sender;
  }

  /** Null sends nothing. Rejects when the browser can't send `track`. */
  setTrack(track: MediaStreamTrack | null): Promise<void> {
    this.#track = track;
    return this.#change(async () => {
      await this.#sender.replaceTrack(track);
      await this.#setActive();
    });
  }

  /** Of each layer whether it is to be sent; one that isn't named is. */
  setLayers(active: readonly boolean[], codec: VideoCodec): Promise<void> {
    this.#active = active;
    this.#codec = codec;
    return this.#change(() => this.#setActive());
  }

  #change(change: () => Promise<void>): Promise<void> {
    const changed = this.#changes.then(change);
    this.#changes = changed.catch(() => {});
    return changed;
  }

  async #setActive(): Promise<void> {
    const parameters = this.#sender.getParameters();
    if (this.#codec !== null) parameters.encodings = encodingsIn(this.#codec, parameters);
    parameters.encodings.forEach((encoding, layer) => {
      // Firefox sends a black frame a second for a sender without a track that is still active.
      encoding.active = this.#track !== null && (this.#active[layer] ?? true);
    });
    await this.#sender.setParameters(parameters);
  }
}
