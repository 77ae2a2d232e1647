// The home page once a meeting is made: its link, large, and the ways to hand it on.

import type { Assets } from "../assets.ts";
import { Icon } from "./icon.tsx";

export function MeetingMade({ assets }: { assets: Assets }) {
  return (
    <section class="made" x-cloak x-show="stage === 'made'" aria-labelledby="made-title">
      <h1 id="made-title" tabindex={-1} x-ref="madeTitle">
        Your meeting is ready
      </h1>
      <p class="lead">
        Whoever has this link can knock. It holds the key, so send it only to the people you want to
        meet.
      </p>
      <div class="link-box">
        <p class="link-text" x-on:click="selectLink">
          <span x-text="linkHead" />
          <span class="text-quiet" x-text="linkTail" />
        </p>
        <div class="link-actions">
          <button type="button" class="button framed" x-on:click="copy(link)">
            <Icon assets={assets} name="copy" x-show="copied !== link" />
            <Icon assets={assets} name="check" x-show="copied === link" />
            <span x-text="copied === link ? 'Copied' : 'Copy link'" />
          </button>
          <button type="button" class="button framed" x-show="canShare" x-on:click="share">
            <Icon assets={assets} name="share" />
            Share…
          </button>
        </div>
      </div>
      <p class="text-quiet" x-show="hasPassphrase">
        Everyone also needs the passphrase, you too. Tell it by another way than the link: it’s kept
        nowhere.
      </p>
      <p class="note" x-show="!isKept">
        This browser keeps nothing, so the meeting won’t be listed here later. Keep the link
        yourself.
      </p>
      <div class="actions">
        <a class="button primary large" href="/" x-bind:href="link">
          Go in
          <Icon assets={assets} name="arrow" />
        </a>
        <button type="button" class="button quiet large" x-on:click="back">
          Later
        </button>
      </div>
    </section>
  );
}
