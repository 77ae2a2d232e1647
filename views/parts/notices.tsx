// Every reason why a person isn't in a meeting, ready in the page for when the server is gone.

import type { Assets } from "../assets.ts";
import type { NoticeText } from "../failure-texts.ts";
import { NOTICE_TEXTS } from "../failure-texts.ts";
import { Icon } from "./icon.tsx";

function Action({ text }: { text: NoticeText }) {
  return text.action === "home" ? (
    <a class="button primary" href="/">
      {text.label}
    </a>
  ) : (
    <button type="button" class="button primary" x-on:click={text.action}>
      {text.label}
    </button>
  );
}

function Notice({ assets, text }: { assets: Assets; text: NoticeText }) {
  return (
    <div class="notice" role="alert">
      <Icon assets={assets} name={text.icon} class="notice-icon" />
      <h1 tabindex={-1} data-autofocus>
        {text.title}
      </h1>
      <p>{text.body}</p>
      <div class="actions">
        <Action text={text} />
        {text.action === "home" ? null : (
          <a class="button quiet" href="/">
            Start page
          </a>
        )}
      </div>
    </div>
  );
}

export function Notices({ assets }: { assets: Assets }) {
  return (
    <>
      {Object.entries(NOTICE_TEXTS).map(([reason, text]) => (
        <template x-if={`notice === '${reason}'`}>
          <Notice assets={assets} text={text} />
        </template>
      ))}
    </>
  );
}
