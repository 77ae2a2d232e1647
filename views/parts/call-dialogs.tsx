// The questions before what can't be taken back, and the host's own link.

import type { Child } from "hono/jsx";
import type { Assets } from "../assets.ts";
import { Icon } from "./icon.tsx";

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
  title,
  words,
  deed,
  isDanger = true,
}: {
  name: string;
  title: string;
  words: string;
  deed: string;
  isDanger?: boolean;
}) {
  return (
    <Dialog name={name} title={title}>
      <p id={`dialog-${name}-words`}>{words}</p>
      <div class="actions">
        <button
          type="button"
          class={isDanger ? "button danger" : "button primary"}
          x-on:click="confirmDialog"
        >
          {deed}
        </button>
        <button type="button" class="button quiet" autofocus x-on:click="closeDialog">
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function Remove() {
  return (
    <Dialog
      name="remove"
      title={
        <>
          {"Remove "}
          <span x-text="removingName" />?
        </>
      }
    >
      <p id="dialog-remove-words">
        They are out at once, and hear and see nothing of what comes after.
      </p>
      <label class="check" x-show="ownRole === 'host'">
        <input type="checkbox" x-model="isLinkReplacedToo" />
        <span>
          Replace the link too
          <span class="switch-words" x-show="isLinkReplacedToo">
            The one they have stops working.
          </span>
          <span class="switch-words" x-show="!isLinkReplacedToo">
            With the one they have they can knock again.
          </span>
        </span>
      </label>
      <p class="switch-words" x-show="ownRole !== 'host'">
        With the link they have they can knock again; only the host can replace it.
      </p>
      <div class="actions">
        <button type="button" class="button danger" x-on:click="confirmRemove">
          Remove
        </button>
        <button type="button" class="button quiet" autofocus x-on:click="closeDialog">
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function HostLink({ assets }: { assets: Assets }) {
  return (
    <Dialog name="host-link" title="Your host link">
      <p id="dialog-host-link-words">
        Open it on your other device to be host there too. Whoever has it can lock, remove and
        delete like you, and that can’t be taken back: give it to nobody else.
      </p>
      <p class="link-text code" x-show="hostLink !== ''" x-text="hostLink" />
      <p class="note" x-show="hostLink === ''">
        This browser doesn’t hold the host key. Use the one that you made the meeting with.
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
          <span x-text="isHostLinkCopied ? 'Copied' : 'Copy host link'" />
        </button>
        <button type="button" class="button quiet" autofocus x-on:click="closeDialog">
          Close
        </button>
      </div>
    </Dialog>
  );
}

export function CallDialogs({ assets }: { assets: Assets }) {
  return (
    <>
      <Remove />
      <HostLink assets={assets} />
      <Question
        name="rotate-link"
        title="Replace the link?"
        words="The old link stops working at once, for everyone who has it. The call goes on, and “Copy link” gives the new one to everybody in it."
        deed="Replace the link"
        isDanger={false}
      />
      <Question
        name="end-for-all"
        title="End for everyone?"
        words="The call stops for all of you at once, and nobody can go on without you."
        deed="End for everyone"
      />
      <Question
        name="delete-meeting"
        title="Delete the meeting?"
        words="The call ends for all of you, and the link never works again. It also leaves this browser’s list, and nothing brings it back."
        deed="Delete the meeting"
      />
    </>
  );
}
