// What an installed Conclave shows without a network. It runs nothing, so that no old code is kept.

import type { Assets } from "./assets.ts";
import { Layout } from "./layout.tsx";
import { Icon } from "./parts/icon.tsx";
import { useWords } from "./words.ts";

export function OfflinePage({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <Layout assets={assets} title={t("site.tab", { title: t("offline.title") })} isStill>
      <main class="centred">
        <div class="notice">
          <Icon assets={assets} name="offline" class="notice-icon" />
          <h1>{t("offline.title")}</h1>
          <p>{t("offline.body")}</p>
        </div>
      </main>
    </Layout>
  );
}
