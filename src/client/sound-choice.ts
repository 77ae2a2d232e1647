// How one's own sound is sent: what the server can't choose for us, written into its answer before the browser reads it.

import type { Source } from "../protocol/socket-messages.ts";
import { SOURCES } from "../protocol/socket-messages.ts";

/**
 * Opus: mono, repairs a lost frame from the next, never falls silent, which would tell who listens, and
 * of constant size where the browser can: sizes that follow the voice tell phrases.
 */
const UNTOLD = "minptime=10;useinbandfec=1;usedtx=0;stereo=0;cbr=1";
/** Silence costs nothing, and a voice what it needs: their times and sizes can be seen on the way. */
const SPARING = "minptime=10;useinbandfec=1;usedtx=1;stereo=0;cbr=0";

/** Twice the sound needs so much of an uplink, and is given up below. */
const REDUNDANT_FROM_BPS = 200_000;
const REDUNDANT_TO_BPS = 150_000;

export class SoundChoice {
  readonly #asked = new Set<Source>();
  #isSparing = false;
  #hasRoom = true;

  /** The server says that packets of it are lost, or no longer. */
  handleAsked(source: Source, isRedundant: boolean): void {
    if (isRedundant) this.#asked.add(source);
    else this.#asked.delete(source);
  }

  /** @param bps what the uplink has room for; null where the browser doesn't say. */
  handleUplink(bps: number | null): void {
    if (bps === null) return;
    this.#hasRoom = bps >= (this.#hasRoom ? REDUNDANT_TO_BPS : REDUNDANT_FROM_BPS);
  }

  /** The person wants as little sent as can be. */
  setSparing(isSparing: boolean): void {
    this.#isSparing = isSparing;
  }

  isRedundant(source: Source): boolean {
    return this.#asked.has(source) && this.#hasRoom && !this.#isSparing;
  }

  /** The same for choices that come to the same. */
  get name(): string {
    return `${this.#isSparing} ${SOURCES.filter((source) => this.isRedundant(source))}`;
  }

  /** @returns the server's answer with this choice in it. */
  writeInto(sdp: string): string {
    // A browser takes either end of a line.
    const [session = "", ...sections] = sdp.replaceAll(/\r?\n/g, "\r\n").split("\r\nm=");
    const shaped = sections.map((section, place) => {
      const source = SOURCES[place];
      return source !== undefined && section.startsWith("audio ")
        ? this.#shape(section, this.isRedundant(source))
        : section;
    });
    return [session, ...shaped].join("\r\nm=");
  }

  #shape(section: string, isRedundant: boolean): string {
    const opus = /\r\na=rtpmap:(\d+) opus\//i.exec(section)?.[1];
    const red = /\r\na=rtpmap:(\d+) red\//i.exec(section)?.[1];
    const fmtp = `a=fmtp:${opus} ${this.#isSparing ? SPARING : UNTOLD}`;
    const lines = section
      .split("\r\n")
      .filter((line) => !line.startsWith(`a=fmtp:${opus} `))
      .flatMap((line) => (line.startsWith(`a=rtpmap:${opus} `) ? [line, fmtp] : [line]));
    // The first format is what is sent; RED before Opus is Opus in RED.
    const formats = [isRedundant ? red : undefined, opus, isRedundant ? undefined : red];
    const known = formats.filter((format) => format !== undefined).join(" ");
    const [head = ""] = lines;
    return [head.replace(/^(audio \d+ \S+) .*$/, `$1 ${known}`), ...lines.slice(1)].join("\r\n");
  }
}
