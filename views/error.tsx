// The pages for an address that leads nowhere, and for a fault of the server's.

import type { Assets } from "./assets.ts";
import { Layout } from "./layout.tsx";
import type { IconName } from "./parts/icon.tsx";
import { Icon } from "./parts/icon.tsx";
import { SiteHeader } from "./parts/site-header.tsx";

type Words = { title: string; body: string; icon: IconName };

function Page({ assets, words }: { assets: Assets; words: Words }) {
  return (
    <Layout assets={assets} title={`${words.title} · Conclave`}>
      <SiteHeader assets={assets} />
      <main class="centred">
        <div class="notice">
          <Icon assets={assets} name={words.icon} class="notice-icon" />
          <h1>{words.title}</h1>
          <p>{words.body}</p>
          <div class="actions">
            <a class="button primary" href="/">
              Go to the start page
            </a>
          </div>
        </div>
      </main>
    </Layout>
  );
}

export function NotFoundPage({ assets }: { assets: Assets }) {
  const words: Words = {
    icon: "door",
    title: "There’s no page here",
    body: "The address may have lost a letter on the way. If it was a meeting, ask for the link again.",
  };
  return <Page assets={assets} words={words} />;
}

export function ErrorPage({ assets }: { assets: Assets }) {
  const words: Words = {
    icon: "again",
    title: "Something went wrong on the server",
    body: "It isn’t anything you did, and calls that are running go on. Try again in a moment.",
  };
  return <Page assets={assets} words={words} />;
}
