// Keeps a certificate of --domain at hand: asks for one when there is none, and for the next in good time.

import { AcmeProblem } from "../acme/acme-client.ts";
import type { Log } from "../log.ts";
import type { Certificate } from "./certificate.ts";
import { dueAt } from "./certificate.ts";

/** An hour's look at the calendar finds a clock that jumped, and a machine that slept. */
const LOOK_MS = 3_600_000;

/** However short a certificate lives, the authority isn't asked faster. */
const LOOK_MS_MIN = 1_000;

/** The last repeats. Faster runs into the authority's limits (five failures an hour), slower keeps people waiting. */
const RETRY_MS = [60_000, 120_000, 300_000, 900_000, 1_800_000, 3_600_000] as const;

export type CertificateSource = {
  stored(): Certificate | null;
  obtain(): Promise<Certificate>;
};

export type AcmeKeeperOptions = {
  readonly source: CertificateSource;
  readonly now: () => Date;
  readonly startTimer: (callback: () => void, delayMs: number) => () => void;
  readonly log: Log;
  /** Takes the first certificate, and each that replaces it. */
  readonly handleCertificate: (certificate: Certificate) => Promise<void>;
};

/** What the operator can do about it. */
function adviceOn(error: unknown): string {
  if (!(error instanceof AcmeProblem)) {
    return "the certificate authority can't be reached; look at this machine's network and DNS";
  }
  switch (error.type) {
    case "dns":
      return "let an A or AAAA record of the domain point to this machine";
    case "connection":
    case "unauthorized":
    case "incorrectResponse":
      return "let the domain point to this machine, and open port 80 (for tls-alpn-01: 443) to everyone";
    case "rateLimited":
      return "wait: the authority has had too many requests for this domain";
    case "caa":
      return "let the domain's CAA record permit this certificate authority";
    default:
      return "see what the authority says";
  }
}

export class AcmeKeeper {
  readonly #options: AcmeKeeperOptions;
  #certificate: Certificate | null = null;
  #failures = 0;
  #isClosed = false;
  #stopTimer = () => {};

  constructor(options: AcmeKeeperOptions) {
    this.#options = options;
  }

  /** When the certificate ends; null without one. */
  get endsAt(): Date | null {
    return this.#certificate?.endsAt ?? null;
  }

  /** Serves what is stored at once, and looks whether it is due. */
  async start(): Promise<void> {
    const stored = this.#options.source.stored();
    if (stored !== null && stored.endsAt > this.#options.now()) await this.#take(stored);
    await this.#look();
  }

  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
  }

  async #look(): Promise<void> {
    const { source, startTimer } = this.#options;
    if (this.#msUntilDue() <= 0) {
      try {
        await this.#take(await source.obtain());
        this.#failures = 0;
      } catch (error) {
        this.#tell(error);
        this.#failures += 1;
      }
    }
    if (this.#isClosed) return;
    const retryMs = RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1];
    const lookMs = Math.min(LOOK_MS, Math.max(LOOK_MS_MIN, this.#msUntilDue()));
    this.#stopTimer = startTimer(() => void this.#look(), retryMs ?? lookMs);
  }

  /** By the wall clock; 0 or less when it is due. */
  #msUntilDue(): number {
    if (this.#certificate === null) return 0;
    return dueAt(this.#certificate).getTime() - this.#options.now().getTime();
  }

  async #take(certificate: Certificate): Promise<void> {
    if (this.#isClosed) return;
    await this.#options.handleCertificate(certificate);
    this.#certificate = certificate;
    this.#options.log.info("certificate", { until: certificate.endsAt.toISOString() });
  }

  #tell(error: unknown): void {
    const said = error instanceof Error ? error.message : String(error);
    this.#options.log.error("no certificate", { said, advice: adviceOn(error) });
  }
}
