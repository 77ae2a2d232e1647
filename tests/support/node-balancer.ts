// Debian's HAProxy before many nodes, set up as README.md tells, but for ports, and for a header that says who answered.

import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import type { Service } from "./service.ts";
import { freePorts, startService } from "./service.ts";

/** A name, and where it serves. */
export type BalancedNode = {
  readonly name: string;
  readonly url: string;
  readonly isSpare: boolean;
};

export type Balancer = {
  /** Without a slash at the end. */
  readonly url: string;
  /** @returns what HAProxy answers to a command of its runtime interface. */
  command(text: string): Promise<string>;
  stop(): Promise<void>;
};

export const SERVED_BY = "Served-By";

function configOf(port: number, socket: string, nodes: readonly BalancedNode[]): string {
  const servers = nodes.map(({ name, url, isSpare }) => {
    const { host } = new URL(url);
    return `  server ${name} ${host} weight 100 check inter 500ms${isSpare ? " disabled" : ""}`;
  });
  return `global
  stats socket ${socket} level admin
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  timeout tunnel 1h
  option forwardfor
frontend web
  bind 127.0.0.1:${port}
  default_backend nodes
backend nodes
  http-request set-header Conclave-Meeting %[url_param(meeting)] if { path /socket }
  balance hdr(Conclave-Meeting)
  hash-type consistent djb2 avalanche
  stick-table type string len 19 size 1m expire 1d
  stick on req.hdr(Conclave-Meeting)
  option redispatch 1
  option httpchk
  http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host conclave
  http-response set-header ${SERVED_BY} %s
${servers.join("\n")}
`;
}

function ask(socket: string, text: string): Promise<string> {
  return new Promise((resolve, fail) => {
    let answer = "";
    const connection = connect(socket, () => connection.write(`${text}\n`));
    connection.on("data", (part) => {
      answer += part;
    });
    connection.on("end", () => resolve(answer));
    connection.on("error", fail);
  });
}

export async function startBalancer(
  directory: string,
  nodes: readonly BalancedNode[],
): Promise<Balancer> {
  const [port = 0] = await freePorts(1);
  const socket = `${directory}/haproxy.sock`;
  const file = `${directory}/haproxy.cfg`;
  writeFileSync(file, configOf(port, socket, nodes));
  const service: Service = await startService(["haproxy", "-db", "-f", file], [port]);
  return {
    url: `http://127.0.0.1:${port}`,
    command: (text) => ask(socket, text),
    stop: () => service.stop(),
  };
}
