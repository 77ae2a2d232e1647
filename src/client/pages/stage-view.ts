// The part of the meeting page about who stands where: layouts, pages, pins, the spotlight, one's own picture.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { CallModel } from "../call-model.ts";
import { StageKeeper } from "../stage-keeper.ts";
import type { Corner, StageShape } from "../stage-layout.ts";
import { CORNERS } from "../stage-layout.ts";
import type { StageMode } from "../stage-plan.ts";
import { STAGE_MODES } from "../stage-plan.ts";
import type { Rect } from "../tile-layout.ts";
import { t } from "../words.ts";
import { unwatched } from "./component.ts";
import { KeptRows } from "./kept-rows.ts";
import { keepPreferences, readPreferences } from "./preferences.ts";
import { SafetyView } from "./safety-view.ts";
import { shortcutOf } from "./shortcut.ts";
import type { StageScreen, StageTile } from "./stage-tiles.ts";
import { screensOn, shownOn, standing, tilesOn } from "./stage-tiles.ts";
import type { TileView } from "./tile-view.ts";

/** More large ones than this are a gallery. */
const PINS_MAX = 4;

/** CSS pixels of a dot and of the two buttons beside; more dots than there is room for can't be hit. */
const DOT_WIDTH = 24;
const TURNERS_WIDTH = 96;

/** Nor counted at a glance. */
const DOTS_MAX = 8;

/** In a crowd the list of people is the keyboard's way to somebody. */
const TABBED_MAX = 9;

const NOWHERE: Rect = { x: 0, y: 0, width: 0, height: 0 };

export type MeasuredStage = StageShape & {
  /** Pixels of the screen to one of the page's. */
  readonly pixelRatio: number;
};

type Staging = {
  stage: MeasuredStage | null;
  keeper: StageKeeper;
  timer: ReturnType<typeof setTimeout> | undefined;
};

function isOnButton({ target }: Event): boolean {
  return target instanceof Element && target.closest("button") !== null;
}

export abstract class StageView extends SafetyView {
  mode: StageMode = STAGE_MODES.find((mode) => mode === readPreferences().layout) ?? "gallery";
  corner: Corner =
    CORNERS.find((corner) => corner === readPreferences().selfCorner) ?? "bottom-end";
  isSelfShown = readPreferences().isSelfShown;
  isMirrored = readPreferences().isMirrored;
  stageTiles: readonly StageTile[] = [];
  stageScreens: readonly StageScreen[] = [];
  readonly keptStageTiles = unwatched(new KeptRows<StageTile>());
  readonly keptStageScreens = unwatched(new KeptRows<StageScreen>());
  /** More tiles than one goes through by a key. */
  isCrowded = false;
  page = 0;
  pages = 1;
  pager: { readonly place: Rect } = { place: NOWHERE };
  pins: readonly ParticipantId[] = [];
  spotlight: readonly ParticipantId[] = [];
  /** Whose tools are open on a touch screen; "" for nobody's. */
  touched = "";
  /** Whose of several screens is large; "" while there is none. */
  frontScreen = "";
  readonly staging = unwatched<Staging>({
    stage: null,
    keeper: new StageKeeper(),
    timer: undefined,
  });

  startStage(): void {
    clearTimeout(this.staging.timer);
    this.staging.keeper = new StageKeeper();
    this.page = 0;
    this.pins = [];
    this.spotlight = [];
    this.frontScreen = "";
  }

  override showPeople(model: CallModel, tiles: readonly TileView[]): void {
    super.showPeople(model, tiles);
    this.followSpotlight(model);
    this.arrange();
  }

  /** Who is seen large by everybody is told so. */
  followSpotlight({ spotlight, participants }: CallModel): void {
    const self = participants.find(({ isSelf }) => isSelf)?.id;
    const isLit = (ids: readonly ParticipantId[]) => self !== undefined && ids.includes(self);
    const wasLit = isLit(this.spotlight);
    this.spotlight = spotlight;
    if (isLit(spotlight) === wasLit) return;
    this.toast(t(wasLit ? "said.unlit" : "said.lit"));
  }

  handleStage({ detail }: CustomEvent<MeasuredStage>): void {
    this.staging.stage = detail;
    this.arrange();
  }

  /** Puts everybody in their place; again whenever something changed. */
  arrange(): void {
    const { stage, keeper } = this.staging;
    if (stage === null || this.tiles.length === 0) return;
    const ids = this.screens.map(({ id }) => id);
    // Whoever begins to share later doesn't take the place of what is being read.
    if (!ids.some((id) => id === this.frontScreen)) this.frontScreen = ids[0] ?? "";
    const rank = (id: string) => Number(id !== this.frontScreen);
    const screens = ids.toSorted((one, other) => rank(one) - rank(other));
    const { mode, tiles: people, pins, spotlight, isSelfShown, page, corner } = this;
    const now = { mode, people, screens, pins, spotlight, isSelfShown, page, corner };
    const { plan, layout } = keeper.arrange(now, stage, performance.now() as Millis);
    const shown = standing(plan, layout);
    this.stageTiles = this.keptStageTiles.next(tilesOn(shown, people, this));
    this.stageScreens = this.keptStageScreens.next(screensOn(shown, this.screens));
    this.isCrowded = this.stageTiles.length > TABBED_MAX;
    this.page = layout.page;
    this.pages = layout.pages;
    this.pager = { place: layout.pager ?? this.pager.place };
    this.running?.setShown(shownOn(shown, plan, this.elsewhere, stage.pixelRatio));
    this.arrangeLater(keeper.nextWakeup());
  }

