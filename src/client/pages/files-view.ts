// The part of the meeting page about files: choosing, dropping and pasting some, getting and saving others'.

import { lineKey } from "../call-files.ts";
import type { CallModel } from "../call-model.ts";
import { t } from "../words.ts";
import type { LineView } from "./chat-view.ts";
import { unwatched } from "./component.ts";
import type { FileView } from "./file-view.ts";
import { fileView, isPictureName, sizeText } from "./file-view.ts";
import { PollsView } from "./polls-view.ts";
import { saveBlob } from "./save-file.ts";

/** At one time: a folder dropped by mistake isn't sent file by file. */
const FILES_MAX = 10;

/** Pictures up to this size come by themselves; larger ones, and what is no picture, when asked for. */
const FETCHED_BYTES_MAX = 2_000_000;

type Shown = { model: CallModel | null; readonly asked: Set<string> };

export abstract class FilesView extends PollsView {
  /** By the line's key. */
  files: Readonly<Record<string, FileView>> = {};
  fileBytesMax = 0;
  isDropping = false;
  readonly filing = unwatched<Shown>({ model: null, asked: new Set() });

  override startTalk(): void {
    super.startTalk();
    this.files = {};
    this.isDropping = false;
    Object.assign(this.filing, { model: null, asked: new Set() });
  }

  override showTalk(before: CallModel | null, model: CallModel): void {
    super.showTalk(before, model);
    this.fileBytesMax = model.fileBytesMax;
    const last = this.filing.model;
    if (last?.files === model.files && last.chat === model.chat) return;
    this.filing.model = model;
    this.showFiles(model);
  }

  showFiles({ chat, files, participants }: CallModel): void {
    const shown: Record<string, FileView> = {};
    for (const { file, from, number, isOwn } of chat) {
      if (file === null) continue;
      const line = { author: from, id: number };
      const key = lineKey(line);
      const view = fileView(file, files[key], isOwn);
      // Blobs can't be wrapped to be watched.
      shown[key] = unwatched(view);
      const isThere = participants.some(({ id }) => id === from);
      const isFetched =
        view.mayGet && isThere && file.size <= FETCHED_BYTES_MAX && isPictureName(file.name);
      if (!isFetched || this.filing.asked.has(key)) continue;
      this.filing.asked.add(key);
      this.running?.getFile(line);
    }
    this.files = shown;
  }

  fileOf({ ref }: LineView): FileView | null {
    return this.files[lineKey(ref)] ?? null;
  }

  get maySendFiles(): boolean {
    return this.mayWrite && this.fileBytesMax > 0;
  }

  get fileLimit(): string {
    return t("files.limit", { size: sizeText(this.fileBytesMax) });
  }

  pickFiles(): void {
    this.closeComposerMenu();
    document.querySelector<HTMLInputElement>("#file-field")?.click();
  }

  handlePicked(event: Event): void {
    const field = event.target;
    if (!(field instanceof HTMLInputElement)) return;
    this.offerFiles([...(field.files ?? [])]);
    // The same file can be chosen again.
    field.value = "";
  }

  handlePaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.offerFiles(files);
  }

  handleDrag(event: DragEvent): void {
    if (!this.maySendFiles || event.dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    this.isDropping = true;
  }

  handleDragEnd(event: DragEvent): void {
    const { currentTarget, relatedTarget } = event;
    const isInside =
      currentTarget instanceof Node &&
      relatedTarget instanceof Node &&
      currentTarget.contains(relatedTarget);
    if (!isInside) this.isDropping = false;
  }

  handleDrop(event: DragEvent): void {
    this.isDropping = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.offerFiles(files);
  }

  offerFiles(files: readonly File[]): void {
    if (!this.mayWrite) return;
    if (this.fileBytesMax === 0) {
      this.draftProblem = t("files.problem.off");
      return;
    }
    const fitting = files.filter(({ size }) => size <= this.fileBytesMax);
    const isOver = fitting.length < files.length;
    const isMany = files.length > FILES_MAX;
    this.draftProblem = isOver
      ? this.fileLimit
      : isMany
        ? t("files.many", { count: FILES_MAX })
        : "";
    if (!isMany) for (const file of fitting) this.running?.offerFile(file);
  }

  getFile({ ref }: LineView): void {
    this.running?.getFile(ref);
  }

  stopFile({ ref }: LineView): void {
    this.running?.stopFile(ref);
  }

  saveGotten({ ref }: LineView): void {
    const key = lineKey(ref);
    const blob = this.filing.model?.files[key]?.blob ?? null;
    const name = this.files[key]?.name ?? "";
    if (blob !== null) saveBlob(name, blob);
  }
}
