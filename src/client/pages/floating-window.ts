// The call in a small window over other programs: a document's own where the browser has that, else one picture.

/** Beside `HTMLVideoElement`'s, of browsers that can show more than a picture. */
type DocumentPictureInPicture = {
  requestWindow(options: { readonly width: number; readonly height: number }): Promise<Window>;
};

declare global {
  interface Window {
    readonly documentPictureInPicture?: DocumentPictureInPicture;
  }
}

export type FloatingTile = {
  readonly id: string;
  readonly label: string;
  readonly initials: string;
  readonly hue: string;
  readonly isSpeaking: boolean;
  readonly isMirrored: boolean;
  readonly video: MediaStream | null;
};

export type FloatingView = {
  readonly tiles: readonly FloatingTile[];
  readonly isMicOn: boolean;
  readonly isCameraOn: boolean;
};

export type FloatingEvents = {
  readonly toggleMicrophone: () => void;
  readonly toggleCamera: () => void;
  readonly leave: () => void;
  readonly handleClosed: () => void;
};

/** CSS pixels: two faces and the buttons. */
const SIZE = { width: 384, height: 288 };

/** Whether the browser has either kind of window. */
export function canFloat(): boolean {
  return (
    window.documentPictureInPicture !== undefined ||
    (document.pictureInPictureEnabled && "requestPictureInPicture" in HTMLVideoElement.prototype)
  );
}

/** A document in a window of its own: tiles, and the buttons of the template in the page. */
export class FloatingWindow {
  readonly #window: Window;
  readonly #root: HTMLElement;

  private constructor(opened: Window, root: HTMLElement) {
    this.#window = opened;
    this.#root = root;
  }

  /** To be called in a click. @returns null where the browser has none, or doesn't want to. */
  static async open(events: FloatingEvents): Promise<FloatingWindow | null> {
    const template = document.getElementById("floating-window");
    const opened = await window.documentPictureInPicture?.requestWindow(SIZE).catch(() => null);
    if (!opened || !(template instanceof HTMLTemplateElement)) return null;
    const { documentElement, head, body, title } = opened.document;
    opened.document.title = title || document.title;
    documentElement.className = document.documentElement.className;
    documentElement.lang = document.documentElement.lang;
    documentElement.dir = document.documentElement.dir;
    for (const sheet of document.querySelectorAll('link[rel="stylesheet"]')) {
      head.append(opened.document.importNode(sheet));
    }
    body.append(opened.document.importNode(template.content, true));
    const root = body.querySelector<HTMLElement>(".floating");
    if (root === null) return null;
    const on = (name: string, act: () => void) =>
      root.querySelector(`[data-act="${name}"]`)?.addEventListener("click", act);
    on("microphone", events.toggleMicrophone);
    on("camera", events.toggleCamera);
    on("leave", events.leave);
    opened.addEventListener("pagehide", events.handleClosed, { once: true });
    return new FloatingWindow(opened, root);
  }

  show({ tiles, isMicOn, isCameraOn }: FloatingView): void {
    this.#press("microphone", isMicOn);
    this.#press("camera", isCameraOn);
    const list = this.#root.querySelector(".floating-tiles");
    if (list === null) return;
    const known = new Map(
      [...list.children].map((child) => [child.getAttribute("data-of") ?? "", child]),
    );
    for (const [id, child] of known) if (!tiles.some((tile) => tile.id === id)) child.remove();
    for (const tile of tiles) {
      const element = known.get(tile.id) ?? this.#make(tile, list);
      element.setAttribute("data-speaking", String(tile.isSpeaking));
      setPicture(element, tile);
    }
  }

  close(): void {
    this.#window.close();
  }

  #press(name: string, isOn: boolean): void {
    this.#root.querySelector(`[data-act="${name}"]`)?.setAttribute("aria-pressed", String(isOn));
  }

  #make(tile: FloatingTile, list: Element): Element {
    const { document: page } = this.#window;
    const element = page.createElement("li");
    element.className = `floating-tile ${tile.hue}`;
    element.dataset["of"] = tile.id;
    const video = page.createElement("video");
    video.muted = true;
    video.playsInline = true;
    const avatar = page.createElement("span");
    avatar.className = "avatar";
    avatar.ariaHidden = "true";
    avatar.textContent = tile.initials;
    const name = page.createElement("span");
    name.className = "tile-name";
    name.textContent = tile.label;
    element.append(video, avatar, name);
    list.append(element);
    return element;
  }
}

function setPicture(element: Element, { video: stream, isMirrored }: FloatingTile): void {
  const video = element.querySelector("video");
  const avatar = element.querySelector<HTMLElement>(".avatar");
  if (video === null || avatar === null) return;
  video.hidden = stream === null;
  avatar.hidden = stream !== null;
  video.classList.toggle("mirrored", isMirrored);
  if (video.srcObject === stream) return;
  video.srcObject = stream;
  // It may be set anew before it plays: that isn't what the person has to act on.
  if (stream !== null) video.play().catch(() => undefined);
}

/** Who speaks, in the window that any browser has for a video. To be called in a click. */
export async function floatVideo(
  video: HTMLVideoElement,
  stream: MediaStream,
  handleClosed: () => void,
): Promise<boolean> {
  video.srcObject = stream;
  try {
    await video.play();
    await video.requestPictureInPicture();
  } catch {
    video.srcObject = null;
    return false;
  }
  video.addEventListener("leavepictureinpicture", handleClosed, { once: true });
  return true;
}
