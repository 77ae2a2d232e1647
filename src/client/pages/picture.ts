// Shows a picture that somebody sent: decoded to pixels and drawn, never loaded as a document of any kind.

/** In either direction. A picture can claim any size: more is never drawn. CSS pixels. */
const SHOWN_MAX = 480;

/** @returns false for what the browser doesn't decode as a still picture. */
export async function drawPicture(canvas: HTMLCanvasElement, blob: Blob): Promise<boolean> {
  try {
    const whole = await createImageBitmap(blob);
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
