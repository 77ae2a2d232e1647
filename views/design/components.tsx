// The components in every state that they have. Hover and focus are held by a class, to be seen at once.

import type { Child } from "hono/jsx";
import type { Assets } from "../assets.ts";
import { Icon } from "../parts/icon.tsx";

const KINDS = ["primary", "framed", "quiet", "danger"] as const;

function Sample({ title, words, children }: { title: string; words: string; children: Child }) {
  return (
    <div class="sample">
      <h3>{title}</h3>
      <p class="text-quiet small">{words}</p>
      <div class="sample-row">{children}</div>
    </div>
  );
}

function Buttons({ assets }: { assets: Assets }) {
  return (
    <Sample
      title="Buttons"
      words="One primary to a view. Each at least 44 px high. A disabled one says why beside it."
    >
      {KINDS.map((kind) => (
        <div class="states">
          <button type="button" class={`button ${kind}`}>
            {kind}
          </button>
          <button type="button" class={`button ${kind} shows-hover`}>
            hover
          </button>
          <button type="button" class={`button ${kind} shows-focus`}>
            focus
          </button>
          <button type="button" class={`button ${kind}`} aria-busy="true">
            busy
          </button>
          <button type="button" class={`button ${kind}`} disabled>
            disabled
          </button>
        </div>
      ))}
      <div class="states">
        <button type="button" class="button primary large">
          large
        </button>
        <button type="button" class="button framed compact">
          compact
        </button>
        <button type="button" class="text-button">
          text button
        </button>
        <button type="button" class="icon-button" aria-label="Copy link" data-tip="Copy link">
          <Icon assets={assets} name="copy" />
        </button>
      </div>
    </Sample>
  );
}

function Fields({ ground }: { ground: string }) {
  const id = (name: string) => `${ground}-${name}`;
  return (
    <Sample title="Fields" words="A label above, help below, and what is wrong in words.">
      <div class="field">
        <label class="label" for={id("empty")}>
          Empty
        </label>
        <input id={id("empty")} class="input" type="text" placeholder="What the others call you" />
      </div>
      <div class="field">
        <label class="label" for={id("focus")}>
          Focus
        </label>
        <input id={id("focus")} class="input shows-focus" type="text" value="Ada" />
      </div>
      <div class="field">
        <label class="label" for={id("error")}>
          Error
        </label>
        <input
          id={id("error")}
          class="input"
          type="text"
          value="https://meet"
          aria-invalid="true"
          aria-describedby={id("error-words")}
        />
        <p id={id("error-words")} class="problem">
          That isn’t a whole meeting link.
        </p>
      </div>
      <div class="field">
        <label class="label" for={id("disabled")}>
          Disabled
        </label>
        <select id={id("disabled")} class="input" disabled>
          <option>None found</option>
        </select>
      </div>
      <label class="check">
        <input type="checkbox" checked />
        Remember my name in this browser
      </label>
    </Sample>
  );
}

function Switches({ ground }: { ground: string }) {
  const states = [
    { name: "on", isOn: true, label: "Lock the door", words: "Nobody else comes in." },
    { name: "off", isOn: false, label: "Waiting room", words: "Whoever has the link comes in." },
  ];
  return (
    <Sample title="Switches" words="With one sentence of what it does now.">
      <ul class="switches">
        {states.map(({ name, isOn, label, words }) => (
          <li>
            <button
              type="button"
              class="switch-row"
              role="switch"
              aria-checked={isOn ? "true" : "false"}
              aria-labelledby={`${ground}-switch-${name}`}
            >
              <span class="switch-text">
                <span class="switch-label" id={`${ground}-switch-${name}`}>
                  {label}
                </span>
                <span class="switch-words">{words}</span>
              </span>
              <span class="switch" />
            </button>
          </li>
        ))}
      </ul>
    </Sample>
  );
}

function Words({ assets }: { assets: Assets }) {
  return (
    <Sample title="Notes, keys and people" words="A note needs a look; a notice takes the page.">
      <p class="note">
        <Icon assets={assets} name="alert" />
        <span>This browser keeps nothing, so keep the link yourself.</span>
      </p>
      <p>
        <kbd>M</kbd> <kbd>?</kbd>
      </p>
      <div class="states">
        {[0, 1, 2, 3, 4, 5, 6, 7].map((hue) => (
          <span class={`hue-${hue}`}>
            <span class="avatar small">AB</span>
          </span>
        ))}
      </div>
      <div class="link-box">
        <p class="link-text">
          https://meet.example/m/0123-4567-89ab-cdef<span class="text-quiet">#AQEB…</span>
        </p>
      </div>
    </Sample>
  );
}

export function Components({ assets, ground }: { assets: Assets; ground: string }) {
  return (
    <div class="samples">
      <Buttons assets={assets} />
      <Fields ground={ground} />
      <Switches ground={ground} />
      <Words assets={assets} />
    </div>
  );
}
