// The part of the start page about this browser's meetings: rename, copy, forget, export and import.

import type { Result } from "../../base/result.ts";
import type { Failure } from "../failure.ts";
import type { OpenProblem } from "../sealed-file.ts";
import { t } from "../words.ts";
import { Component, unwatched } from "./component.ts";
import { copyText } from "./copy-text.ts";
import { saveFile } from "./save-file.ts";

export type KeptMeeting = {
  readonly id: string;
  /** The invitation, without the host's seed. */
  readonly link: string;
  /** When, in the person's language. */
  readonly made: string;
  /** "" without one. */
  readonly name: string;
  readonly isRoom: boolean;
  readonly needsPassphrase: boolean;
  /** Of its newest calendar entry; -1 for none. */
  readonly calendarSequence: number;
};

export type MadeMeeting = {
  readonly id: string;
  readonly link: string;
  /** False when this browser stores nothing: only the person has the link then. */
  readonly isKept: boolean;
};

type About = Partial<Pick<KeptMeeting, "name" | "isRoom" | "calendarSequence">>;

export type MeetingShelf = {
  readonly makeMeeting: (
    passphrase: string | null,
    /** The operator’s; empty without. */
    startKey: string,
    about?: About,
  ) => Promise<Result<MadeMeeting, Failure>>;
  readonly listMeetings: () => readonly KeptMeeting[];
  readonly forgetMeeting: (id: string) => void;
  /** At the server too. @param passphrase "" without one. */
  readonly deleteMeeting: (id: string, passphrase: string) => Promise<Result<null, Failure>>;
  readonly changeMeeting: (id: string, changes: About) => void;
  /** @param passphrase "" for a file that anyone can read. @returns the file's text. */
  readonly exportMeetings: (passphrase: string) => Promise<string>;
  /** @returns how many were new. */
  readonly importMeetings: (
    file: string,
    passphrase: string,
  ) => Promise<Result<number, OpenProblem>>;
};

/** How long a button says that it copied. */
const COPIED_MS = 2_000;

const FILE_NAME = "conclave-meetings.json";

export abstract class MeetingList extends Component {
  meetings: readonly KeptMeeting[];
  forgetting = "";
  /** Which meeting is about to be deleted at the server: its ID, or "". */
  deleting = "";
  deletePassphrase = "";
  deleteProblem = "";
  isDeleteBusy = false;
  /** Which meeting's name is being written: its ID, or "". */
  renaming = "";
  newName = "";
  copied = "";
  spoken = "";
  filePassphrase = "";
  fileProblem = "";
  isFileBusy = false;
  readonly shelf: MeetingShelf;

  constructor(shelf: MeetingShelf) {
    super();
    this.shelf = unwatched(shelf);
    this.meetings = shelf.listMeetings();
  }

  get room(): KeptMeeting | null {
    return this.meetings.find(({ isRoom }) => isRoom) ?? null;
  }

  get otherMeetings(): readonly KeptMeeting[] {
    return this.meetings.filter(({ id }) => id !== this.room?.id);
  }

  listAgain(): void {
    this.meetings = this.shelf.listMeetings();
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

  askForget(id: string): void {
    this.forgetting = id;
  }

  forget(id: string): void {
    this.shelf.forgetMeeting(id);
    this.listAgain();
    this.forgetting = "";
  }

  askDelete(id: string): void {
    this.forgetting = "";
    this.deleting = id;
    this.deletePassphrase = "";
    this.deleteProblem = "";
    const focused = id === "" ? "" : `keep-${id}`;
    this.$nextTick(() => document.getElementById(focused)?.focus());
  }

  async deleteForAll(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isDeleteBusy) return;
    this.isDeleteBusy = true;
    const deleted = await this.shelf.deleteMeeting(this.deleting, this.deletePassphrase.trim());
    this.isDeleteBusy = false;
    if (!deleted.ok) {
      const isUnknown = deleted.reason === "wrong-link";
      this.deleteProblem = t(isUnknown ? "kept.delete.unknown" : "kept.delete.failed");
      return;
    }
    this.deleting = "";
    this.listAgain();
    this.spoken = t("kept.deleted");
    this.$nextTick(() => document.getElementById("your-meetings-title")?.focus());
  }

  rename(meeting: KeptMeeting): void {
    this.renaming = meeting.id;
    this.newName = meeting.name;
    this.$nextTick(() => document.getElementById(`name-${meeting.id}`)?.focus());
  }

  keepName(event: Event): void {
    event.preventDefault();
    const { renaming } = this;
    this.shelf.changeMeeting(renaming, { name: this.newName });
    this.stopRenaming();
    this.listAgain();
    this.$nextTick(() => document.getElementById(`rename-${renaming}`)?.focus());
  }

  stopRenaming(): void {
    this.renaming = "";
  }

  async exportFile(): Promise<void> {
    this.isFileBusy = true;
    const text = await this.shelf.exportMeetings(this.filePassphrase.trim());
    saveFile(FILE_NAME, "application/json", text);
    this.isFileBusy = false;
    this.fileProblem = "";
    this.spoken = t("file.saved");
  }

  async importFile(event: Event): Promise<void> {
    const input = event.target;
    const file = input instanceof HTMLInputElement ? input.files?.[0] : undefined;
    if (file === undefined || !(input instanceof HTMLInputElement)) return;
    this.isFileBusy = true;
    const imported = await this.shelf.importMeetings(await file.text(), this.filePassphrase.trim());
    this.isFileBusy = false;
    // The same file may be chosen again, with another passphrase.
    input.value = "";
    this.fileProblem = imported.ok ? "" : t(`file.${imported.reason}`);
    if (!imported.ok) return;
    this.spoken = t("file.imported", { count: imported.value });
    this.listAgain();
  }
}
