// The client of a certificate authority that speaks ACME (RFC 8555): account, order, challenge, certificate.

import type { KeyObject } from "node:crypto";
import type { Bytes } from "../../base/bytes.ts";
import type { HttpsAnswer } from "./https-request.ts";
import { requestHttps } from "./https-request.ts";
import { keyAuthorization, signedRequest } from "./jws.ts";

export const CHALLENGE_TYPES = ["http-01", "tls-alpn-01"] as const;
export type ChallengeType = (typeof CHALLENGE_TYPES)[number];

/** How this server shows that the domain is its own. */
export type Solver = {
  readonly type: ChallengeType;
  /** Has the answer ready when it resolves. @returns what takes the answer away again. */
  present(token: string, keyAuthorization: string): Promise<() => Promise<void>>;
};

export type AcmeOptions = {
  /** URL of the authority's directory. */
  readonly directory: string;
  /** PEM of the roots by which the directory is trusted; null for the system's. */
  readonly authorities: string | null;
  /** P-256; the account is the key. */
  readonly accountKey: KeyObject;
  /** An e-mail address, or nothing. */
  readonly contact: string;
  readonly delay: (delayMs: number) => Promise<void>;
};

/** The authority's own words (RFC 7807), for the operator. */
export class AcmeProblem extends Error {
  override readonly name = "AcmeProblem";
  /** Such as `rateLimited`, without the namespace. */
  readonly type: string;

  constructor(type: string, detail: string) {
    super(detail);
    this.type = type;
  }
}

type Directory = {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
};
type Problem = { readonly type?: string; readonly detail?: string };
type Challenge = { readonly type: string; readonly url: string; readonly token: string };
type Authorization = {
  readonly status: string;
  readonly challenges: readonly (Challenge & { readonly error?: Problem })[];
};
type Order = {
  readonly status: string;
  readonly authorizations: readonly string[];
  readonly finalize: string;
  readonly certificate?: string;
  readonly error?: Problem;
};

const POLL_MS = 1_000;

/** The authority asks the domain from several places, which takes it some seconds. */
const POLLS_MAX = 90;

/** Some authorities refuse good nonces now and then, RFC 8555 §6.5. */
const NONCES_MAX = 6;

function problemOf(problem: Problem | undefined, otherwise: string): AcmeProblem {
  const type = (problem?.type ?? "").replace("urn:ietf:params:acme:error:", "");
  return new AcmeProblem(type, problem?.detail ?? otherwise);
}

function headerOf({ headers }: HttpsAnswer, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

function parse<T>({ text, status }: HttpsAnswer): T {
  try {
    return JSON.parse(text);
  } catch {
    throw new AcmeProblem("", `the certificate authority answered ${status} without sense`);
  }
}

export class AcmeClient {
  readonly #options: AcmeOptions;
  readonly #directory: Directory;
  #nonce = "";
  #accountUrl: string | null = null;

  private constructor(options: AcmeOptions, directory: Directory) {
    this.#options = options;
    this.#directory = directory;
  }

  /** Finds the account of the key, or makes it. @throws AcmeProblem, or an Error of the network. */
  static async open(options: AcmeOptions): Promise<AcmeClient> {
    const answer = await requestHttps("GET", options.directory, null, options.authorities);
    if (answer.status !== 200) {
      throw new AcmeProblem("", `${options.directory} answered ${answer.status}`);
    }
    const client = new AcmeClient(options, parse<Directory>(answer));
    const { contact } = options;
    const account = await client.#post(client.#directory.newAccount, {
      termsOfServiceAgreed: true,
      ...(contact === "" ? {} : { contact: [`mailto:${contact}`] }),
    });
    client.#accountUrl = headerOf(account, "location");
    return client;
  }

  /**
   * @param request PKCS #10, of a key that isn't the account's.
   * @returns PEM of the certificate and of those between it and the root.
   * @throws AcmeProblem, or an Error of the network.
   */
  async certificate(domain: string, request: Bytes, solver: Solver): Promise<string> {
    const placed = await this.#post(this.#directory.newOrder, {
      identifiers: [{ type: "dns", value: domain }],
    });
    const orderUrl = headerOf(placed, "location");
    const order = parse<Order>(placed);
    for (const url of order.authorizations) await this.#authorize(url, solver);
    await this.#post(order.finalize, { csr: Buffer.from(request).toString("base64url") });
    const issued = await this.#poll<Order>(orderUrl, ({ status }) => status === "processing");
    if (issued.status !== "valid" || issued.certificate === undefined) {
      throw problemOf(issued.error, `the order ended as ${issued.status}`);
    }
    return (await this.#post(issued.certificate, null)).text;
  }

  async #authorize(url: string, solver: Solver): Promise<void> {
    const { status, challenges } = parse<Authorization>(await this.#post(url, null));
    if (status === "valid") return;
    const challenge = challenges.find(({ type }) => type === solver.type);
    if (challenge === undefined) {
      throw new AcmeProblem("", `the certificate authority doesn't offer ${solver.type}`);
    }
    const { token } = challenge;
    const remove = await solver.present(token, keyAuthorization(token, this.#options.accountKey));
    try {
      await this.#post(challenge.url, {});
      const done = await this.#poll<Authorization>(url, (state) => state.status === "pending");
      if (done.status === "valid") return;
      const failed = done.challenges.find(({ error }) => error !== undefined);
      throw problemOf(failed?.error, `the authorization ended as ${done.status}`);
    } finally {
      await remove();
    }
  }

  async #poll<T>(url: string, isUnderWay: (state: T) => boolean): Promise<T> {
    for (let polls = 0; polls < POLLS_MAX; polls++) {
      const state = parse<T>(await this.#post(url, null));
      if (!isUnderWay(state)) return state;
      await this.#options.delay(POLL_MS);
    }
    throw new AcmeProblem("", "the certificate authority took too long");
  }

  async #post(url: string, payload: unknown): Promise<HttpsAnswer> {
    const { accountKey, authorities } = this.#options;
    for (let nonces = 1; ; nonces++) {
      const head = { nonce: await this.#takeNonce(), url, accountUrl: this.#accountUrl };
      const body = signedRequest(accountKey, head, payload);
      const answer = await requestHttps("POST", url, body, authorities);
      this.#nonce = headerOf(answer, "replay-nonce");
      if (answer.status < 400) return answer;
      const problem = problemOf(parse<Problem>(answer), `${url} answered ${answer.status}`);
      if (problem.type !== "badNonce" || nonces >= NONCES_MAX) throw problem;
    }
  }

  async #takeNonce(): Promise<string> {
    const kept = this.#nonce;
    this.#nonce = "";
    if (kept !== "") return kept;
    const answer = await requestHttps(
      "HEAD",
      this.#directory.newNonce,
      null,
      this.#options.authorities,
    );
    return headerOf(answer, "replay-nonce");
  }
}
