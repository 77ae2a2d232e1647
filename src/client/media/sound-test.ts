// Records a few seconds of one's own microphone and plays them back, and plays notes: in this browser alone.

/** A chord taken apart: C5, E5, G5. */
const NOTES_HZ = [523.25, 659.25, 783.99];

const NOTE_SECONDS = 0.5;

/** Louder startles who wears headphones. */
const GAIN = 0.15;

export class SoundTest {
  readonly #context = new AudioContext();
  readonly #sink = this.#context.createMediaStreamDestination();

  /** All that is played, for an element that a speaker can be chosen for. */
  get stream(): MediaStream {
    return this.#sink.stream;
  }

  /** @returns null where the browser can't record. */
  async record(microphone: MediaStreamTrack, seconds: number): Promise<AudioBuffer | null> {
    try {
      const recorder = new MediaRecorder(new MediaStream([microphone]));
      const parts: Blob[] = [];
      const ended = new Promise<void>((resolve) => {
        recorder.ondataavailable = ({ data }) => void parts.push(data);
        recorder.onstop = () => resolve();
      });
      recorder.start();
      setTimeout(() => recorder.state === "recording" && recorder.stop(), seconds * 1_000);
      await ended;
      return await this.#context.decodeAudioData(await new Blob(parts).arrayBuffer());
    } catch {
      return null;
    }
  }

  /** Resolves at its end. */
  async play(buffer: AudioBuffer): Promise<void> {
    await this.#context.resume();
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.connect(this.#sink);
    const ended = new Promise<void>((resolve) => {
      source.onended = () => resolve();
    });
    source.start();
    await ended;
  }

  async playNotes(): Promise<void> {
    await this.#context.resume();
    const start = this.#context.currentTime + 0.1;
    const ends = NOTES_HZ.map((frequency, index) => this.#note(frequency, start, index));
    await Promise.all(ends);
  }

  #note(frequency: number, start: number, index: number): Promise<void> {
    const oscillator = new OscillatorNode(this.#context, { frequency });
    const gain = new GainNode(this.#context, { gain: 0 });
    const [from, to] = [start + index * NOTE_SECONDS, start + (index + 1.5) * NOTE_SECONDS];
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(GAIN, from + 0.03);
    gain.gain.linearRampToValueAtTime(0, to);
    oscillator.connect(gain).connect(this.#sink);
    oscillator.start(from);
    oscillator.stop(to);
    return new Promise((resolve) => {
      oscillator.onended = () => resolve();
    });
  }
}
