// The questions before what can't be taken back, and the host's own link.

import type { Child } from "hono/jsx";
import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";
import { RecordDialog } from "./recording-parts.tsx";
import { ShortcutsSheet } from "./shortcuts-sheet.tsx";

function Dialog({ name, title, children }: { name: string; title: Child; children: Child }) {
  return (
    <dialog
      class="dialog"
      aria-labelledby={`dialog-${name}-title`}
      aria-describedby={`dialog-${name}-words`}
      x-modal={`dialog === '${name}'`}
      x-on:close={`closed('${name}')`}
    >
      <h2 id={`dialog-${name}-title`}>{title}</h2>
      {children}
    </dialog>
  );
}

function Question({
  name,
  words,
  isDanger = true,
}: {
  name: string;
  words: "rotate" | "end" | "delete";
  isDanger?: boolean;
}) {
  const t = useWords();
  return (
    <Dialog name={name} title={t(`ask.${words}`)}>
      <p id={`dialog-${name}-words`}>{t(`ask.${words}.words`)}</p>
      <div class="actions">
        <button
          type="button"
          class={isDanger ? "button danger" : "button primary"}
          x-on:click="confirmDialog"
        >
          {t(`ask.${words}.deed`)}
        </button>
        <button type="button" class="button quiet" autofocus x-on:click="closeDialog">
          {t("word.cancel")}
        </button>
      </div>
    </Dialog>
  );
}

function Remove() {
  const t = useWords();
  return (
    <Dialog name="remove" title={t.rich("ask.remove", { name: <span x-text="chosenName" /> })}>
      <p id="dialog-remove-words">{t("ask.remove.words")}</p>
      <label class="check" x-show="ownRole === 'host'">
        <input type="checkbox" x-model="isLinkReplacedToo" />
        <span>
          {t("ask.remove.link")}
          <span class="switch-words" x-show="isLinkReplacedToo">
            {t("ask.remove.link.on")}
          </span>
          <span class="switch-words" x-show="!isLinkReplacedToo">
            {t("ask.remove.link.off")}
          </span>
        </span>
      </label>
      <p class="switch-words" x-show="ownRole !== 'host'">
        {t("ask.remove.coHost")}
      </p>
      <div class="actions">
        <button type="button" class="button danger" x-on:click="confirmRemove">
          {t("ask.remove.deed")}
        </button>
        <button type="button" class="button quiet" autofocus x-on:click="closeDialog">
          {t("word.cancel")}
        </button>
      </div>
    </Dialog>
  );
}

function HandOver() {
  const t = useWords();
  return (
    <Dialog name="hand-over" title={t.rich("ask.handOver", { name: <span x-text="chosenName" /> })}>
      <p id="dialog-hand-over-words">{t("ask.handOver.words")}</p>
      <div class="actions">
        <button type="button" class="button primary" x-on:click="confirmHandOver">
          {t("ask.handOver.deed")}
        </button>
        <button type="button" class="button quiet" autofocus x-on:click="closeDialog">
          {t("word.cancel")}
        </button>
      </div>
    </Dialog>
  );
}

function HostLink({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <Dialog name="host-link" title={t("ask.hostLink")}>
      <p id="dialog-host-link-words">{t("ask.hostLink.words")}</p>
      <p class="link-text code" x-show="hostLink !== ''" x-text="hostLink" />
      <p class="note" x-show="hostLink === ''">
        {t("ask.hostLink.none")}
      </p>
      <div class="actions">
        <button
          type="button"
          class="button framed"
          x-show="hostLink !== ''"
          x-on:click="copyHostLink"
        >
          <Icon assets={assets} name="copy" x-show="!isHostLinkCopied" />
          <Icon assets={assets} name="check" x-show="isHostLinkCopied" />
          <span
            x-text={`isHostLinkCopied ? ${t.quoted("word.copied")} : ${t.quoted("ask.hostLink.copy")}`}
          />
        </button>
        <button type="button" class="button quiet" autofocus x-on:click="closeDialog">
          {t("word.close")}
        </button>
      </div>
    </Dialog>
  );
}

export function CallDialogs({ assets }: { assets: Assets }) {
  return (
    <>
      <Remove />
      <HandOver />
      <HostLink assets={assets} />
      <ShortcutsSheet />
      <RecordDialog />
      <Question name="rotate-link" words="rotate" isDanger={false} />
      <Question name="end-for-all" words="end" />
      <Question name="delete-meeting" words="delete" />
    </>
  );
}
