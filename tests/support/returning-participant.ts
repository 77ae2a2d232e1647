// A headless participant that comes back by itself when its server is lost, as the page has a browser's do.

import { Reentry } from "../../src/client/reentry.ts";
import { CallMemory } from "../../src/client/workers/call-memory.ts";
import type { DtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import type { HeadlessSource } from "./headless-media.ts";
import { HeadlessMedia } from "./headless-media.ts";
import type { Invitation } from "./headless-participant.ts";
import { HeadlessParticipant } from "./headless-participant.ts";

export class ReturningParticipant {
  readonly #invitation: Invitation;
  readonly #name: string;
  readonly #certificate: DtlsCertificate;
  readonly #source: HeadlessSource;
  readonly #memory = new CallMemory(() => Date.now());
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #reentry = new Reentry();
  #isGone = false;
  /** How often it came in, the first time too. */
  entries = 0;
  current: HeadlessParticipant;

  constructor(
    invitation: Invitation,
    name: string,
    certificate: DtlsCertificate,
    source: HeadlessSource,
  ) {
    this.#invitation = invitation;
    this.#name = name;
    this.#certificate = certificate;
    this.#source = source;
    this.current = this.#enter();
  }

  /** Others' pictures that it saw since it last came in. */
  get pictures(): number {
    return this.current.media?.pictures ?? 0;
  }

  leave(): void {
    this.#isGone = true;
    clearTimeout(this.#timer);
    this.current.leave();
  }

  #enter(): HeadlessParticipant {
    this.entries += 1;
    const media = new HeadlessMedia(this.#certificate, this.#source);
    return new HeadlessParticipant(this.#invitation, this.#name, media, {
      memory: this.#memory,
      handleEnded: (failure) => {
        media.close();
        if (this.current.joinedAt !== null) this.#reentry.handleJoined();
        const pauseMs = this.#reentry.pauseMs(failure, performance.now());
        if (this.#isGone || pauseMs === null) return;
        this.#timer = setTimeout(() => {
          this.current = this.#enter();
        }, pauseMs);
      },
    });
  }
}
