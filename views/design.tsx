// The design system, shown with the parts that the pages are made of: it is what it documents.

// For whoever works on Conclave, so it is in English as the code is.

import type { Assets } from "./assets.ts";
import { Components } from "./design/components.tsx";
import { Icons } from "./design/icons.tsx";
import { Colours, Spacing, Type } from "./design/tokens.tsx";
import { Layout } from "./layout.tsx";
import { keysOf } from "./locales/keys-of.ts";
import { SiteHeader } from "./parts/site-header.tsx";

const GROUNDS = { light: "Light", dark: "Dark" } as const;

const PRINCIPLES = [
  "The people are the page. Controls step back when nobody needs them.",
  "One thing to do next on every page; everything else is quieter.",
  "Privacy shows as fact, not as decoration: who can hear this, and how to check.",
  "An error says what happened, whose fault it isn’t, and the next step.",
  "Nothing jumps. Motion takes 120 to 200 ms, and only explains a change.",
  "From 320 px to 4K, by thumb, by keyboard, read aloud, and from right to left.",
];

export function DesignPage({ assets }: { assets: Assets }) {
  return (
    <Layout assets={assets} title="Design · Conclave">
      <div class="home" lang="en" dir="ltr">
        <SiteHeader assets={assets} />
        <main class="design">
          <h1>Design</h1>
          <p class="lead">
            Calm, clear, warm. Every sample below is the product’s own markup and style.
          </p>
          <ol class="principles">
            {PRINCIPLES.map((text) => (
              <li>{text}</li>
            ))}
          </ol>
          <Type />
          <Spacing />
          <Icons assets={assets} />
          {keysOf(GROUNDS).map((ground) => (
            <section class={`ground ${ground}`} aria-labelledby={`ground-${ground}`}>
              <h2 id={`ground-${ground}`}>{GROUNDS[ground]}</h2>
              <Colours />
              <Components assets={assets} ground={ground} />
            </section>
          ))}
        </main>
      </div>
    </Layout>
  );
}
