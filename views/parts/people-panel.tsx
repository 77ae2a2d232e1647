// Who knocks, who is in, and for hosts what may be done about each; you first.

import type { Assets } from "../assets.ts";
import { Icon } from "./icon.tsx";
import { Panel } from "./panel.tsx";

function Knocks({ assets }: { assets: Assets }) {
  return (
    <section class="knocks" x-show="waiting.length > 0" aria-labelledby="knocks-title">
      <header class="knocks-head">
        <h3 class="panel-heading" id="knocks-title">
          At the door
        </h3>
        <button type="button" class="text-button" x-show="waiting.length > 1" x-on:click="admitAll">
          Let everyone in
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
              x-bind:aria-label="'Let in ' + knock.name"
            >
              Let in
            </button>
            <button
              type="button"
              class="icon-button"
              x-on:click="deny(knock.id)"
              x-bind:aria-label="'Don’t let in ' + knock.name"
              data-tip="Don’t let in"
              data-tip-side="below"
            >
              <Icon assets={assets} name="close" />
            </button>
          </li>
        </template>
      </ul>
      <p class="switch-words">
        People choose their own names. If you don’t know one, ask by another way first.
      </p>
    </section>
  );
}

function PersonMenu() {
  return (
    <fieldset
      class="person-menu"
      x-show="menuOf === person.id"
      x-bind:id="'menu-' + person.id"
      x-bind:aria-label="'What to do about ' + person.name"
    >
      <button type="button" x-show="person.mayAskToMute" x-on:click="ask(person.id, 'mute')">
        Ask to mute
      </button>
      <button type="button" x-show="person.mayAskToUnmute" x-on:click="ask(person.id, 'unmute')">
        Ask to unmute
      </button>
      <button
        type="button"
        x-show="person.mayAskToStopCamera"
        x-on:click="ask(person.id, 'camera-off')"
      >
        Ask to stop camera
      </button>
      <button type="button" x-show="person.mayGrant" x-on:click="grant(person.id)">
        Make co-host
      </button>
      <button type="button" x-show="person.mayRevoke" x-on:click="revoke(person.id)">
        Take back co-host
      </button>
      <button
        type="button"
        class="danger-text"
        x-show="person.mayRemove"
        x-on:click="askRemove(person)"
      >
        Remove…
      </button>
    </fieldset>
  );
}

function Person({ assets }: { assets: Assets }) {
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
          x-show="person.hasMenu"
          x-on:click="toggleMenu(person.id)"
          x-bind:aria-expanded="menuOf === person.id"
          x-bind:aria-controls="'menu-' + person.id"
          x-bind:aria-label="'More for ' + person.name"
        >
          <Icon assets={assets} name="more" />
        </button>
      </div>
      <PersonMenu />
    </li>
  );
}

function Door() {
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
          <p class="text-quiet">Asking the server for this panel…</p>
        </div>
        <p class="note" role="status" x-show="isFragmentLost">
          The server didn’t send this panel, so it may show the door as it was. What you press still
          works.
        </p>
      </div>
    </template>
  );
}

export function PeoplePanel({ assets }: { assets: Assets }) {
  return (
    <Panel assets={assets} name="people" title="People">
      <Knocks assets={assets} />
      <button type="button" class="button framed wide" x-on:click="copyLink">
        <Icon assets={assets} name="link" x-show="!isCopied" />
        <Icon assets={assets} name="check" x-show="isCopied" />
        <span x-text="isCopied ? 'Copied' : 'Copy the meeting’s link'" />
      </button>
      <div class="search" x-show="isSearched">
        <Icon assets={assets} name="search" />
        <input
          type="search"
          class="input"
          aria-label="Search people"
          placeholder="Search people"
          autocomplete="off"
          x-model="query"
        />
      </div>
      <ul class="people-list">
        <template x-for="person in shownPeople" x-bind:key="person.id">
          <Person assets={assets} />
        </template>
      </ul>
      <p class="text-quiet" role="status" x-show="shownPeople.length === 0">
        Nobody here has that in their name.
      </p>
      <Door />
    </Panel>
  );
}
