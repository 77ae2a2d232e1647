// What of the network was asked, and how it answered.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

function Step({
  assets,
  name,
  good,
}: {
  assets: Assets;
  name: "server" | "socket" | "call";
  /** An Alpine expression of a sentence. */
  good: string;
}) {
  const t = useWords();
  const state = `network.${name}`;
  return (
    <li class="test-step" x-bind:data-outcome={state}>
      <Icon assets={assets} name="check" x-show={`${state} !== 'bad'`} />
      <Icon assets={assets} name="alert" x-show={`${state} === 'bad'`} />
      <span
        x-text={`${state} === 'bad' ? ${t.quoted(`test.${name}.bad`)} : ${state} === 'good' ? ${good} : ${t.quoted(`test.${name}`)}`}
      />
    </li>
  );
}

export function NetworkTest({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="test-card">
      <h2>
        <Icon assets={assets} name="globe" />
        {t("test.network")}
      </h2>
      <p>{t("test.network.words")}</p>
      <ul class="test-steps" aria-live="polite" x-show="network.server !== 'idle'">
        <Step
          assets={assets}
          name="server"
          good={t.expression("test.server.good", { ms: "answerMs" })}
        />
        <Step assets={assets} name="socket" good={t.quoted("test.socket")} />
        <Step assets={assets} name="call" good={t.quoted("test.call")} />
      </ul>
      <button
        type="button"
        class="button framed"
        x-on:click="askNetwork"
        disabled
        x-bind:disabled="isNetworkBusy"
        x-bind:aria-busy="isNetworkBusy"
      >
        <span
          x-text={`network.call === 'idle' || isNetworkBusy ? ${t.quoted("test.network.ask")} : ${t.quoted("test.network.again")}`}
        />
      </button>
      <p class="small text-quiet" x-show="network.call === 'good'">
        {t("test.network.rest")}
      </p>
    </section>
  );
}
