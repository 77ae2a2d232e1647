// What this browser remembers for a person between meetings; nothing of it is sent to the server.

const KEY = "conclave.preferences";

export type Preferences = {
  /** "" unless the person asked to be remembered. */
  readonly name: string;
  readonly microphone: string;
  readonly camera: string;
  readonly speaker: string;
  readonly isMicWanted: boolean;
  readonly isCameraWanted: boolean;
  readonly hasShortcuts: boolean;
  /** One of NOISES, BACKGROUNDS and DATA_MODES. */
  readonly noise: string;
  readonly background: string;
  readonly data: string;
  /** The space bar unmutes while it is held. */
  readonly hasTalkKey: boolean;
  /** This browser goes on hearing who is muted, to say so when they speak. */
  readonly isHeardMuted: boolean;
  /** Of the stage: a `StageMode`. */
  readonly layout: string;
  readonly isSelfShown: boolean;
  readonly isMirrored: boolean;
  /** Where one's own picture floats: a `Corner`. */
  readonly selfCorner: string;
};

const DEFAULTS: Preferences = {
  name: "",
  microphone: "",
  camera: "",
  speaker: "",
  isMicWanted: true,
  isCameraWanted: true,
  hasShortcuts: true,
  noise: "browser",
  background: "none",
  data: "all",
  hasTalkKey: true,
  isHeardMuted: true,
  layout: "gallery",
  isSelfShown: true,
  isMirrored: true,
  selfCorner: "bottom-end",
};

/** @returns the defaults for whatever is missing or of another type. Never throws. */
export function parsePreferences(text: string | null): Preferences {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "{}");
  } catch {
    return DEFAULTS;
  }
  if (typeof stored !== "object" || stored === null) return DEFAULTS;
  const known = Object.entries(stored).filter(
    ([name, value]) => typeof value === typeof Reflect.get(DEFAULTS, name),
  );
  return { ...DEFAULTS, ...Object.fromEntries(known) };
}

export function readPreferences(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(KEY));
  } catch {
    // Storage is switched off in this browser.
    return DEFAULTS;
  }
}

export function keepPreferences(changes: Partial<Preferences>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readPreferences(), ...changes }));
  } catch {
    // Storage is switched off or full: the person chooses again next time.
  }
}
