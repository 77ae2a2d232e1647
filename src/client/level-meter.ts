// Says how loud a microphone is, for a meter that shows a person that they can be heard.

/** Shorter costs battery, longer makes the meter lag behind the voice. */
const INTERVAL_MS = 80;

/** Loudness below it is a quiet room's noise, and shows nothing. dB below full scale. */
const QUIET_DB = -52;

/** A voice near the microphone; louder still shows a full meter. */
const LOUD_DB = -14;

/** @returns 0 for a quiet room to 1 for a loud voice. `samples` are between -1 and 1. */
export function levelOf(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index++) sum += (samples[index] ?? 0) ** 2;
  const power = samples.length === 0 ? 0 : sum / samples.length;
  if (power === 0) return 0;
  const level = (10 * Math.log10(power) - QUIET_DB) / (LOUD_DB - QUIET_DB);
  return Math.min(1, Math.max(0, level));
}

/** Calls `onLevel` some twelve times a second until it is closed. */
export class LevelMeter {
  readonly #context: AudioContext;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(track: MediaStreamTrack, onLevel: (level: number) => void) {
    this.#context = new AudioContext();
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      // A page opened without a click may not run audio until the first one.
      if (this.#context.state === "suspended") void this.#context.resume();
      analyser.getFloatTimeDomainData(samples);
      onLevel(track.enabled ? levelOf(samples) : 0);
    }, INTERVAL_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    void this.#context.close();
  }
}
