// A certificate authority on loopback: Let's Encrypt's test server pebble, with the name server that it asks.

import { writeFileSync } from "node:fs";
import { makeSelfSigned } from "./self-signed.ts";
import type { Service } from "./service.ts";
import { freePorts, startService } from "./service.ts";

export type PebbleOptions = {
  readonly directory: string;
  /** Where it looks for http-01 and tls-alpn-01. */
  readonly httpPort: number;
  readonly tlsPort: number;
  /** The address that every name has. */
  readonly address?: string;
  readonly validitySeconds?: number;
};

export type Pebble = {
  /** For --acme-directory and --acme-roots. */
  readonly directoryUrl: string;
  readonly rootsPath: string;
  /** PEM of the root of what it issues. */
  issuer(): Promise<string>;
  stop(): Promise<void>;
};

export async function startPebble(options: PebbleOptions): Promise<Pebble> {
  const {
    directory,
    httpPort,
    tlsPort,
    address = "127.0.0.1",
    validitySeconds = 7_776_000,
  } = options;
  const [port = 0, adminPort = 0, dnsPort = 0, dnsAdminPort = 0] = await freePorts(4);
  const { key, certificate } = await makeSelfSigned(directory, "pebble", "127.0.0.1");
  const config = `${directory}/pebble.json`;
  writeFileSync(
    config,
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${port}`,
        managementListenAddress: `127.0.0.1:${adminPort}`,
        certificate,
        privateKey: key,
        httpPort,
        tlsPort,
        certificateValidityPeriod: validitySeconds,
      },
    }),
  );
  const names: Service = await startService(
    [
      "pebble-challtestsrv",
      ...["-defaultIPv4", address, "-defaultIPv6", ""],
      ...["-dns01", `127.0.0.1:${dnsPort}`, "-management", `127.0.0.1:${dnsAdminPort}`],
      ...["-http01", "", "-https01", "", "-tlsalpn01", ""],
    ],
    [dnsAdminPort],
  );
  const authority = await startService(
    ["pebble", "-config", config, "-dnsserver", `127.0.0.1:${dnsPort}`],
    [port, adminPort],
    { PEBBLE_VA_NOSLEEP: "1", PEBBLE_AUTHZREUSE: "0" },
  );
  const tls = { ca: await Bun.file(certificate).text() };
  return {
    directoryUrl: `https://127.0.0.1:${port}/dir`,
    rootsPath: certificate,
    issuer: async () =>
      (await fetch(`https://127.0.0.1:${adminPort}/roots/0`, { tls } as RequestInit)).text(),
    stop: async () => {
      await Promise.all([authority.stop(), names.stop()]);
    },
  };
}