  /** Who is seen beside the stage. */
  get elsewhere(): readonly ParticipantId[] {
    return [];
  }

  /** When somebody may have held the floor for long enough. */
  arrangeLater(at: Millis | null): void {
    clearTimeout(this.staging.timer);
    if (at === null) return;
    const waitMs = Math.max(0, at - performance.now()) + 1;
    this.staging.timer = setTimeout(() => this.arrange(), waitMs);
  }

  /** None where there are too many: then the pages are told in numbers. */
  get dots(): readonly number[] {
    const room = (this.pager.place.width - TURNERS_WIDTH) / DOT_WIDTH;
    return this.pages > Math.min(room, DOTS_MAX)
      ? []
      : Array.from({ length: this.pages }, (_, page) => page);
  }

  turnTo(page: number): void {
    if (page < 0 || page >= this.pages || page === this.page) return;
    this.page = page;
    this.touched = "";
    this.arrange();
  }

  /** @param step 1 for the next page, -1 for the one before. */
  turnBy(step: number): void {
    this.turnTo(this.page + step);
  }

  handleSwipe({ detail }: CustomEvent<number>): void {
    this.turnBy(detail);
  }

  chooseLayout(mode: StageMode): void {
    if (mode === this.mode) return;
    this.mode = mode;
    this.page = 0;
    keepPreferences({ layout: mode });
    this.say(t(mode === "gallery" ? "said.gallery" : "said.speaker"));
    this.arrange();
  }

  pinTile(id: ParticipantId, event: Event): void {
    if (!isOnButton(event)) this.togglePin(id);
  }

  togglePin(id: ParticipantId): void {
    const others = this.pins.filter((one) => one !== id);
    const isPinned = others.length < this.pins.length;
    this.pins = isPinned ? others : [...others, id].slice(-PINS_MAX);
    this.touched = "";
    const name = this.tiles.find((tile) => tile.id === id)?.label ?? "";
    this.say(t(isPinned ? "said.unpinned" : "said.pinned", { name }));
    this.arrange();
  }

  toggleSpotlight(id: ParticipantId): void {
    this.touched = "";
    this.act({ type: "spotlight", participantId: id, isOn: !this.spotlight.includes(id) });
  }

  /** Where nothing can be pointed at without touching it. */
  touchTile(id: string, event: Event): void {
    if (!matchMedia("(hover: none)").matches || isOnButton(event)) return;
    this.touched = this.touched === id ? "" : id;
  }

  showScreen(id: string): void {
    this.frontScreen = id;
    this.zoomed = "";
    this.arrange();
  }

  toggleSelf(): void {
    this.isSelfShown = !this.isSelfShown;
    keepPreferences({ isSelfShown: this.isSelfShown });
    this.toast(t(this.isSelfShown ? "said.selfShown" : "said.selfHidden"));
    this.arrange();
  }

  toggleMirror(): void {
    this.isMirrored = !this.isMirrored;
    keepPreferences({ isMirrored: this.isMirrored });
    this.arrange();
  }

  moveSelf(corner: Corner): void {
    this.corner = corner;
    keepPreferences({ selfCorner: corner });
    this.arrange();
  }

  /** To the next corner, by a button that arrow keys move it with too. */
  moveSelfOn(): void {
    const next = CORNERS[(CORNERS.indexOf(this.corner) + 1) % CORNERS.length];
    if (next !== undefined) this.moveSelf(next);
  }

  handleCorner({ detail }: CustomEvent<Corner>): void {
    this.moveSelf(detail);
  }

  override handleShortcut(event: KeyboardEvent): void {
    super.handleShortcut(event);
    const isInCall = this.staging.stage !== null && this.stageTiles.length > 0;
    if (!isInCall || document.querySelector("dialog[open]") !== null) return;
    // A panel scrolls by the same keys.
    const isReading = event.target instanceof Element && event.target.closest(".panel") !== null;
    if (event.key === "PageDown" && !isReading) this.turnBy(1);
    if (event.key === "PageUp" && !isReading) this.turnBy(-1);
    if (!this.hasShortcuts) return;
    const key = shortcutOf(event);
    if (key === "G") this.chooseLayout("gallery");
    if (key === "F") this.chooseLayout("speaker");
    if (key === "Y") this.toggleSelf();
  }
}
