// One line of the chat: what it answers, its words, who reacted, and what may be done with it.

import type { Assets } from "../assets.ts";
import { keysOf } from "../locales/keys-of.ts";
import { REACTION_NAMES } from "../reaction-names.ts";
import { useWords } from "../words.ts";
import { ChatFile } from "./chat-file.tsx";
import { ChatPoll } from "./chat-poll.tsx";
import { Icon } from "./icon.tsx";

function Quote() {
  return (
    <template x-if="line.quote !== null">
      <p class="chat-quote" dir="auto" x-bind:data-gone="line.quote.id === null">
        <b x-show="line.quote.name !== ''" x-text="line.quote.name" />{" "}
        <span x-text="line.quote.text" />
      </p>
    </template>
  );
}

/** Whichever button is pressed: nothing opens before it was asked. */
const ASKING = {
  "x-on:click.prevent": "askLink(part.href)",
  "x-on:auxclick.prevent": "askLink(part.href)",
};

function Words() {
  return (
    <p class="chat-line" dir="auto">
      <template x-for="(part, index) in line.parts" x-bind:key="index">
        <span>
          <template x-if="part.href !== null">
            <a
              class="chat-link"
              href="/"
              x-bind:href="part.href"
              target="_blank"
              rel="noopener noreferrer"
              {...ASKING}
            >
              <span x-text="part.text" />
            </a>
          </template>
          <template x-if="part.href === null">
            <span
              x-bind:class="part.mention === '' ? '' : 'mention'"
              x-bind:data-mention="part.mention"
              x-text="part.text"
            />
          </template>
        </span>
      </template>
    </p>
  );
}

/** A long press, where nothing hovers: who it was. */
const HELD = { "x-on:contextmenu.prevent": "tellChip(chip)" };

function Reactions() {
  const t = useWords();
  return (
    <div class="chips" x-show="line.reactions.length > 0">
      <template x-for="chip in line.reactions" x-bind:key="chip.emoji">
        <button
          type="button"
          class="chip"
          x-bind:aria-pressed="chip.isOwn"
          x-bind:aria-label={t.expression("chat.reactedBy", {
            emoji: "chip.emoji",
            names: "chip.names",
          })}
          x-bind:data-tip="chip.names"
          x-on:click="reactTo(line, chip.emoji)"
          {...HELD}
        >
          <span x-text="chip.emoji" /> <span x-text="chip.count" />
        </button>
      </template>
    </div>
  );
}

function Acts({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <fieldset class="line-acts" aria-live="off" aria-label={t("chat.acts")}>
      <button
        type="button"
        class="icon-button"
        x-on:click="toggleReacting(line)"
        x-bind:aria-expanded="reactingTo === line.id"
        aria-label={t("chat.react")}
      >
        <Icon assets={assets} name="smile" />
      </button>
      <button
        type="button"
        class="icon-button"
        x-show="mayWrite"
        x-on:click="reply(line)"
        aria-label={t("chat.reply")}
      >
        <Icon assets={assets} name="reply" />
      </button>
      <button
        type="button"
        class="icon-button"
        x-on:click="copyLine(line)"
        aria-label={t("word.copy")}
      >
        <Icon assets={assets} name="copy" />
      </button>
      <template x-if="reactingTo === line.id">
        <span class="line-reactions">
          {keysOf(REACTION_NAMES).map((emoji) => (
            <button
              type="button"
              class="reaction"
              x-on:click={`reactTo(line, '${emoji}')`}
              aria-label={t(REACTION_NAMES[emoji])}
            >
              {emoji}
            </button>
          ))}
        </span>
      </template>
    </fieldset>
  );
}

export function ChatLine({ assets }: { assets: Assets }) {
  return (
    <article
      class="chat-item"
      tabindex={0}
      x-bind:data-for-self="line.isForSelf"
      x-on:click="pressLine($event, line)"
      x-on:pointerenter="hoverLine($event, line)"
      x-on:pointerleave="leaveLine(line)"
      x-on:focusin="focusLine(line)"
      x-on:focusout="blurLine($event, line)"
    >
      <Quote />
      <template x-if="!line.isFile">
        <Words />
      </template>
      <template x-if="line.isFile && fileOf(line) !== null">
        <ChatFile assets={assets} />
      </template>
      <template x-if="line.poll !== null">
        <ChatPoll />
      </template>
      <Reactions />
      <template x-if="openLine === line.id">
        <Acts assets={assets} />
      </template>
    </article>
  );
}
