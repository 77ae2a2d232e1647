// What answers on port 80 beside HTTPS: a certificate authority's question, and the way to HTTPS for everyone else.

import type { ChallengeAnswers } from "./solvers.ts";

/** Only names and numbers: nothing that a header could break on. */
const HOST = /^[a-zA-Z0-9.-]{1,253}$/;

/**
 * @param domain null when the operator named none: then the visitor's own word for it.
 * @param port of HTTPS.
 */
export function redirectTo(
  domain: string | null,
  port: () => number,
  answers: ChallengeAnswers,
): (request: Request) => Response {
  return (request) => {
    const { pathname, search, hostname } = new URL(request.url);
    const token = /^\/\.well-known\/acme-challenge\/([\w-]{1,128})$/.exec(pathname)?.[1];
    const answer = token === undefined ? undefined : answers.get(token);
    if (answer !== undefined) {
      return new Response(answer, { headers: { "Content-Type": "application/octet-stream" } });
    }
    const host = domain ?? hostname;
    if (token !== undefined || !HOST.test(host))
      return new Response("not found\n", { status: 404 });
    const suffix = port() === 443 ? "" : `:${port()}`;
    const location = `https://${host}${suffix}${pathname}${search}`;
    // 308 keeps the method: no POST becomes a GET on its way to HTTPS.
    return new Response(null, {
      status: 308,
      headers: { Location: location, "Cache-Control": "no-store" },
    });
  };
}
