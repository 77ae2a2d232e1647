// Debian's reverse proxies on loopback, each set up as README.md tells, but for ports and paths.

import { readFileSync, writeFileSync } from "node:fs";
import type { SelfSigned } from "./self-signed.ts";
import type { Service } from "./service.ts";
import { startService } from "./service.ts";

export type ProxyOptions = {
  readonly directory: string;
  readonly domain: string;
  readonly tls: SelfSigned;
  /** Where it listens by TLS. */
  readonly port: number;
  /** Where Conclave listens by HTTP. */
  readonly backendPort: number;
};

type Start = (options: ProxyOptions) => Promise<Service>;

function write(directory: string, name: string, text: string): string {
  writeFileSync(`${directory}/${name}`, text);
  return `${directory}/${name}`;
}

const caddy: Start = ({ directory, domain, tls, port, backendPort }) => {
  const text = `{
  admin off
  auto_https off
}
https://${domain}:${port} {
  tls ${tls.certificate} ${tls.key}
  reverse_proxy 127.0.0.1:${backendPort}
}
`;
  const config = write(directory, "Caddyfile", text);
  return startService(["caddy", "run", "--adapter", "caddyfile", "--config", config], [port], {
    HOME: directory,
    XDG_DATA_HOME: directory,
    XDG_CONFIG_HOME: directory,
  });
};

const nginx: Start = ({ directory, domain, tls, port, backendPort }) => {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `  ${name}_temp_path ${directory}/${name};`)
    .join("\n");
  const text = `daemon off;
pid ${directory}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
${temporary}
  server {
    listen 127.0.0.1:${port} ssl;
    server_name ${domain};
    ssl_certificate ${tls.certificate};
    ssl_certificate_key ${tls.key};
    location / {
      proxy_pass http://127.0.0.1:${backendPort};
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
    }
  }
}
`;
  return startService(["nginx", "-c", write(directory, "nginx.conf", text)], [port]);
};

const haproxy: Start = ({ directory, tls, port, backendPort }) => {
  const both = `${readFileSync(tls.certificate, "utf8")}${readFileSync(tls.key, "utf8")}`;
  const pem = write(directory, "haproxy.pem", both);
  const text = `defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
  option forwardfor
frontend web
  bind 127.0.0.1:${port} ssl crt ${pem}
  http-request set-header X-Forwarded-Proto https
  default_backend conclave
backend conclave
  server one 127.0.0.1:${backendPort}
`;
  return startService(["haproxy", "-db", "-f", write(directory, "haproxy.cfg", text)], [port]);
};

export const REVERSE_PROXIES: Readonly<Record<string, Start>> = { caddy, nginx, haproxy };
