// The Alpine component of the home page: makes meetings, joins them, and lists this browser's own.

import { parseLink } from "../../core/link/link.ts";
import { QUIET_ZONE, qrCode, qrPath } from "../qr-code.ts";
import { t } from "../words.ts";
import { MeetingList } from "./meeting-list.ts";
import type { NoticeReason } from "./notice.ts";
import { findObstacle } from "./support.ts";

/** @returns the first link of ours in what was pasted, a whole invitation perhaps; null without. */
export function linkIn(text: string): string | null {
  const found = text.match(/https?:\/\/[^\s<>"]+/gi) ?? [];
  return found.find((link) => parseLink(link) !== null) ?? null;
}

/** As an SVG path takes it, in a box with sides of 1; empty for a text too long for a code. */
export function qrDrawing(text: string): { readonly path: string; readonly scale: string } {
  const code = text === "" ? null : qrCode(text);
  if (code === null) return { path: "", scale: "" };
  return { path: qrPath(code), scale: `scale(${1 / (code.size + 2 * QUIET_ZONE)})` };
}

type Stage = "start" | "making" | "made";

export class Home extends MeetingList {
  stage: Stage = "start";
  link = "";
  isKept = true;
  problem: NoticeReason | null = null;
  passphrase = "";
  /** Kept for the next meeting, until the page goes. */
  startKey = "";
  needsKey = false;
  hasPassphrase = false;
  joinText = "";
  joinProblem = "";
  qr = qrDrawing("");
  readonly canShare = "share" in navigator;

  get linkHead(): string {
    return this.link.replace(/#.*$/, "");
  }

  get linkTail(): string {
    return this.link.slice(this.linkHead.length);
  }

  async start(): Promise<void> {
    if (this.stage === "making") return;
    const passphrase = this.passphrase.trim();
    await this.make(passphrase, {});
    this.hasPassphrase = this.stage === "made" && passphrase !== "";
  }

  /** A meeting with a name, kept on top of the list, whose link is handed out once and lasts. */
  async startRoom(): Promise<void> {
    if (this.stage !== "making") await this.make("", { isRoom: true, name: t("room.name") });
  }

  async make(passphrase: string, about: { isRoom?: boolean; name?: string }): Promise<void> {
    this.stage = "making";
    this.problem = await findObstacle();
    if (this.problem !== null) {
      this.stage = "start";
      return;
    }
    const made = await this.shelf.makeMeeting(
      passphrase === "" ? null : passphrase,
      this.startKey.trim(),
      about,
    );
    if (!made.ok) {
      this.stage = "start";
      this.problem = made.reason;
      if (made.reason === "key-needed" || made.reason === "wrong-key") this.askForKey();
      return;
    }
    this.link = made.value.link;
    this.isKept = made.value.isKept;
    this.qr = qrDrawing(this.link);
    this.passphrase = "";
    this.stage = "made";
    this.listAgain();
    this.$nextTick(() => this.$refs["madeTitle"]?.focus());
  }

  startByKey(event: Event): void {
    event.preventDefault();
    void this.start();
  }

  /** No `#` method: Alpine calls through a proxy, which has none. */
  askForKey(): void {
    this.needsKey = true;
    // After x-show has shown it: what is hidden takes no focus.
    requestAnimationFrame(() => requestAnimationFrame(() => this.$refs["startKey"]?.focus()));
  }

  back(): void {
    this.stage = "start";
  }

  join(event: Event): void {
    event.preventDefault();
    const link = linkIn(this.joinText);
    this.joinProblem = link === null ? t("join.notLink") : "";
    if (link !== null) location.assign(link);
  }

  async share(): Promise<void> {
    // Closing the share sheet is no failure.
    await navigator.share({ url: this.link }).catch(() => undefined);
  }

  selectLink(event: Event): void {
    if (event.currentTarget instanceof HTMLElement) {
      getSelection()?.selectAllChildren(event.currentTarget);
    }
  }
}
