// `GET /fragments/…`: pieces of pages that htmx fetches when somebody asks to see them.

import type { Context } from "hono";
import { Hono } from "hono";
import type { DoorPanelState } from "../../../views/parts/door-panel.tsx";
import { DoorPanel } from "../../../views/parts/door-panel.tsx";
import { ServerSees } from "../../../views/parts/server-sees.tsx";
import type { Markup } from "../../../views/render.tsx";
import { renderIn } from "../../../views/render.tsx";
import { LANGUAGE_VARY, languageOf } from "../language.ts";

/** The one spelling of each state: more would only be more to read. */
const DOOR_QUERY =
  /^\?locked=([01])&waiting=([01])&chat=([01])&share=([01])&unmute=([01])&record=([01])&role=(host|co-host)$/;

/** @returns null unless `query` is exactly one state of the door. */
export function parseDoorQuery(query: string): DoorPanelState | null {
  const [match, locked, waiting, chat, share, unmute, record, role] = DOOR_QUERY.exec(query) ?? [];
  if (match === undefined) return null;
  return {
    isLocked: locked === "1",
    hasWaitingRoom: waiting === "1",
    mayChat: chat === "1",
    mayShare: share === "1",
    mayUnmute: unmute === "1",
    mayRecord: record === "1",
    role: role === "host" ? "host" : "co-host",
  };
}

async function answer(c: Context, view: () => Markup) {
  const language = languageOf(c.req.raw.headers);
  c.header("Content-Language", language);
  c.header("Vary", LANGUAGE_VARY);
  return c.html(await renderIn(language, view));
}

/**
 * They know nothing of meetings: what they show is in their address and the visitor's language, and
 * the same for whoever asks.
 */
export function fragmentRoutes(): Hono {
  return new Hono()
    .get("/server-sees", (c) => answer(c, () => ServerSees()))
    .get("/door", async (c) => {
      const state = parseDoorQuery(new URL(c.req.url).search);
      return state === null
        ? c.text("malformed", 400)
        : await answer(c, () => DoorPanel({ state }));
    });
}
