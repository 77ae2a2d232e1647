// Stands between the two workers of a page, where frame keys pass: notes them, or spoils them.

import type { Page } from "puppeteer-core";

type Hold = {
  /** Base64 of each base key that passed, before it was spoilt. */
  readonly keys: string[];
  isSpoiling: boolean;
};

/** Runs in the page before its own scripts. The keys' port is the only channel that the page makes. */
function holdChannel(isSpoiling: boolean): void {
  const hold: Hold = { keys: [], isSpoiling };
  Object.assign(window, { hold });
  const Native = window.MessageChannel;
  const pass = (event: MessageEvent, onward: MessagePort): void => {
    const { baseKey } = event.data;
    if (!(baseKey instanceof ArrayBuffer)) {
      onward.postMessage(event.data);
      return;
    }
    const key = new Uint8Array(baseKey);
    hold.keys.push(btoa(String.fromCharCode(...key)));
    if (hold.isSpoiling) key[0] = (key[0] ?? 0) ^ 1;
    onward.postMessage(event.data, [baseKey]);
  };
  const held = function MessageChannel() {
    const [callSide, frameSide] = [new Native(), new Native()];
    callSide.port2.onmessage = (event) => pass(event, frameSide.port1);
    frameSide.port1.onmessage = (event) => pass(event, callSide.port2);
    return { port1: callSide.port1, port2: frameSide.port2 };
  };
  Object.assign(window, { MessageChannel: held });
}

/** To be called before the meeting's page is opened. @param isSpoiling flips one bit of each key. */
export async function holdFrameKeys(page: Page, isSpoiling = false): Promise<void> {
  await page.evaluateOnNewDocument(holdChannel, isSpoiling);
}

/** From the next epoch on, keys pass as they are. */
export async function stopSpoiling(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { hold } = window as unknown as { hold: Hold };
    hold.isSpoiling = false;
  });
}

/** The base keys of all epochs so far; each is 16 bytes. */
export async function heldFrameKeys(page: Page): Promise<readonly Uint8Array[]> {
  const keys = await page.evaluate(() => (window as unknown as { hold: Hold }).hold.keys);
  return keys.map((key) => Buffer.from(key, "base64"));
}
