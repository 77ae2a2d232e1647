// The two ways to show a certificate authority that the domain is ours: a file on port 80, a handshake on port 443.

import { generateKeyPairSync } from "node:crypto";
import type { Socket } from "node:net";
import { createServer } from "node:tls";
import type { Solver } from "../acme/acme-client.ts";
import { ACME_TLS_PROTOCOL, challengeCertificate } from "../acme/certificate-request.ts";
import type { Endpoint } from "../endpoint.ts";
import { systemRandom } from "../random.ts";

/** What `GET /.well-known/acme-challenge/TOKEN` answers while a challenge is under way. */
export type ChallengeAnswers = Map<string, string>;

/** RFC 8555 §8.3. */
export function httpSolver(answers: ChallengeAnswers): Solver {
  return {
    type: "http-01",
    present: async (token, keyAuthorization) => {
      answers.set(token, keyAuthorization);
      return async () => void answers.delete(token);
    },
  };
}

/**
 * RFC 8737. The runtime's HTTPS listener can't choose a certificate by protocol, so it steps aside
 * for the seconds that this takes: what is connected stays, who is new waits.
 * @param pause stops the HTTPS listener. @returns what starts it again.
 */
export function tlsSolver(
  domain: string,
  endpoint: Endpoint,
  pause: () => Promise<() => Promise<void>>,
): Solver {
  return {
    type: "tls-alpn-01",
    present: async (_token, keyAuthorization) => {
      const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
      const cert = challengeCertificate(domain, keyAuthorization, key, systemRandom, new Date());
      const credentials = { key: key.export({ type: "pkcs8", format: "pem" }).toString(), cert };
      const resume = await pause();
      try {
        const close = await listen(endpoint, credentials);
        return async () => {
          await close();
          await resume();
        };
      } catch (error) {
        await resume();
        throw error;
      }
    },
  };
}

async function listen(
  { host, port }: Endpoint,
  credentials: { readonly key: string; readonly cert: string },
): Promise<() => Promise<void>> {
  const server = createServer({ ...credentials, ALPNProtocols: [ACME_TLS_PROTOCOL] });
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  // What isn't the authority's handshake is of no concern here.
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve, fail) => {
    server.once("error", fail);
    server.listen(port, host, resolve);
  });
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
}
