// Who knocks, who is in, and for hosts what may be done about each; you first.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";
import { Panel } from "./panel.tsx";

function Knocks({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="knocks" x-show="waiting.length > 0" aria-labelledby="knocks-title">
      <header class="knocks-head">
        <h3 class="panel-heading" id="knocks-title">
          {t("people.knocks")}
        </h3>
        <button type="button" class="text-button" x-show="waiting.length > 1" x-on:click="admitAll">
          {t("people.admitAll")}
        </button>
      </header>
      <ul>
        <template x-for="knock in waiting" x-bind:key="knock.id">
          <li class="knock">
            <span class="person-name" x-text="knock.name" />
            <button
              type="button"
              class="button primary compact"
              x-on:click="admit(knock.id)"
              x-bind:aria-label={t.expression("people.admit.name", { name: "knock.name" })}
            >
              {t("people.admit")}
            </button>
            <button
              type="button"
              class="icon-button"
              x-on:click="deny(knock.id)"
              x-bind:aria-label={t.expression("people.deny.name", { name: "knock.name" })}
              data-tip={t("people.deny")}
              data-tip-side="below"
            >
              <Icon assets={assets} name="close" />
            </button>
          </li>
        </template>
      </ul>
      <p class="switch-words">{t("people.names")}</p>
    </section>
  );
}

function PersonMenu() {
  const t = useWords();
  return (
    <fieldset
      class="person-menu"
      x-show="menuOf === person.id"
      x-bind:id="'menu-' + person.id"
      x-bind:aria-label={t.expression("people.menu.name", { name: "person.name" })}
    >
      <button type="button" x-on:click="togglePin(person.id)">
        <span
          x-text={`pins.includes(person.id) ? ${t.quoted("tile.unpin.tip")} : ${t.quoted("tile.pin.tip")}`}
        />
      </button>
      <button type="button" x-show="isHosting" x-on:click="toggleSpotlight(person.id)">
        <span
          x-text={`spotlight.includes(person.id) ? ${t.quoted("tile.unlight.tip")} : ${t.quoted("tile.spotlight.tip")}`}
        />
      </button>
      <button type="button" x-show="person.mayAskToMute" x-on:click="ask(person.id, 'mute')">
        {t("people.askMute")}
      </button>
      <button type="button" x-show="person.mayAskToUnmute" x-on:click="ask(person.id, 'unmute')">
        {t("people.askUnmute")}
      </button>
      <button
        type="button"
        x-show="person.mayAskToStopCamera"
        x-on:click="ask(person.id, 'camera-off')"
      >
        {t("people.askCamera")}
      </button>
      <button type="button" x-show="person.mayLowerHand" x-on:click="ask(person.id, 'lower-hand')">
        {t("people.lowerHand")}
      </button>
      <button type="button" x-show="person.mayGrant" x-on:click="grant(person.id)">
        {t("people.grant")}
      </button>
      <button type="button" x-show="person.mayRevoke" x-on:click="revoke(person.id)">
        {t("people.revoke")}
      </button>
      <button type="button" x-show="person.mayHandOver" x-on:click="askHandOver(person)">
        {t("people.handOver")}
      </button>
      <button
        type="button"
        class="danger-text"
        x-show="person.mayRemove"
        x-on:click="askRemove(person)"
      >
        {t("people.remove")}
      </button>
    </fieldset>
  );
}

function Person({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <li class="person-item" x-bind:class="person.hue" x-bind:data-open="menuOf === person.id">
      <div class="person">
        <span class="avatar small" x-text="person.initials" aria-hidden="true" />
        <span class="person-words">
          <span class="person-name" x-text="person.label" />
          <span class="role" x-show="person.role !== ''" x-text="person.role" />
        </span>
        <span class="sr-only" x-text="person.spoken" />
        <span class="person-state" x-bind:data-speaking="person.isSpeaking">
          <span class="hand-place" x-show="person.hand > 0" aria-hidden="true">
            <Icon assets={assets} name="hand" />
            <span x-text="person.hand" />
          </span>
          <Icon assets={assets} name="mic" x-show="person.isMicOn" />
          <Icon assets={assets} name="mic-off" x-show="!person.isMicOn" />
          <Icon assets={assets} name="camera" x-show="person.isCameraOn" />
          <Icon assets={assets} name="camera-off" x-show="!person.isCameraOn" />
        </span>
        <button
          type="button"
          class="icon-button"
          x-on:click="toggleMenu(person.id)"
          x-bind:aria-expanded="menuOf === person.id"
          x-bind:aria-controls="'menu-' + person.id"
          x-bind:aria-label={t.expression("people.more.name", { name: "person.name" })}
        >
          <Icon assets={assets} name="more" />
        </button>
      </div>
      <PersonMenu />
    </li>
  );
}

function Door() {
  const t = useWords();
  return (
    <template x-if="isHosting">
      <div
        class="door"
        x-fragment="doorAddress"
        x-on:click="pressDoor"
        x-bind:data-busy="busy"
        x-bind:aria-busy="busy !== ''"
        x-on:fragment-lost="handleFragment(true)"
        x-on:fragment-shown="handleFragment(false)"
      >
        <div x-ignore hx-sync="this:replace">
          <p class="text-quiet">{t("people.door.asking")}</p>
        </div>
        <p class="note" role="status" x-show="isFragmentLost">
          {t("people.door.lost")}
        </p>
      </div>
    </template>
  );
}

export function PeoplePanel({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <Panel assets={assets} name="people" title={t("people.title")}>
      <Knocks assets={assets} />
      <button type="button" class="button framed wide" x-on:click="copyLink">
        <Icon assets={assets} name="link" x-show="!isCopied" />
        <Icon assets={assets} name="check" x-show="isCopied" />
        <span x-text={`isCopied ? ${t.quoted("word.copied")} : ${t.quoted("bar.copy")}`} />
      </button>
      <div class="search" x-show="isSearched">
        <Icon assets={assets} name="search" />
        <input
          type="search"
          class="input"
          aria-label={t("people.search")}
          placeholder={t("people.search")}
          autocomplete="off"
          x-model="query"
        />
      </div>
      <p class="hands-line" x-show="mayLowerHands">
        <Icon assets={assets} name="hand" />
        <span x-text={t.expression("people.hands", { count: "hands.length" })} />
        <button type="button" class="text-button" x-on:click="lowerHands">
          {t("people.lowerHands")}
        </button>
      </p>
      <ul class="people-list">
        <template x-for="person in shownPeople" x-bind:key="person.id">
          <Person assets={assets} />
        </template>
      </ul>
      <p class="text-quiet" role="status" x-show="shownPeople.length === 0">
        {t("people.nobody")}
      </p>
      <Door />
    </Panel>
  );
}
