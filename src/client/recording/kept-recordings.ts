// The recordings that lie in this browser: those that nobody saved yet, and those that were saved of late.

import { RECORDINGS_FOLDER, recordingLock } from "./recording-messages.ts";

/** A download is through by then, and was looked at. Longer fills the disk twice. */
const SAVED_KEPT_MS = 24 * 3_600_000;

/** Browsers have begun to read the file by then. */
const ADDRESS_KEPT_MS = 60_000;

const SAVED = ".saved";

export type KeptRecording = {
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
};

/** @returns null where the browser keeps no files, or there never was one. */
async function folder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(RECORDINGS_FOLDER);
  } catch {
    return null;
  }
}

async function namesIn(place: FileSystemDirectoryHandle): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of place.keys()) names.push(name);
  return names;
}

/** Those that a tab is writing now. */
async function underWay(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.flatMap(({ name }) => name ?? []));
}

/**
 * Each time that one under way is whole: of another tab, or of this one's page before, whose worker
 * takes a moment to end.
 */
export async function watchRecordings(handleWritten: () => void): Promise<void> {
  for (const lock of await underWay()) {
    if (!lock.startsWith(recordingLock(""))) continue;
    void navigator.locks.request(lock, { mode: "shared" }, () => undefined).then(handleWritten);
  }
}

/** The newest first; without those under way. Lets go of those that were saved long ago. */
export async function listRecordings(now: number): Promise<readonly KeptRecording[]> {
  const place = await folder();
  if (place === null) return [];
  const names = await namesIn(place);
  const writing = await underWay();
  const kept: KeptRecording[] = [];
  for (const name of names) {
    if (name.endsWith(SAVED) || writing.has(recordingLock(name))) continue;
    const file = await (await place.getFileHandle(name)).getFile();
    const isSaved = names.includes(name + SAVED);
    if (file.size === 0 || (isSaved && now - file.lastModified > SAVED_KEPT_MS)) {
      await deleteRecording(name);
    } else kept.push({ name, bytes: file.size, endedAt: file.lastModified });
  }
  return kept.sort((one, other) => other.endedAt - one.endedAt);
}

/** As a download: the file goes from disk to disk. @returns false when it is gone. */
export async function saveRecording(name: string): Promise<boolean> {
  const place = await folder();
  if (place === null) return false;
  try {
    const file = await (await place.getFileHandle(name)).getFile();
    const address = URL.createObjectURL(file);
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), ADDRESS_KEPT_MS);
    await place.getFileHandle(name + SAVED, { create: true });
    return true;
  } catch {
    return false;
  }
}

export async function deleteRecording(name: string): Promise<void> {
  const place = await folder();
  // Deleted in another tab, or being written there.
  await place?.removeEntry(name).catch(() => {});
  await place?.removeEntry(name + SAVED).catch(() => {});
}
