// `conclave health`: asks the server at --listen whether it is well, for a container's health check.

import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { localUrl } from "./endpoint.ts";
import type { Config } from "./settings.ts";
import { boundHost, hasTls } from "./web.ts";

/** A server that takes longer to answer isn't well. */
const ANSWER_WITHIN_MS = 5_000;

export function isServerWell(config: Config): Promise<boolean> {
  const { port } = config.listen;
  const isTls = hasTls(config);
  const endpoint = { host: boundHost(config.listen.host), port };
  const url = new URL("healthz", localUrl(endpoint, isTls ? "https" : "http"));
  return new Promise((resolve) => {
    const options = {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      // The certificate names the domain, not this machine's own address, and nothing is told.
      rejectUnauthorized: false,
    };
    const request = (isTls ? requestHttps : requestHttp)(url, options, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    request.on("error", () => resolve(false));
    request.end();
  });
}
