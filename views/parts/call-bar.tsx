// The bar of a call: your microphone and camera, the link, the panels, and leaving.

import type { Child } from "hono/jsx";
import type { Assets } from "../assets.ts";
import type { IconName } from "./icon.tsx";
import { Icon } from "./icon.tsx";
import { ReactionsMenu } from "./reactions-menu.tsx";

function PanelButton({
  assets,
  panel,
  icon,
  label,
  shortcut,
  isWideOnly = false,
  children,
}: {
  assets: Assets;
  panel: string;
  icon: IconName;
  label: string;
  shortcut: string;
  /** A phone has another way to it. */
  isWideOnly?: boolean;
  children?: Child;
}) {
  return (
    <button
      type="button"
      class={isWideOnly ? "control only-wide" : "control"}
      data-panel={panel}
      x-on:click={`togglePanel('${panel}')`}
      x-bind:aria-expanded={`panel === '${panel}'`}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      data-tip={`${label} (${shortcut})`}
    >
      <Icon assets={assets} name={icon} />
      {children}
    </button>
  );
}

function Panels({ assets }: { assets: Assets }) {
  return (
    <>
      <PanelButton assets={assets} panel="chat" icon="chat" label="Chat" shortcut="C">
        <span class="badge news" x-show="unread > 0">
          <span x-text="unread > 99 ? '99+' : unread" />
          <span class="sr-only"> unread</span>
        </span>
      </PanelButton>
      <PanelButton assets={assets} panel="people" icon="people" label="People" shortcut="P">
        <span
          class="badge"
          x-show="waiting.length === 0"
          x-text="tiles.length"
          aria-hidden="true"
        />
        <span class="badge news" x-show="waiting.length > 0">
          <span x-text="waiting.length" />
          <span class="sr-only"> at the door</span>
        </span>
      </PanelButton>
      <PanelButton
        assets={assets}
        panel="safety"
        icon="lock"
        label="Safety"
        shortcut="S"
        isWideOnly
      />
    </>
  );
}

export function CallBar({ assets }: { assets: Assets }) {
  return (
    <footer class="call-bar" role="toolbar" aria-label="Call controls">
      <div class="control-group main">
        <button
          type="button"
          class="control"
          x-on:click="toggleMicrophone"
          x-bind:aria-pressed="own.isMicOn"
          x-bind:aria-disabled="isMuteHeld && !own.isMicOn"
          x-bind:data-tip="own.isMicOn ? 'Mute (M)' : isMuteHeld ? 'The host has switched unmuting off' : 'Unmute (M)'"
          aria-label="Microphone"
          aria-keyshortcuts="M"
        >
          <Icon assets={assets} name="mic" x-show="own.isMicOn" />
          <Icon assets={assets} name="mic-off" x-show="!own.isMicOn" />
        </button>
        <button
          type="button"
          class="control"
          x-on:click="toggleCamera"
          x-bind:aria-pressed="own.isCameraOn"
          x-bind:data-tip="own.isCameraOn ? 'Stop camera (V)' : 'Start camera (V)'"
          aria-label="Camera"
          aria-keyshortcuts="V"
        >
          <Icon assets={assets} name="camera" x-show="own.isCameraOn" />
          <Icon assets={assets} name="camera-off" x-show="!own.isCameraOn" />
        </button>
        <span class="divider" aria-hidden="true" />
        <button
          type="button"
          class="control raises only-wide"
          x-on:click="toggleHand"
          x-bind:aria-pressed="isHandRaised"
          aria-label="Raise your hand"
          aria-keyshortcuts="H"
          x-bind:data-tip="isHandRaised ? 'Lower your hand (H)' : 'Raise your hand (H)'"
        >
          <Icon assets={assets} name="hand" />
        </button>
        <ReactionsMenu assets={assets} />
        <span class="divider" aria-hidden="true" />
        <button
          type="button"
          class="control only-wide"
          x-on:click="copyLink"
          aria-label="Copy the meeting’s link"
          data-tip="Copy link"
        >
          <Icon assets={assets} name="link" x-show="!isCopied" />
          <Icon assets={assets} name="check" x-show="isCopied" />
        </button>
        <Panels assets={assets} />
      </div>
      <div class="control-group apart">
        <button
          type="button"
          class="control leave"
          x-on:click="leave"
          aria-label="Leave the meeting"
          data-tip="Leave"
        >
          <Icon assets={assets} name="leave" />
        </button>
      </div>
    </footer>
  );
}
