// The frame workers of a played meeting: real pipelines, given the epochs as their call workers give them, that note every seal.

import { hex } from "../../src/base/bytes.ts";
import { webCryptoAead } from "../../src/client/web-crypto.ts";
import { epochMessage } from "../../src/client/workers/epoch-message.ts";
import { FramePipeline } from "../../src/client/workers/frame-pipeline.ts";
import type { Aead } from "../../src/core/sframe/aead.ts";
import { HEADER_BYTES_MAX, parseHeader } from "../../src/core/sframe/header.ts";
import type { ParticipantId } from "../../src/protocol/ids.ts";
import type { Source } from "../../src/protocol/socket-messages.ts";
import { SOURCES } from "../../src/protocol/socket-messages.ts";
import type { Person } from "../support/meeting-person.ts";
import type { MeetingWorld } from "../support/meeting-world.ts";
import { opusFrame, vp8Frame } from "../unit/sframe/support.ts";

/** One frame that was sealed. In hexadecimal what is bytes. */
export type Seal = {
  readonly by: ParticipantId;
  readonly key: string;
  readonly nonce: string;
  readonly kid: bigint;
  readonly ctr: bigint;
};

/** Frames of a source that are sealed at once: as simulcast's layers of one picture are. */
const BURST = 3;

function noting(by: ParticipantId, seals: Seal[]): Aead {
  return {
    openKey: webCryptoAead.openKey,
    sealKey: async (keyBytes) => {
      const key = hex(keyBytes);
      const sealKey = await webCryptoAead.sealKey(keyBytes);
      return {
        seal: (nonce, aad, plaintext) => {
          const header = parseHeader(aad.subarray(0, HEADER_BYTES_MAX));
          if (header === null) throw new Error("a seal without a header");
          seals.push({ by, key, nonce: hex(nonce), kid: header.kid, ctr: header.ctr });
          return sealKey.seal(nonce, aad, plaintext);
        },
      };
    },
  };
}

const isVideo = (source: Source) => source === "camera" || source === "screen";

export class FrameWorkers {
  readonly seals: Seal[] = [];
  readonly #workers = new Map<Person, { readonly pipeline: FramePipeline; epochs: number }>();

  /** Everybody's call worker tells of its epochs, and those who are in send of each source. */
  async handle({ people, schedule }: MeetingWorld): Promise<void> {
    for (const person of people) {
      const worker = this.#workerOf(person);
      const epochs = person.all("epoch");
      for (const effect of epochs.slice(worker.epochs)) {
        worker.pipeline.handleKeys(epochMessage(effect), schedule.now);
      }
      worker.epochs = epochs.length;
      // Who was cut off sends on until their page knows it.
      if (person.left === null) await this.#send(worker.pipeline, schedule.now);
    }
  }

  async #send(pipeline: FramePipeline, now: MeetingWorld["schedule"]["now"]): Promise<void> {
    const frames = SOURCES.flatMap((source) => Array.from({ length: BURST }, () => source));
    await Promise.all(
      frames.map((source) => {
        const frame = isVideo(source)
          ? { bytes: vp8Frame("delta"), mimeType: "video/VP8" }
          : { bytes: opusFrame(), mimeType: "audio/opus" };
        return pipeline.handleOutgoing(source, frame, now);
      }),
    );
  }

  #workerOf(person: Person) {
    const known = this.#workers.get(person);
    if (known !== undefined) return known;
    const made = { pipeline: new FramePipeline(noting(person.id, this.seals)), epochs: 0 };
    this.#workers.set(person, made);
    return made;
  }
}
