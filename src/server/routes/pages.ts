// `GET /` and `GET /m/:id`: pages made once at the start, the same bytes for every visitor and meeting.

import { Hono } from "hono";
import type { Assets } from "../../../views/assets.ts";
import { ErrorPage, NotFoundPage } from "../../../views/error.tsx";
import { HomePage } from "../../../views/home.tsx";
import { MeetingPage } from "../../../views/meeting.tsx";

/** Whole documents. */
export type Pages = {
  readonly home: string;
  readonly meeting: string;
  readonly notFound: string;
  readonly failed: string;
};

type Markup = { toString(): string | Promise<string> };

async function render(markup: Markup): Promise<string> {
  return await markup.toString();
}

export async function renderPages(assets: Assets): Promise<Pages> {
  return {
    home: await render(HomePage({ assets })),
    meeting: await render(MeetingPage({ assets })),
    notFound: await render(NotFoundPage({ assets })),
    failed: await render(ErrorPage({ assets })),
  };
}

/**
 * A page that doesn't depend on who asks can't carry one visitor an altered script by design, and
 * anyone can compare what they got with what others get.
 */
export function pageRoutes(pages: Pages): Hono {
  return new Hono().get("/", (c) => c.html(pages.home)).get("/m/:id", (c) => c.html(pages.meeting));
}
