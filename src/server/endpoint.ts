// Where something listens: a host and a port, as an operator writes them and as an address shows them.

/** A host without brackets, and a port; 0 lets the system choose one. */
export type Endpoint = { readonly host: string; readonly port: number };

export function parseEndpoint(text: string): Endpoint | null {
  const [, bracketed, plain, digits = ""] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host === undefined || port > 65_535 ? null : { host, port };
}

/** An IPv6 host in brackets. */
export function endpointText({ host, port }: Endpoint): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

const LOOPBACK: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** By which this machine reaches what listens there, wildcards too. */
export function localUrl({ host, port }: Endpoint, scheme: "http" | "https" = "http"): string {
  return `${scheme}://${endpointText({ host: LOOPBACK[host] ?? host, port })}/`;
}

/** Whether only this machine reaches it. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
