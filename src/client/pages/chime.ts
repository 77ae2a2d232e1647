// Two quiet tones: rising when somebody comes, falling when somebody goes, one twice for a knock.

/** Louder startles, quieter is lost under a voice. */
const GAIN = 0.05;

const TONE_SECONDS = 0.16;

/** C5 and G5: a fifth, heard as friendly. */
const LOW_HZ = 523.25;
const HIGH_HZ = 783.99;

const TONES_OF = {
  joined: [LOW_HZ, HIGH_HZ],
  left: [HIGH_HZ, LOW_HZ],
  knock: [LOW_HZ, LOW_HZ],
} as const;

let context: AudioContext | null = null;

function tone(audio: AudioContext, frequency: number, start: number): void {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(GAIN, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + TONE_SECONDS);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + TONE_SECONDS);
}

export function chime(kind: "joined" | "left" | "knock"): void {
  context ??= new AudioContext();
  const start = context.currentTime + 0.01;
  const tones = TONES_OF[kind];
  tones.forEach((frequency, index) => {
    if (context !== null) tone(context, frequency, start + index * TONE_SECONDS * 0.7);
  });
}
