// The part of the meeting page about its small window: who is in it, and when it opens and closes.

import type { ParticipantId } from "../../protocol/ids.ts";
import { t } from "../words.ts";
import { unwatched } from "./component.ts";
import type { FloatingTile } from "./floating-window.ts";
import { canFloat, FloatingWindow, floatVideo } from "./floating-window.ts";
import { shortcutOf } from "./shortcut.ts";
import { StageView } from "./stage-view.ts";
import type { TileView } from "./tile-view.ts";

/** More faces than this are too small in a window of that size. */
const FACES_MAX = 4;

type Floating = { window: FloatingWindow | null; video: HTMLVideoElement | null };

export abstract class FloatingView extends StageView {
  canFloat = false;
  isFloating = false;
  readonly floating = unwatched<Floating>({ window: null, video: null });

  /** Chromium opens it by itself when the person goes to another tab, if they allow that. */
  startFloating(): void {
    this.canFloat = canFloat();
    try {
      const action = "enterpictureinpicture" as MediaSessionAction;
      navigator.mediaSession.setActionHandler(action, () => void this.float());
    } catch {
      // A browser that doesn't know it: there is the button.
    }
  }

  async toggleFloating(): Promise<void> {
    if (this.isFloating) this.closeFloating();
    else await this.float();
  }

  async float(): Promise<void> {
    if (this.running === null) return;
    const handleClosed = () => this.handleFloatingClosed();
    const opened = await FloatingWindow.open({
      toggleMicrophone: () => void this.toggleMicrophone(),
      toggleCamera: () => void this.toggleCamera(),
      leave: () => this.leave(),
      handleClosed,
    });
    if (opened !== null) {
      this.floating.window = opened;
      this.isFloating = true;
      this.arrange();
      return;
    }
    const video = document.querySelector<HTMLVideoElement>("#floating-video");
    const stream = this.faces.find((face) => face.video !== null)?.video ?? null;
    if (video !== null && stream !== null && (await floatVideo(video, stream, handleClosed))) {
      this.floating.video = video;
      this.isFloating = true;
      this.arrange();
    } else {
      this.toast(t("said.notFloating"));
    }
  }

  /** Who is large, or else who speaks, and then the others. */
  get faces(): readonly (TileView & FloatingTile)[] {
    const speaker = this.staging.keeper.speaker;
    const large = new Set(this.stageTiles.flatMap(({ id, isLarge }) => (isLarge ? [id] : [])));
    const isChosen = large.size < this.stageTiles.length;
    const rank = ({ id, isSelf, video }: TileView) =>
      isSelf ? 4 : isChosen && large.has(id) ? 0 : id === speaker ? 1 : video === null ? 3 : 2;
    const others = this.tiles.filter(({ isSelf }) => !isSelf || this.tiles.length === 1);
    return others
      .toSorted((one, other) => rank(one) - rank(other))
      .slice(0, FACES_MAX)
      .map((tile) => ({ ...tile, isMirrored: tile.isSelf && this.isMirrored }));
  }

  override get elsewhere(): readonly ParticipantId[] {
    return this.isFloating ? this.faces.map(({ id }) => id) : [];
  }

  showFloating(): void {
    const { window: opened, video } = this.floating;
    const { faces, own } = this;
    opened?.show({ tiles: faces, isMicOn: own.isMicOn, isCameraOn: own.isCameraOn });
    const stream = faces.find((face) => face.video !== null)?.video ?? null;
    if (video === null || stream === null || video.srcObject === stream) return;
    video.srcObject = stream;
    void video.play().catch(() => undefined);
  }

  handleFloatingClosed(): void {
    const { video } = this.floating;
    if (video !== null) video.srcObject = null;
    Object.assign(this.floating, { window: null, video: null });
    if (!this.isFloating) return;
    this.isFloating = false;
    this.arrange();
  }

  closeFloating(): void {
    this.floating.window?.close();
    if (this.floating.video !== null) void document.exitPictureInPicture().catch(() => undefined);
    this.handleFloatingClosed();
  }

  override arrange(): void {
    super.arrange();
    if (this.isFloating) this.showFloating();
  }

  override handleShortcut(event: KeyboardEvent): void {
    super.handleShortcut(event);
    const isInCall = this.stageTiles.length > 0 && this.canFloat;
    if (isInCall && this.hasShortcuts && shortcutOf(event) === "I") void this.toggleFloating();
  }
}
