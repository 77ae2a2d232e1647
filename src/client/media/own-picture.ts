// The picture that a person puts behind themselves: kept in this browser's IndexedDB, and never sent.

const DATABASE = "conclave.picture";
const STORE = "picture";
const KEY = "background";

/** Of the largest layer that is sent: more is never seen. Pixels. */
const WIDTH = 1280;
const HEIGHT = 720;

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, fail) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => fail(request.error);
  });
}

async function withStore<T>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await answerOf(opening);
  try {
    return await answerOf(ask(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/** Cut to the shape of a camera's picture, and drawn anew: what a file tells beside its picture goes. */
async function redrawn(file: Blob): Promise<Blob | null> {
  const picture = await createImageBitmap(file);
  const scale = Math.max(WIDTH / picture.width, HEIGHT / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = canvas.getContext("2d");
  context?.drawImage(picture, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}

/** @returns whether the browser could read it, and keep it. */
export async function keepPicture(file: Blob): Promise<boolean> {
  try {
    const blob = await redrawn(file);
    if (blob === null) return false;
    await withStore("readwrite", (store) => store.put(blob, KEY));
    return true;
  } catch {
    return false;
  }
}

/** Null when none was chosen, or storage is switched off. */
export async function readPicture(): Promise<Blob | null> {
  try {
    const kept: unknown = await withStore("readonly", (store) => store.get(KEY));
    return kept instanceof Blob ? kept : null;
  } catch {
    return null;
  }
}

export async function hasPicture(): Promise<boolean> {
  return (await readPicture()) !== null;
}
