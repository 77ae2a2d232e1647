// The pages for an address that leads nowhere, and for a fault of the server's.

import type { Assets } from "./assets.ts";
import { Layout } from "./layout.tsx";
import type { IconName } from "./parts/icon.tsx";
import { Icon } from "./parts/icon.tsx";
import { SiteHeader } from "./parts/site-header.tsx";
import { useWords } from "./words.ts";

function Page({ assets, name, icon }: { assets: Assets; name: "lost" | "failed"; icon: IconName }) {
  const t = useWords();
  const title = t(`error.${name}.title`);
  return (
    <Layout assets={assets} title={t("site.tab", { title })}>
      <SiteHeader assets={assets} />
      <main class="centred">
        <div class="notice">
          <Icon assets={assets} name={icon} class="notice-icon" />
          <h1>{title}</h1>
          <p>{t(`error.${name}.body`)}</p>
          <div class="actions">
            <a class="button primary" href="/">
              {t("site.start")}
            </a>
          </div>
        </div>
      </main>
    </Layout>
  );
}

export function NotFoundPage({ assets }: { assets: Assets }) {
  return <Page assets={assets} name="lost" icon="door" />;
}

export function ErrorPage({ assets }: { assets: Assets }) {
  return <Page assets={assets} name="failed" icon="again" />;
}
