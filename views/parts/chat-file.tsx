// A file in the chat: its picture once it is here, its name and size, how far it is, and what may be done.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

export function ChatFile({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="chat-file">
      <template x-if="fileOf(line).picture !== null">
        <canvas
          class="chat-picture"
          role="img"
          hidden
          x-bind:aria-label="fileOf(line).name"
          x-picture="fileOf(line).picture"
        />
      </template>
      <div class="file-row">
        <Icon assets={assets} name="file" />
        <span class="file-words">
          <bdi class="file-name" x-text="fileOf(line).name" />
          <span class="file-size">
            <span x-text="fileOf(line).size" />
            <span x-show="fileOf(line).state !== ''" x-text="' · ' + fileOf(line).state" />
          </span>
        </span>
        <button
          type="button"
          class="icon-button"
          x-show="fileOf(line).mayGet"
          x-on:click="getFile(line)"
          x-bind:aria-label={t.expression("files.get", { name: "fileOf(line).name" })}
        >
          <Icon assets={assets} name="save" />
        </button>
        <button
          type="button"
          class="button compact primary"
          x-show="fileOf(line).maySave"
          x-on:click="saveGotten(line)"
          x-bind:aria-label={t.expression("files.save.name", { name: "fileOf(line).name" })}
        >
          {t("files.save")}
        </button>
        <button
          type="button"
          class="icon-button"
          x-show="fileOf(line).mayStop"
          x-on:click="stopFile(line)"
          x-bind:aria-label={t.expression("files.stop", { name: "fileOf(line).name" })}
        >
          <Icon assets={assets} name="close" />
        </button>
      </div>
      <template x-if="fileOf(line).percent !== null">
        <progress
          class="file-progress"
          max="100"
          x-bind:value="fileOf(line).percent"
          x-bind:aria-label="fileOf(line).name"
        />
      </template>
      <p
        class="problem"
        role="status"
        x-show="fileOf(line).problem !== ''"
        x-text="fileOf(line).problem"
      />
    </div>
  );
}
