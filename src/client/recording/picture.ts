// Draws a recording's picture: tiles with their names, as the call shows them.

import { initialsOf } from "../pages/person.ts";
import type { Place } from "./places.ts";
import { placesOf } from "./places.ts";
import type { Scene } from "./scene.ts";

/** 720p: letters of a shared screen can be read, and a laptop draws it beside a call. */
const WIDTH = 1_280;
const HEIGHT = 720;

const RADIUS = 14;
const COLORS = {
  ground: "#0c1517",
  tile: "#20292b",
  avatar: "#1d4a53",
  text: "#f7f4ef",
  veil: "#0c1517b8",
  speaking: "#5fd9a8",
} as const;

/** The stream's own player: what the page shows elsewhere is in other sizes, or hidden. */
class Player {
  readonly video = document.createElement("video");
  readonly stream: MediaStream;

  constructor(stream: MediaStream) {
    this.stream = stream;
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.srcObject = stream;
    // Taken away again before it played.
    void this.video.play().catch(() => {});
  }

  close(): void {
    this.video.srcObject = null;
  }
}

export class RecordingPicture {
  readonly #canvas = document.createElement("canvas");
  readonly #context = this.#canvas.getContext("2d", { alpha: false });
  readonly #players = new Map<string, Player>();
  #scene: Scene = { people: [], screens: [] };

  constructor() {
    this.#canvas.width = WIDTH;
    this.#canvas.height = HEIGHT;
    this.draw();
  }

  stream(): MediaStream {
    return this.#canvas.captureStream();
  }

  show(scene: Scene): void {
    this.#scene = scene;
    const wanted = new Map<string, MediaStream>();
    for (const { id, video } of scene.people) if (video !== null) wanted.set(id, video);
    for (const { id, video } of scene.screens)
      if (video !== null) wanted.set(`${id} screen`, video);
    for (const [key, player] of this.#players) {
      if (wanted.get(key) === player.stream) continue;
      player.close();
      this.#players.delete(key);
    }
    for (const [key, stream] of wanted) {
      if (!this.#players.has(key)) this.#players.set(key, new Player(stream));
    }
  }

  draw(): void {
    const context = this.#context;
    if (context === null) return;
    const { people, screens } = this.#scene;
    context.fillStyle = COLORS.ground;
    context.fillRect(0, 0, WIDTH, HEIGHT);
    const places = placesOf(people.length, screens.length, WIDTH, HEIGHT);
    screens.forEach(({ id, name }, index) => {
      const place = places.screens[index];
      if (place !== undefined) this.#tile(context, place, `${id} screen`, name, false);
    });
    people.forEach(({ id, name, isSpeaking }, index) => {
      const place = places.people[index];
      if (place === undefined) return;
      this.#tile(context, place, id, name, true);
      if (isSpeaking) this.#ring(context, place);
    });
  }

  #tile(
    context: CanvasRenderingContext2D,
    place: Place,
    key: string,
    name: string,
    isCovered: boolean,
  ): void {
    const { x, y, width, height } = place;
    const video = this.#players.get(key)?.video;
    context.save();
    context.beginPath();
    context.roundRect(x, y, width, height, RADIUS);
    context.fillStyle = COLORS.tile;
    context.fill();
    context.clip();
    if (video !== undefined && video.videoWidth > 0) this.#video(context, place, video, isCovered);
    else if (isCovered) this.#avatar(context, place, name);
    this.#name(context, place, name);
    context.restore();
  }

  #video(
    context: CanvasRenderingContext2D,
    { x, y, width, height }: Place,
    video: HTMLVideoElement,
    isCovered: boolean,
  ): void {
    const { videoWidth, videoHeight } = video;
    const fit = isCovered ? Math.max : Math.min;
    const scale = fit(width / videoWidth, height / videoHeight);
    const [drawnWidth, drawnHeight] = [videoWidth * scale, videoHeight * scale];
    const [left, top] = [x + (width - drawnWidth) / 2, y + (height - drawnHeight) / 2];
    context.drawImage(video, left, top, drawnWidth, drawnHeight);
  }

  #avatar(context: CanvasRenderingContext2D, { x, y, width, height }: Place, name: string): void {
    const radius = Math.min(width, height) * 0.22;
    const [centreX, centreY] = [x + width / 2, y + height / 2];
    context.fillStyle = COLORS.avatar;
    context.beginPath();
    context.arc(centreX, centreY, radius, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = COLORS.text;
    context.font = `600 ${Math.round(radius * 0.8)}px sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(initialsOf(name), centreX, centreY);
  }

  #name(context: CanvasRenderingContext2D, { x, y, width, height }: Place, name: string): void {
    context.font = "600 18px sans-serif";
    context.textAlign = "left";
    context.textBaseline = "middle";
    const textWidth = Math.min(width - 40, context.measureText(name).width);
    context.fillStyle = COLORS.veil;
    context.beginPath();
    context.roundRect(x + 10, y + height - 40, textWidth + 20, 30, 8);
    context.fill();
    context.fillStyle = COLORS.text;
    context.fillText(name, x + 20, y + height - 24, textWidth);
  }

  #ring(context: CanvasRenderingContext2D, { x, y, width, height }: Place): void {
    context.strokeStyle = COLORS.speaking;
    context.lineWidth = 4;
    context.beginPath();
    context.roundRect(x + 2, y + 2, width - 4, height - 4, RADIUS);
    context.stroke();
  }

  close(): void {
    this.show({ people: [], screens: [] });
  }
}
