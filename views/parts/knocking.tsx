// Between Join and the call: what is happening, who has to do something, and a way out.

import type { Assets } from "../assets.ts";
import { SelfView } from "./prejoin.tsx";

export function Knocking({ assets }: { assets: Assets }) {
  return (
    <section class="prejoin">
      <SelfView assets={assets} />
      <div class="knocking" role="status">
        <div class="knock-dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
        <h1>You’re at the door</h1>
        <p x-show="!isKnockLong">
          The people inside make new keys that include you, which takes a second or two. If there is
          a waiting room, a host lets you in first; they see the name you gave.
        </p>
        <p x-cloak x-show="isKnockLong">
          Still waiting. There may be a waiting room, and then a host has to let you in; or the
          connection of whoever answers is slow. You don’t need to do anything.
        </p>
        <button type="button" class="button framed" x-on:click="leave">
          Leave
        </button>
      </div>
    </section>
  );
}
