// Hands a text, or a file that came, to the person as a file, without any server.

/** Browsers have read the address by then; earlier, and some save nothing. */
const KEPT_MS = 60_000;

export function saveFile(name: string, type: string, text: string): void {
  saveBlob(name, new Blob([text], { type }));
}

/** `download` keeps the browser from opening it, whatever is in it. */
export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
