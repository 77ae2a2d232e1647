// The part of the meeting page about the connection: what is wrong while it is gone, and whose is weak.

import type { CallModel } from "../call-model.ts";
import { t } from "../words.ts";
import { unwatched } from "./component.ts";
import { RecordingView } from "./recording-view.ts";
import type { TileView } from "./tile-view.ts";

/** Shorter shows what passes by itself, longer leaves people talking to nobody. */
const DOWN_MS = 1_500;

/** Between the mark and its words. CSS pixels. */
const GAP = 8;

export type ConnectionTrouble = "" | "offline" | "both" | "media" | "socket";

export function troubleOf(
  { isSocketUp, isMediaUp }: Pick<CallModel, "isSocketUp" | "isMediaUp">,
  isOnline: boolean,
): ConnectionTrouble {
  if (isSocketUp && isMediaUp) return "";
  if (!isOnline) return "offline";
  if (isSocketUp) return "media";
  return isMediaUp ? "socket" : "both";
}

type Watch = {
  trouble: ConnectionTrouble;
  timer: ReturnType<typeof setTimeout> | undefined;
};

export abstract class ConnectionView extends RecordingView {
  /** What is wrong, in words; "" while all is well. */
  connectionWords = "";
  networkWords = "";
  readonly connectionWatch = unwatched<Watch>({ trouble: "", timer: undefined });

  stopConnection(): void {
    clearTimeout(this.connectionWatch.timer);
    Object.assign(this.connectionWatch, { trouble: "", timer: undefined });
    this.connectionWords = "";
  }

  showConnection(model: CallModel): void {
    const watch = this.connectionWatch;
    // A meeting that is being entered is no lost one.
    const isIn = model.phase === "joined" || this.connectionWords !== "" || watch.trouble !== "";
    const trouble = isIn ? troubleOf(model, navigator.onLine) : "";
    if (trouble === watch.trouble) return;
    watch.trouble = trouble;
    if (trouble === "") {
      const wasShown = this.connectionWords !== "";
      this.stopConnection();
      if (wasShown) this.toast(t("connection.back"));
    } else if (this.connectionWords !== "") this.tellConnection();
    else watch.timer ??= setTimeout(() => this.tellConnection(), DOWN_MS);
  }

  tellConnection(): void {
    const { trouble } = this.connectionWatch;
    if (trouble === "") return;
    this.connectionWords = t(`connection.${trouble}`);
    this.say(this.connectionWords);
  }

  /** Beside the mark that was pressed. */
  explainNetwork(tile: TileView, event: Event): void {
    const { currentTarget } = event;
    const popover = document.getElementById("network-words");
    if (!(currentTarget instanceof HTMLElement) || popover === null) return;
    this.networkWords = tile.networkWords;
    this.$nextTick(() => {
      popover.showPopover();
      const mark = currentTarget.getBoundingClientRect();
      const { width, height } = popover.getBoundingClientRect();
      const isBelow = mark.bottom + GAP + height <= innerHeight;
      const top = isBelow ? mark.bottom + GAP : mark.top - GAP - height;
      const left = Math.min(Math.max(GAP, mark.right - width), innerWidth - width - GAP);
      popover.style.top = `${Math.max(GAP, top)}px`;
      popover.style.left = `${Math.max(GAP, left)}px`;
    });
  }
}
