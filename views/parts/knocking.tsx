// Between Join and the call: what is happening, who has to do something, and a way out.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { SelfView } from "./prejoin.tsx";

export function Knocking({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="prejoin">
      <SelfView assets={assets} />
      <div class="knocking" role="status">
        <div class="knock-dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
        <h1>{t("knocking.title")}</h1>
        <p x-show="!isKnockLong">{t("knocking.words")}</p>
        <p x-cloak x-show="isKnockLong">
          {t("knocking.long")}
        </p>
        <button type="button" class="button framed" x-on:click="leave">
          {t("word.leave")}
        </button>
      </div>
    </section>
  );
}
