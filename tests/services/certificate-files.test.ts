// A certificate of the operator's own: served, taken up when its files change, and refused with a sentence when they are wrong.

import { afterAll, expect, test } from "bun:test";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { makeSelfSigned } from "../support/self-signed.ts";
import { startServer } from "../support/server.ts";
import { makeScratch, until } from "../support/service.ts";
import { ask, serialOf } from "../support/tls-client.ts";

const DOMAIN = "meet.test";
const scratch = makeScratch();
afterAll(() => scratch.remove());

test("new files are taken up at SIGHUP, and wrong ones leave the old in use", async () => {
  const first = await makeSelfSigned(scratch.path, "first", DOMAIN);
  const second = await makeSelfSigned(scratch.path, "second", DOMAIN);
  const [key, certificate] = [`${scratch.path}/own.key`, `${scratch.path}/own.crt`];
  copyFileSync(first.key, key);
  copyFileSync(first.certificate, certificate);
  const server = await startServer({
    args: ["--tls-key", key, "--tls-certificate", certificate, "--http-port", "off"],
  });
  const port = Number(new URL(server.url).port);
  const placeOf = (path: string) => ({ port, domain: DOMAIN, root: readFileSync(path, "utf8") });
  expect((await ask(placeOf(first.certificate), "/healthz")).status).toBe(200);

  writeFileSync(certificate, "no certificate");
  process.kill(server.pid, "SIGHUP");
  await until("the complaint", () => server.log().includes("the new certificate can't be used"));
  expect(await serialOf(placeOf(first.certificate))).not.toBe("");

  copyFileSync(second.key, key);
  copyFileSync(second.certificate, certificate);
  process.kill(server.pid, "SIGHUP");
  await until("the other certificate", () =>
    serialOf(placeOf(second.certificate)).catch(() => false as const),
  );
  expect(await server.stop()).toBe(0);
});

test("a key that isn't the certificate's is told at the start", async () => {
  const one = await makeSelfSigned(scratch.path, "one", DOMAIN);
  const other = await makeSelfSigned(scratch.path, "other", DOMAIN);
  const args = ["--tls-key", other.key, "--tls-certificate", one.certificate, "--http-port", "off"];
  await expect(startServer({ args })).rejects.toThrow("the private key isn't the certificate's");
});
