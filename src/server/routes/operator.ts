// `GET /operator` and its fragment: behind the operator's key by Basic authentication (RFC 7617), absent without one.

import type { Context, MiddlewareHandler } from "hono";
import { Hono } from "hono";
import type { Assets } from "../../../views/assets.ts";
import { OperatorPage } from "../../../views/operator.tsx";
import type { Numbers } from "../../../views/parts/operator-numbers.tsx";
import { OperatorNumbers } from "../../../views/parts/operator-numbers.tsx";
import { renderIn } from "../../../views/render.tsx";

export type OperatorView = {
  readonly assets: Assets;
  readonly isOn: () => boolean;
  readonly isKey: (key: string) => boolean;
  readonly numbers: () => Numbers;
  readonly now: () => Date;
};

/** @returns the password; whatever stands for the user. Null for anything else. */
export function basicPassword(header: string | undefined): string | null {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]{1,200}={0,2})$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? null : text.slice(colon + 1);
}

function behindKey({ isOn, isKey }: OperatorView): MiddlewareHandler {
  return async (c, next) => {
    if (!isOn()) return c.notFound();
    const password = basicPassword(c.req.header("Authorization"));
    if (password !== null && isKey(password)) return next();
    c.header("WWW-Authenticate", 'Basic realm="Conclave operator", charset="UTF-8"');
    return c.text("the operator's key is needed: conclave page on\n", 401);
  };
}

export function operatorRoutes(view: OperatorView): Hono {
  const { assets, numbers, now } = view;
  const english = async (c: Context, markup: () => ReturnType<typeof OperatorPage>) =>
    c.html(await renderIn("en", markup));
  return new Hono()
    .use("*", behindKey(view))
    .get("/", (c) =>
      english(c, () => OperatorPage({ assets, numbers: numbers(), now: now().getTime() })),
    )
    .get("/numbers", (c) =>
      english(c, () => OperatorNumbers({ numbers: numbers(), now: now().getTime() })),
    );
}
