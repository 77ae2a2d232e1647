// Shows a picture that somebody sent: decoded to pixels and drawn, never loaded as a document of any kind.

/** In either direction. A picture can claim any size: more is never drawn. CSS pixels. */
const SHOWN_MAX = 480;

/** Longer than what any of them begins with. */
const HEAD_BYTES = 12;

/** By what it begins with (WHATWG MIME Sniffing §6.1); null for what is none of these. */
export function pictureTypeOf(head: Uint8Array): string | null {
  const text = String.fromCharCode(...head.subarray(0, HEAD_BYTES));
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(text)) return "image/gif";
  if (/^RIFF....WEBP/s.test(text)) return "image/webp";
  return /^....ftypavi[fs]/s.test(text) ? "image/avif" : null;
}

/** @returns false for what the browser doesn't decode as a still picture. */
export async function drawPicture(canvas: HTMLCanvasElement, blob: Blob): Promise<boolean> {
  try {
    const head = new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer());
    const type = pictureTypeOf(head);
    if (type === null) return false;
    const whole = await createImageBitmap(blob.slice(0, blob.size, type));
    const scale = Math.min(1, (SHOWN_MAX * devicePixelRatio) / Math.max(whole.width, whole.height));
    canvas.width = Math.max(1, Math.round(whole.width * scale));
    canvas.height = Math.max(1, Math.round(whole.height * scale));
    canvas.getContext("2d")?.drawImage(whole, 0, 0, canvas.width, canvas.height);
    whole.close();
    return true;
  } catch {
    return false;
  }
}
