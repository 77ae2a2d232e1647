// The Alpine component of the home page: makes meetings, joins them, and lists this browser's own.

import type { Result } from "../../base/result.ts";
import { parseLink } from "../../core/link/link.ts";
import type { Failure } from "../failure.ts";
import { t } from "../words.ts";
import { Component, unwatched } from "./component.ts";
import { copyText } from "./copy-text.ts";
import type { NoticeReason } from "./notice.ts";
import { findObstacle } from "./support.ts";

export type KeptMeeting = {
  readonly id: string;
  /** The invitation, without the host's seed. */
  readonly link: string;
  /** When, in the person's language. */
  readonly made: string;
};

export type HomeServices = {
  /** `isKept` is false when this browser stores nothing: only the person has the link then. */
  readonly makeMeeting: (
    passphrase: string | null,
    /** The operator's; empty without. */
    startKey: string,
  ) => Promise<Result<{ readonly link: string; readonly isKept: boolean }, Failure>>;
  readonly listMeetings: () => readonly KeptMeeting[];
  readonly forgetMeeting: (id: string) => void;
};

const COPIED_MS = 2_000;

/** @returns the first link of ours in what was pasted, a whole invitation perhaps; null without. */
export function linkIn(text: string): string | null {
  const found = text.match(/https?:\/\/[^\s<>"]+/gi) ?? [];
  return found.find((link) => parseLink(link) !== null) ?? null;
}

type Stage = "start" | "making" | "made";

export class Home extends Component {
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
  meetings: readonly KeptMeeting[];
  forgetting = "";
  copied = "";
  spoken = "";
  readonly canShare = "share" in navigator;
  readonly services: HomeServices;

  constructor(services: HomeServices) {
    super();
    this.services = unwatched(services);
    this.meetings = services.listMeetings();
  }

  get linkHead(): string {
    return this.link.replace(/#.*$/, "");
  }

  get linkTail(): string {
    return this.link.slice(this.linkHead.length);
  }

  async start(): Promise<void> {
    if (this.stage === "making") return;
    this.stage = "making";
    this.problem = await findObstacle();
    if (this.problem !== null) {
      this.stage = "start";
      return;
    }
    const passphrase = this.passphrase.trim();
    const made = await this.services.makeMeeting(
      passphrase === "" ? null : passphrase,
      this.startKey.trim(),
    );
    if (!made.ok) {
      this.stage = "start";
      this.problem = made.reason;
      if (made.reason === "key-needed" || made.reason === "wrong-key") this.askForKey();
      return;
    }
    this.link = made.value.link;
    this.isKept = made.value.isKept;
    this.hasPassphrase = passphrase !== "";
    this.passphrase = "";
    this.stage = "made";
    this.meetings = this.services.listMeetings();
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

  async copy(link: string): Promise<void> {
    if (!(await copyText(link))) {
      this.spoken = t("said.copyRefused");
      return;
    }
    this.copied = link;
    this.spoken = t("said.linkCopied");
    setTimeout(() => {
      this.copied = "";
    }, COPIED_MS);
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

  askForget(id: string): void {
    this.forgetting = id;
  }

  forget(id: string): void {
    this.services.forgetMeeting(id);
    this.meetings = this.services.listMeetings();
    this.forgetting = "";
  }
}
