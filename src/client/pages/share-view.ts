// The part of the meeting page about screens: one's own that is shown, and those of others.

import type { ParticipantId } from "../../protocol/ids.ts";
import type { CallModel } from "../call-model.ts";
import type { ScreenTracks } from "../screen-share.ts";
import { canShareScreen, openScreen } from "../screen-share.ts";
import { t } from "../words.ts";
import { unwatched } from "./component.ts";
import { KeptRows } from "./kept-rows.ts";
import { RequestView } from "./request-view.ts";
import { shortcutOf } from "./shortcut.ts";

export type ScreenView = {
  readonly id: ParticipantId;
  /** Whose it is, in words. */
  readonly label: string;
  /** Null while none of its frames has been opened: it keeps its place, so that nothing jumps. */
  readonly video: MediaStream | null;
  /** Null while it has no sound. */
  readonly sound: MediaStream | null;
};

/** Of others: one's own would show itself in itself without end. */
export function screensOf(model: CallModel): readonly ScreenView[] {
  return model.participants.flatMap(({ id, name, isSelf, isSharing, screen, screenSound }) =>
    isSelf || !isSharing
      ? []
      : [{ id, label: t("screen.of", { name }), video: screen, sound: screenSound }],
  );
}

type Sharing = { tracks: ScreenTracks | null; isPicking: boolean };

export abstract class ShareView extends RequestView {
  screens: readonly ScreenView[] = [];
  readonly keptScreens = unwatched(new KeptRows<ScreenView>());
  isSharing = false;
  readonly canShare = canShareScreen();
  /** Whose screen is shown at its own size; "" for none. */
  zoomed = "";
  readonly sharing = unwatched<Sharing>({ tracks: null, isPicking: false });

  /** The host lets members share no screens. */
  get isShareHeld(): boolean {
    return !this.door.mayShare && this.ownRole === "member";
  }

  showScreens(model: CallModel): void {
    this.screens = this.keptScreens.next(screensOf(model));
    if (!this.screens.some(({ id }) => id === this.zoomed)) this.zoomed = "";
    if (this.isSharing && this.isShareHeld) {
      this.stopShare();
      this.toast(t("sharing.stopped"));
    }
  }

  async toggleShare(): Promise<void> {
    if (this.isSharing) this.stopShare();
    else if (this.isShareHeld) this.toast(t("sharing.off"));
    else await this.startShare();
  }

  async startShare(): Promise<void> {
    const { sharing } = this;
    if (sharing.isPicking || this.running === null) return;
    sharing.isPicking = true;
    const opened = await openScreen();
    sharing.isPicking = false;
    if (!opened.ok) {
      if (opened.reason === "failed") this.toast(t("sharing.failed"));
      return;
    }
    sharing.tracks = opened.value;
    // The call may have ended, or the host forbidden it, while the person was picking.
    if (this.running === null || this.isShareHeld) {
      this.stopShare();
      return;
    }
    this.isSharing = true;
    const { screen, sound } = opened.value;
    // By the browser's own bar, or because the window was closed.
    screen.addEventListener("ended", () => this.stopShare());
    void this.running.setTrack("screen", screen);
    void this.running.setTrack("screen-audio", sound);
  }

  stopShare(): void {
    const { tracks } = this.sharing;
    if (tracks === null) return;
    this.sharing.tracks = null;
    this.isSharing = false;
    for (const track of [tracks.screen, tracks.sound]) track?.stop();
    void this.running?.setTrack("screen", null);
    void this.running?.setTrack("screen-audio", null);
  }

  toggleZoom(id: string): void {
    this.zoomed = this.zoomed === id ? "" : id;
  }

  async showFull(event: Event): Promise<void> {
    const { currentTarget } = event;
    const figure = currentTarget instanceof Element ? currentTarget.closest("figure") : null;
    // Refused where the page lies in another's frame: then the screen stays as large as it is.
    if (document.fullscreenElement === null) await figure?.requestFullscreen().catch(() => {});
    else await document.exitFullscreen();
  }

  override handleShortcut(event: KeyboardEvent): void {
    super.handleShortcut(event);
    if (this.hasShortcuts && this.canShare && shortcutOf(event) === "D") void this.toggleShare();
  }
}
