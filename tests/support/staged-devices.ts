// Runs in a page before its own scripts: microphones and a camera that a test can unplug, with what it wants to be heard and seen.

export type Staged = {
  /** Loudness of the white noise that every microphone hears, from 0 to 1. */
  setNoise(amplitude: number): void;
  /** As when a cable is pulled, or put in again. */
  unplug(label: string): Promise<void>;
  plugIn(label: string): void;
};

const SECONDS = 2;

/** Each has the names and IDs of the browser's own fake devices, and other sound and pictures. */
export function stageDevices(): void {
  const { mediaDevices } = navigator;
  // about:blank, before the meeting's page, has none.
  if (mediaDevices === undefined) return;
  const unplugged = new Set<string>();
  const open: { readonly label: string; readonly track: MediaStreamTrack }[] = [];
  const opening = new Set<Promise<unknown>>();
  let loudness: GainNode | null = null;
  const listAll = mediaDevices.enumerateDevices.bind(mediaDevices);
  const openReal = mediaDevices.getUserMedia.bind(mediaDevices);

  const noiseTrack = (): MediaStreamTrack | undefined => {
    const context = new AudioContext();
    // Firefox starts it when somebody touched the page, and who asks for it after that.
    setInterval(() => void context.resume(), 200);
    const buffer = context.createBuffer(1, context.sampleRate * SECONDS, context.sampleRate);
    const samples = buffer.getChannelData(0);
    for (let index = 0; index < samples.length; index++) samples[index] = Math.random() * 2 - 1;
    const source = new AudioBufferSourceNode(context, { buffer, loop: true });
    loudness = new GainNode(context, { gain: 0.2 });
    const sink = context.createMediaStreamDestination();
    source.connect(loudness).connect(sink);
    source.start();
    return sink.stream.getAudioTracks()[0];
  };

  /** Narrow stripes that move: a blur makes one grey of them. */
  const stripesTrack = (): MediaStreamTrack | undefined => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 180];
    const context = canvas.getContext("2d");
    let shift = 0;
    setInterval(() => {
      if (context === null) return;
      context.fillStyle = "white";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = "black";
      shift = (shift + 1) % 8;
      for (let x = shift - 8; x < canvas.width; x += 8) context.fillRect(x, 0, 4, canvas.height);
    }, 100);
    return canvas.captureStream(10).getVideoTracks()[0];
  };

  const staged = (real: MediaStreamTrack): MediaStreamTrack => {
    const track = real.kind === "audio" ? noiseTrack() : stripesTrack();
    if (track === undefined) return real;
    const { label } = real;
    const settings = real.getSettings();
    real.stop();
    Object.defineProperty(track, "label", { value: label });
    track.getSettings = () => settings;
    open.push({ label, track });
    return track;
  };

  mediaDevices.enumerateDevices = async () =>
    (await listAll()).filter(({ label }) => !unplugged.has(label));
  mediaDevices.getUserMedia = async (constraints) => {
    const { audio } = constraints ?? {};
    const wanted = typeof audio === "object" ? audio.deviceId : undefined;
    const id = typeof wanted === "object" && "exact" in wanted ? wanted.exact : undefined;
    const device = (await listAll()).find(({ deviceId }) => deviceId === id);
    if (device !== undefined && unplugged.has(device.label)) {
      throw new DOMException("unplugged", "NotFoundError");
    }
    const stream = await openReal(constraints);
    return new MediaStream(stream.getTracks().map(staged));
  };
  const openStaged = mediaDevices.getUserMedia;
  mediaDevices.getUserMedia = (constraints) => {
    const opened = openStaged(constraints);
    opening.add(opened);
    return opened;
  };

  const tell = () => mediaDevices.dispatchEvent(new Event("devicechange"));
  const stage: Staged = {
    setNoise: (amplitude) => {
      if (loudness !== null) loudness.gain.value = amplitude;
    },
    unplug: async (label) => {
      // What is still being opened would never hear of it.
      await Promise.allSettled(opening);
      await new Promise((resolve) => setTimeout(resolve));
      unplugged.add(label);
      for (const { track } of open.filter((one) => one.label === label)) {
        track.dispatchEvent(new Event("ended"));
      }
      tell();
    },
    plugIn: (label) => {
      unplugged.delete(label);
      tell();
    },
  };
  Object.assign(window, { stage });
}
