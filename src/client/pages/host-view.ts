// The part of the meeting page about the door and its keepers: who may what, and what a host does.

import type { Act, AskedView, CallModel, KnockView, ParticipantView } from "../call-model.ts";
import { t } from "../words.ts";
import { knocksBetween, knockText } from "./arrivals.ts";
import { chime } from "./chime.ts";
import { unwatched } from "./component.ts";
import type { DialogName } from "./door-fragment.ts";
import { doorAddress, doorPress } from "./door-fragment.ts";
import { KeptRows } from "./kept-rows.ts";
import type { PersonView } from "./people-view.ts";
import { peopleOf, SEARCHED_FROM, searched } from "./people-view.ts";
import { ShareView } from "./share-view.ts";
import { shortcutOf } from "./shortcut.ts";
import type { TileView } from "./tile-view.ts";

export abstract class HostView extends ShareView {
  tiles: readonly TileView[] = [];
  people: readonly PersonView[] = [];
  readonly keptTiles = unwatched(new KeptRows<TileView>());
  readonly keptPeople = unwatched(new KeptRows<PersonView>());
  query = "";
  waiting: readonly KnockView[] = [];
  /** The acts under way, for styles. */
  busy = "";
  dialog: DialogName = "";
  /** Whom the dialog is about. */
  chosenPerson: PersonView | null = null;
  /** Who hands the meeting over to this person; "" for nobody. */
  offeredBy = "";
  /** Whose menu is open: an ID, or "". */
  menuOf = "";
  isLinkReplacedToo = true;
  hostLink = "";
  isFragmentLost = false;
  failedSeen = -1;

  abstract copyLink(): Promise<void>;
  abstract leave(): void;

  /** The link that makes its holder host; "" when this browser isn't one. */
  abstract get ownHostLink(): string;

  get isHosting(): boolean {
    return this.ownRole !== "member";
  }

  get knocks(): string {
    return knockText(this.waiting.map(({ name }) => name));
  }

  get shownPeople(): readonly PersonView[] {
    return searched(this.people, this.isSearched ? this.query : "");
  }

  get isSearched(): boolean {
    return this.people.length >= SEARCHED_FROM;
  }

  get doorAddress(): string {
    return doorAddress(this.door, this.ownRole);
  }

  startHosting(): void {
    this.startRequests();
    this.failedSeen = -1;
    this.waiting = [];
    this.dialog = "";
  }

  showPeople(model: CallModel, tiles: readonly TileView[]): void {
    this.tiles = this.keptTiles.next(tiles);
    this.people = this.keptPeople.next(peopleOf(model, tiles));
    const isAboutSomebody = this.dialog === "remove" || this.dialog === "hand-over";
    const chosen = this.chosenPerson?.id;
    if (isAboutSomebody && !tiles.some(({ id }) => id === chosen)) this.closeDialog();
  }

  showDoor(before: CallModel | null, model: CallModel): void {
    this.waiting = model.waiting;
    this.busy = model.actsUnderWay.join(" ");
    this.showHostOffer(model);
    const knocks = knocksBetween(before, model);
    if (knocks !== "") {
      chime("knock");
      this.say(knocks);
    }
    const { actFailed } = model;
    if (actFailed === null || actFailed.id <= this.failedSeen) return;
    this.failedSeen = actFailed.id;
    this.toast(t(`actFailed.${actFailed.type}`));
  }

  get hostOfferText(): string {
    return this.offeredBy === "" ? "" : t("said.hostOffered", { name: this.offeredBy });
  }

  showHostOffer({ hostOffer }: CallModel): void {
    const by = hostOffer?.by ?? "";
    const isNew = by !== "" && by !== this.offeredBy;
    this.offeredBy = by;
    if (isNew) this.say(this.hostOfferText);
  }

  act(act: Act): void {
    this.running?.act(act);
  }

  admit(id: KnockView["id"]): void {
    this.act({ type: "admit", participantId: id });
  }

  deny(id: KnockView["id"]): void {
    this.act({ type: "deny", participantId: id });
  }

  admitAll(): void {
    this.act({ type: "admit-all" });
  }

  ask(id: ParticipantView["id"], what: AskedView["what"]): void {
    this.act({ type: "ask", target: id, what });
  }

  get mayLowerHands(): boolean {
    return this.isHosting && this.hands.length > 1;
  }

  /** Everybody's; and one's own, which no request reaches. */
  lowerHands(): void {
    this.act({ type: "ask", target: null, what: "lower-hand" });
    if (this.isHandRaised) this.toggleHand();
  }

  grant(id: ParticipantView["id"]): void {
    this.act({ type: "grant", participantId: id });
  }

  revoke(id: ParticipantView["id"]): void {
    this.act({ type: "revoke", participantId: id });
  }

  override handleShortcut(event: KeyboardEvent): void {
    super.handleShortcut(event);
    const isInCall = document.querySelector(".call") !== null;
    if (!isInCall || document.querySelector("dialog[open]") !== null) return;
    const key = shortcutOf(event);
    // The list is there for whoever switched the keys off, too.
    if (key === "?") this.openDialog("shortcuts");
    if (!this.hasShortcuts) return;
    if (key === "L") void this.copyLink();
    if (key === "Q" && event.shiftKey) this.leave();
  }

  pressDoor(event: Event): void {
    const pressed = event.target instanceof Element ? event.target.closest("[data-door]") : null;
    const press = doorPress(pressed?.getAttribute("data-door") ?? "", this.door);
    if (press?.kind === "act") this.act(press.act);
    if (press?.kind === "dialog") this.openDialog(press.dialog);
  }

  toggleMenu(id: string): void {
    this.menuOf = this.menuOf === id ? "" : id;
  }

  get chosenName(): string {
    return this.chosenPerson?.name ?? "";
  }

  openDialog(dialog: DialogName): void {
    this.hostLink = dialog === "host-link" ? this.ownHostLink : "";
    this.dialog = dialog;
  }

  askRemove(person: PersonView): void {
    this.chosenPerson = person;
    this.isLinkReplacedToo = this.ownRole === "host";
    this.openDialog("remove");
  }

  askHandOver(person: PersonView): void {
    this.chosenPerson = person;
    this.openDialog("hand-over");
  }

  confirmHandOver(): void {
    if (this.chosenPerson === null) return;
    this.act({ type: "hand-over", participantId: this.chosenPerson.id });
    this.closeDialog();
  }

  answerHostOffer(isAccepted: boolean): void {
    this.running?.answerHostOffer(isAccepted);
  }

  closeDialog(): void {
    this.dialog = "";
    // No longer on the page than it is looked at.
    this.hostLink = "";
  }

  /** By its own means: Escape, or a phone's back. */
  closed(dialog: DialogName): void {
    if (this.dialog === dialog) this.closeDialog();
  }

  confirmRemove(): void {
    const person = this.chosenPerson;
    if (person === null) return;
    const participantId = person.id;
    this.act({ type: "remove", participantId, isLinkRotated: this.isLinkReplacedToo });
    this.closeDialog();
  }

  confirmDialog(): void {
    const { dialog } = this;
    if (dialog === "rotate-link" || dialog === "end-for-all" || dialog === "delete-meeting") {
      this.act({ type: dialog });
    }
    this.closeDialog();
  }

  handleFragment(isLost: boolean): void {
    this.isFragmentLost = isLost;
  }
}
