// The Alpine component of the recordings that lie in this browser: to save and to delete.

import {
  deleteRecording,
  type KeptRecording,
  listRecordings,
  saveRecording,
  watchRecordings,
} from "../recording/kept-recordings.ts";
import { locale, t } from "../words.ts";
import { Component } from "./component.ts";

type Row = { readonly name: string; readonly title: string; readonly size: string };

const MEGABYTE = 1_000_000;

function rowOf({ name, bytes, endedAt }: KeptRecording): Row {
  const date = new Date(endedAt).toLocaleString(locale(), {
    dateStyle: "medium",
    timeStyle: "short",
  });
  const size = new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: "megabyte",
    maximumFractionDigits: 1,
  }).format(bytes / MEGABYTE);
  return { name, title: t("recording.made", { date }), size };
}

export class RecordingsList extends Component {
  recordings: readonly Row[] = [];

  async init(): Promise<void> {
    await this.list();
    await watchRecordings(() => void this.list()).catch(() => undefined);
  }

  async list(): Promise<void> {
    const kept = await listRecordings(Date.now()).catch(() => []);
    this.recordings = kept.map(rowOf);
  }

  async saveFile(name: string): Promise<void> {
    await saveRecording(name);
  }

  async deleteFile(name: string): Promise<void> {
    await deleteRecording(name);
    await this.list();
    this.$nextTick(() => document.getElementById("recordings-title")?.focus());
  }
}
