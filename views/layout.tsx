// The frame of every page. It holds nothing of the visitor: all of one language get the same bytes.

import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { Assets } from "./assets.ts";
import { useWords } from "./words.ts";

export function Layout({
  assets,
  title,
  isCinema = false,
  isStill = false,
  script = "client.js",
  children,
}: {
  assets: Assets;
  title: string;
  /** Dark whatever the system prefers, for pages that show video. */
  isCinema?: boolean;
  /** Without any script. */
  isStill?: boolean;
  /** The asset that runs it. */
  script?: string;
  children: Child;
}) {
  const t = useWords();
  const words = `words-${t.language}.js`;
  const integrity = (name: string) => assets.integrity(name) ?? undefined;
  return (
    <>
      {raw("<!doctype html>")}
      <html
        lang={t.language}
        dir={t.direction}
        class={isCinema ? "cinema" : undefined}
        data-words={assets.url(words)}
      >
        <head>
          <meta charset="utf-8" />
          <meta
            name="viewport"
            content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
          />
          <meta name="color-scheme" content={isCinema ? "dark" : "light dark"} />
          <meta name="referrer" content="no-referrer" />
          <meta name="robots" content="noindex" />
          <title>{title}</title>
          <link rel="icon" type="image/svg+xml" href={assets.url("favicon.svg")} />
          <link rel="stylesheet" href={assets.url("app.css")} integrity={integrity("app.css")} />
          <link rel="manifest" href="/manifest.webmanifest" />
          <meta name="theme-color" content="#fbf9f6" media="(prefers-color-scheme: light)" />
          <meta name="theme-color" content="#0f1a1c" media="(prefers-color-scheme: dark)" />
          {isStill ? null : (
            <>
              <link rel="modulepreload" href={assets.url(words)} integrity={integrity(words)} />
              <script type="module" src={assets.url(script)} integrity={integrity(script)} />
            </>
          )}
        </head>
        <body>{children}</body>
      </html>
    </>
  );
}
