// `GET /`, `/schedule`, `/devices`, `/design`, `/offline` and `/m/:id`: pages made once at the start, the same bytes for every visitor of one language.

import type { Context } from "hono";
import { Hono } from "hono";
import type { Assets } from "../../../views/assets.ts";
import { DesignPage } from "../../../views/design.tsx";
import { DevicesPage } from "../../../views/devices.tsx";
import { ErrorPage, NotFoundPage } from "../../../views/error.tsx";
import { HomePage } from "../../../views/home.tsx";
import { keysOf } from "../../../views/locales/keys-of.ts";
import type { Language } from "../../../views/locales/languages.ts";
import { LANGUAGE_TAGS } from "../../../views/locales/languages.ts";
import { MeetingPage } from "../../../views/meeting.tsx";
import { OfflinePage } from "../../../views/offline.tsx";
import type { Markup } from "../../../views/render.tsx";
import { renderIn } from "../../../views/render.tsx";
import { SchedulePage } from "../../../views/schedule.tsx";
import { LANGUAGE_VARY, languageOf } from "../language.ts";

type Views = Readonly<Record<string, (props: PageProps) => Markup>>;

const VIEWS = {
  home: HomePage,
  schedule: SchedulePage,
  meeting: MeetingPage,
  design: DesignPage,
  devices: DevicesPage,
  offline: OfflinePage,
  notFound: NotFoundPage,
  failed: ErrorPage,
} as const satisfies Views;

/** What pages tell of this server. */
export type PageProps = {
  readonly assets: Assets;
  /** A meeting that nobody opened for so long is deleted. */
  readonly retentionDays: number;
};

export type PageName = keyof typeof VIEWS;

/** Whole documents: `home en`. */
export type Pages = ReadonlyMap<`${PageName} ${Language}`, string>;

export async function renderPages(props: PageProps): Promise<Pages> {
  const pages = new Map<`${PageName} ${Language}`, string>();
  for (const language of LANGUAGE_TAGS) {
    for (const name of keysOf(VIEWS)) {
      pages.set(`${name} ${language}`, await renderIn(language, () => VIEWS[name](props)));
    }
  }
  return pages;
}

/** @returns the page in the visitor's language; which language that is depends on nothing else. */
export function answerPage(
  c: Context,
  pages: Pages,
  name: PageName,
  status: 200 | 404 | 500 = 200,
) {
  const language = languageOf(c.req.raw.headers);
  c.header("Content-Language", language);
  c.header("Vary", LANGUAGE_VARY);
  return c.html(pages.get(`${name} ${language}`) ?? "", status);
}

/**
 * A page that doesn't depend on who asks can't carry one visitor an altered script by design, and
 * anyone can compare what they got with what others get.
 */
export function pageRoutes(pages: Pages): Hono {
  return new Hono()
    .get("/", (c) => answerPage(c, pages, "home"))
    .get("/schedule", (c) => answerPage(c, pages, "schedule"))
    .get("/devices", (c) => answerPage(c, pages, "devices"))
    .get("/design", (c) => answerPage(c, pages, "design"))
    .get("/offline", (c) => answerPage(c, pages, "offline"))
    .get("/m/:id", (c) => answerPage(c, pages, "meeting"));
}
