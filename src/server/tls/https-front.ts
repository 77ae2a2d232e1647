// The HTTPS listener over its life: opened with the first certificate, relieved by another with each next one.

import type { Endpoint } from "../endpoint.ts";
import type { Listener, Serve, ServeOptions } from "../runtime/runtime.ts";
import type { Certificate } from "./certificate.ts";

export class HttpsFront {
  readonly #serve: Serve;
  readonly #options: Pick<ServeOptions, "endpoint" | "fetch">;
  /** All that may still have connections, the newest last. */
  readonly #listeners: Listener[] = [];
  #isAccepting = false;
  #certificate: Certificate | null = null;

  constructor(serve: Serve, options: Pick<ServeOptions, "endpoint" | "fetch">) {
    this.#serve = serve;
    this.#options = options;
  }

  /** With the port that the system chose; null before there is a certificate. */
  get endpoint(): Endpoint | null {
    return this.#listeners.at(-1)?.endpoint ?? null;
  }

  /** New connections get this certificate from now on; those that are open go on. */
  use(certificate: Certificate): void {
    this.#certificate = certificate;
    const before = this.#isAccepting ? this.#listeners.at(-1) : undefined;
    this.#open(before !== undefined);
    before?.retire();
  }

  /** Lets go of the port. @returns what takes it back. */
  async pause(): Promise<() => Promise<void>> {
    if (!this.#isAccepting) return async () => {};
    this.#listeners.at(-1)?.retire();
    this.#isAccepting = false;
    return async () => {
      if (!this.#isAccepting) this.#open(false);
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
  }

  #open(isRelief: boolean): void {
    if (this.#certificate === null) return;
    const { key, chain } = this.#certificate;
    const endpoint = this.endpoint ?? this.#options.endpoint;
    const tls = { key, chain };
    this.#listeners.push(this.#serve({ ...this.#options, endpoint, tls, isRelief }));
    this.#isAccepting = true;
  }
}
