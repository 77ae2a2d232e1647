// The certificate that the operator keeps in files of their own: read at the start, and again when they change.

import { readFileSync, statSync } from "node:fs";
import type { Log } from "../log.ts";
import { StartFailure } from "../start-failure.ts";
import type { Certificate } from "./certificate.ts";
import { parseCertificate } from "./certificate.ts";

/** Longer leaves an old certificate in use after the new one came, shorter wakes an idle machine. */
const LOOK_MS = 60_000;

export type FileKeeperOptions = {
  readonly chainPath: string;
  readonly keyPath: string;
  readonly startTimer: (callback: () => void, delayMs: number) => () => void;
  readonly log: Log;
  readonly handleCertificate: (certificate: Certificate) => Promise<void>;
};

export class FileKeeper {
  readonly #options: FileKeeperOptions;
  #certificate: Certificate | null = null;
  #mark = "";
  #stopTimer = () => {};

  constructor(options: FileKeeperOptions) {
    this.#options = options;
  }

  get endsAt(): Date | null {
    return this.#certificate?.endsAt ?? null;
  }

  /** @throws StartFailure when the files aren't a certificate and its key. */
  async start(): Promise<void> {
    try {
      await this.#read();
    } catch (error) {
      if (error instanceof StartFailure) throw error;
      const said = error instanceof Error ? error.message : error;
      throw new StartFailure(`--tls-certificate, --tls-key: ${said}.`, { cause: error });
    }
    this.#lookLater();
  }

  /** Looks now whether the files have changed. What is wrong with new ones leaves the old in use. */
  refresh(): void {
    this.#stopTimer();
    this.#read()
      .catch((error: unknown) => {
        const said = error instanceof Error ? error.message : String(error);
        this.#options.log.error("the new certificate can't be used", { said });
      })
      .finally(() => this.#lookLater());
  }

  close(): void {
    this.#stopTimer();
    this.#stopTimer = () => {};
  }

  async #read(): Promise<void> {
    const { chainPath, keyPath, handleCertificate, log } = this.#options;
    const mark = [keyPath, chainPath]
      .map((path) => statSync(path))
      .map(({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`)
      .join(" ");
    if (mark === this.#mark) return;
    this.#mark = mark;
    const read = (path: string) => readFileSync(path, "utf8");
    const certificate = parseCertificate(read(keyPath), read(chainPath));
    await handleCertificate(certificate);
    this.#certificate = certificate;
    log.info("certificate", { until: certificate.endsAt.toISOString() });
  }

  #lookLater(): void {
    this.#stopTimer = this.#options.startTimer(() => this.refresh(), LOOK_MS);
  }
}
