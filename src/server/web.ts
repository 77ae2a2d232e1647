// Where pages are served: over HTTP behind a proxy, or over HTTPS with a certificate that is kept fresh.

import { mkdirSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { Solver } from "./acme/acme-client.ts";
import { startTimer } from "./clock.ts";
import type { Endpoint } from "./endpoint.ts";
import { endpointText, localUrl } from "./endpoint.ts";
import type { Log } from "./log.ts";
import type { Listener, Serve, ServeOptions } from "./runtime/runtime.ts";
import type { Config } from "./settings.ts";
import { starting } from "./start-failure.ts";
import { AcmeKeeper } from "./tls/acme-keeper.ts";
import { AcmeSource } from "./tls/acme-source.ts";
import type { Certificate } from "./tls/certificate.ts";
import { FileKeeper } from "./tls/file-keeper.ts";
import { HttpsFront } from "./tls/https-front.ts";
import { redirectTo } from "./tls/redirect.ts";
import type { ChallengeAnswers } from "./tls/solvers.ts";
import { httpSolver, tlsSolver } from "./tls/solvers.ts";

export type WebOptions = {
  readonly config: Config;
  readonly serve: Serve;
  readonly fetch: ServeOptions["fetch"];
  readonly log: Log;
  /** Takes the address of the pages, once they are served. */
  readonly handleOpen: (url: string) => void;
};

export type Web = {
  /** Of the certificate; null without. */
  readonly certificateEndsAt: () => Date | null;
  /** Looks for a changed certificate now. */
  readonly refresh: () => void;
  readonly close: () => Promise<void>;
};

/** Whether we speak TLS ourselves. */
export function hasTls(config: Config): boolean {
  return config.domain !== "" || config["tls-certificate"] !== "";
}

/** `::` serves IPv4 too; on a machine without IPv6 it serves nobody. */
export function boundHost(host: string): string {
  const entries = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return host === "::" && !entries.some(({ family }) => family === "IPv6") ? "0.0.0.0" : host;
}

/** @throws StartFailure with a sentence for the operator. */
export async function openWeb(options: WebOptions): Promise<Web> {
  return hasTls(options.config) ? openHttps(options) : openHttp(options);
}

async function openHttp({ config, serve, fetch, handleOpen }: WebOptions): Promise<Web> {
  const endpoint = config.listen;
  const listener = await starting(endpointText(endpoint), "--listen", () =>
    serve({ endpoint, fetch }),
  );
  handleOpen(localUrl(listener.endpoint));
  return {
    certificateEndsAt: () => null,
    refresh: () => {},
    close: () => listener.close(),
  };
}

async function openRedirect(
  { config, serve }: WebOptions,
  port: () => number,
  answers: ChallengeAnswers,
): Promise<Listener | null> {
  const httpPort = config["http-port"];
  if (httpPort === "off") return null;
  const endpoint = { host: boundHost(config.listen.host), port: httpPort };
  const domain = config.domain === "" ? null : config.domain;
  return starting(endpointText(endpoint), "--http-port", () =>
    serve({ endpoint, fetch: redirectTo(domain, port, answers) }),
  );
}

async function openHttps(options: WebOptions): Promise<Web> {
  const { config, serve, fetch, log, handleOpen } = options;
  const listen = { host: boundHost(config.listen.host), port: config.listen.port };
  const front = new HttpsFront(serve, { endpoint: listen, fetch });
  const answers: ChallengeAnswers = new Map();
  const redirect = await openRedirect(options, () => front.endpoint?.port ?? listen.port, answers);
  if (redirect !== null) log.info("redirecting", { url: localUrl(redirect.endpoint) });

  const handleCertificate = async (certificate: Certificate) => {
    const isFirst = front.endpoint === null;
    await starting(endpointText(listen), "--listen", () => front.use(certificate));
    if (isFirst && front.endpoint !== null) handleOpen(addressOf(config, front.endpoint));
  };
  const keeper =
    config["tls-certificate"] === ""
      ? acmeKeeper(options, solverOf(config, listen, front, answers), handleCertificate)
      : new FileKeeper({
          chainPath: config["tls-certificate"],
          keyPath: config["tls-key"],
          startTimer,
          log,
          handleCertificate,
        });
  const started = keeper.start();
  // The authority may take its time, and the operator has to mend what it complains of.
  if (keeper instanceof FileKeeper) await started;
  else started.catch((error: unknown) => log.failure("HTTPS can't be served", error));
  return {
    certificateEndsAt: () => keeper.endsAt,
    refresh: () => (keeper instanceof FileKeeper ? keeper.refresh() : undefined),
    close: async () => {
      keeper.close();
      await Promise.all([front.close(), redirect?.close()]);
    },
  };
}

function addressOf({ domain }: Config, endpoint: Endpoint): string {
  if (domain === "") return localUrl(endpoint, "https");
  return `https://${domain}${endpoint.port === 443 ? "" : `:${endpoint.port}`}/`;
}

function solverOf(
  config: Config,
  listen: Endpoint,
  front: HttpsFront,
  answers: ChallengeAnswers,
): Solver {
  if (config["acme-challenge"] === "http-01") return httpSolver(answers);
  return tlsSolver(config.domain, listen, () => front.pause());
}

function acmeKeeper(
  { config, log }: WebOptions,
  solver: Solver,
  handleCertificate: (certificate: Certificate) => Promise<void>,
): AcmeKeeper {
  const directory = `${config.data}/tls`;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const source = new AcmeSource({
    domain: config.domain,
    directory,
    authority: config["acme-directory"],
    roots: config["acme-roots"] === "" ? null : readFileSync(config["acme-roots"], "utf8"),
    contact: config["acme-contact"],
    solver,
    log,
  });
  return new AcmeKeeper({ source, now: () => new Date(), startTimer, log, handleCertificate });
}
