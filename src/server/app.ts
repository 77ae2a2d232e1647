// The HTTP app: what happens to every request, then the route table as a table of contents.

import type { Context, MiddlewareHandler } from "hono";
import { Hono } from "hono";
import type { Later } from "../base/later.ts";
import type { AddressLog } from "./address-log.ts";
import type { BuiltAssets } from "./assets.ts";
import type { Entry } from "./entry/entry.ts";
import { securityHeaders } from "./headers.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Provenance } from "./proxy.ts";
import { appFileRoutes } from "./routes/app-files.ts";
import { assetRoutes } from "./routes/assets.ts";
import { entryRoutes } from "./routes/entry.ts";
import { fragmentRoutes } from "./routes/fragments.ts";
import { healthRoutes } from "./routes/health.ts";
import type { OperatorView } from "./routes/operator.ts";
import { operatorRoutes } from "./routes/operator.ts";
import type { Pages } from "./routes/pages.ts";
import { answerPage, pageRoutes } from "./routes/pages.ts";
import { socketRoutes } from "./routes/socket.ts";
import type { Connection, SocketEvents, SocketPort } from "./runtime/runtime.ts";

export type AppParts = {
  readonly assets: BuiltAssets;
  readonly pages: Pages;
  readonly entry: Entry;
  readonly provenance: Provenance;
  readonly openSocket: (port: SocketPort) => SocketEvents;
  readonly isWell: () => Later<boolean>;
  /** Whether new people may be sent here. */
  readonly isReady: () => Later<boolean>;
  readonly operator: OperatorView;
  readonly addressLog: AddressLog;
  readonly log: Log;
  readonly metrics: Metrics;
};

export type App = Hono<{ Bindings: Connection }>;

function countAnswers(metrics: Metrics): MiddlewareHandler {
  return async (c, next) => {
    const start = performance.now();
    await next();
    metrics.countAnswer(c.res.status, (performance.now() - start) / 1000);
  };
}

export function createApp(parts: AppParts): App {
  const { assets, pages, entry, provenance, openSocket, isWell, isReady, log, metrics } = parts;
  const { addressLog, operator } = parts;
  const addressOf = (c: Context) => provenance.clientAddress(c.req.raw, c.env);
  const app: App = new Hono();

  app.use(countAnswers(metrics));
  app.use(securityHeaders((c) => provenance.isHttps(c.req.raw, c.env)));

  app.route("/", pageRoutes(pages));
  app.route("/", appFileRoutes(assets));
  app.route("/assets", assetRoutes(assets));
  app.get("/source", (c) => c.redirect(assets.url("conclave-source.tar.gz")));
  app.route("/fragments", fragmentRoutes());
  app.route(
    "/",
    entryRoutes(entry, addressOf, (reason, c) => addressLog.handleReject(reason, addressOf(c))),
  );
  app.route("/socket", socketRoutes(openSocket, entry.unproven, addressOf));
  app.route("/operator", operatorRoutes(operator));
  app.route("/healthz", healthRoutes(isWell));
  app.route("/readyz", healthRoutes(isReady));

  app.notFound((c) => answerPage(c, pages, "notFound", 404));
  app.onError((error, c) => {
    metrics.count("failures", "http");
    log.failure("request failed", error);
    return answerPage(c, pages, "failed", 500);
  });
  return app;
}
