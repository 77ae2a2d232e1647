// A file as a line of the chat shows it: its words, how far it is, and what may be done.

import type { OfferedFile } from "../chat-model.ts";
import type { FileProblem, FileState } from "../file-model.ts";
import { NEW_FILE } from "../file-model.ts";
import { locale, t } from "../words.ts";

export type FileView = {
  readonly name: string;
  readonly size: string;
  /** Where it is, in words. */
  readonly state: string;
  /** 0 to 100; null while nothing moves. */
  readonly percent: number | null;
  readonly problem: string;
  readonly mayGet: boolean;
  readonly maySave: boolean;
  readonly mayStop: boolean;
  /** All of it, when it is a picture that can be shown. */
  readonly picture: Blob | null;
};

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** In thousands, as file managers and the operator's setting count. */
export function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(bytes / 1_000 ** power);
}

function problemText(problem: FileProblem | null): string {
  return problem === null ? "" : t(`files.problem.${problem}`);
}

function stateText(state: FileState, isOwn: boolean): string {
  const { step, getting, taken } = state;
  if (step === "preparing") return t("files.preparing");
  if (step === "waiting") return t("files.waiting");
  if (step === "coming") return t("files.coming");
  if (step === "ended" && state.problem === null) return t("files.ended");
  if (!isOwn || step !== "offered") return "";
  if (getting > 0) return t("files.getting", { count: getting });
  return taken > 0 ? t("files.taken", { count: taken }) : t("files.offered");
}

function percentOf({ step, progress, getting }: FileState): number | null {
  const isMoving = step === "preparing" || step === "coming" || getting > 0;
  return isMoving ? Math.round(progress * 100) : step === "waiting" ? 0 : null;
}

/** @param state undefined before the worker said anything of it. */
export function fileView(
  { name, size }: OfferedFile,
  state: FileState = NEW_FILE,
  isOwn: boolean,
): FileView {
  const { step } = state;
  const isGiven = step === "preparing" || step === "offered";
  const isComing = step === "waiting" || step === "coming";
  return {
    name,
    size: sizeText(size),
    state: stateText(state, isOwn),
    percent: percentOf(state),
    problem: problemText(state.problem),
    mayGet: !isOwn && step === "offered",
    maySave: !isOwn && step === "here",
    mayStop: isOwn ? isGiven : isComing,
    picture: state.blob !== null && isPictureName(name) ? state.blob : null,
  };
}

/** What browsers decode as a still picture. No SVG: that is a document, with scripts. */
export function isPictureName(name: string): boolean {
  return /\.(png|jpe?g|gif|webp|avif)$/i.test(name);
}
