// One HTTPS request with bounds on time and size, and with a certificate authority of the operator's own if need be.

import { request } from "node:https";

export type HttpsAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
};

/** Longer leaves the operator waiting on a dead line, shorter gives up on a slow authority. */
const ANSWER_MS = 20_000;

/** A chain of certificates is some 6 kB; whoever sends more means us no good. */
const ANSWER_BYTES_MAX = 256 * 1024;

/**
 * @param authorities PEM of the roots to trust instead of the system's; null for the system's.
 * @throws the system's error, or an Error that says what was wrong with the answer.
 */
export function requestHttps(
  method: "GET" | "HEAD" | "POST",
  url: string,
  body: string | null,
  authorities: string | null,
): Promise<HttpsAnswer> {
  return new Promise((resolve, fail) => {
    const outgoing = request(
      url,
      {
        method,
        headers: {
          "User-Agent": "conclave",
          ...(body === null
            ? {}
            : {
                "Content-Type": "application/jose+json",
                "Content-Length": Buffer.byteLength(body),
              }),
        },
        signal: AbortSignal.timeout(ANSWER_MS),
        ...(authorities === null ? {} : { ca: authorities }),
      },
      (incoming) => {
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (chunk: string) => {
          text += chunk;
          if (text.length <= ANSWER_BYTES_MAX) return;
          outgoing.destroy();
          fail(new Error("the answer is too long"));
        });
        incoming.on("end", () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }),
        );
        incoming.on("error", fail);
      },
    );
    outgoing.on("error", fail);
    outgoing.end(body ?? undefined);
  });
}
