// The bar of a call: your microphone and camera, the link, the panels, and leaving.

import type { Child } from "hono/jsx";
import type { Assets } from "../assets.ts";
import { quote, useWords } from "../words.ts";
import type { IconName } from "./icon.tsx";
import { Icon } from "./icon.tsx";
import { ReactionsMenu } from "./reactions-menu.tsx";
import { RecordControl } from "./recording-parts.tsx";

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
  const t = useWords();
  return (
    <button
      type="button"
      class={isWideOnly ? "control only-wide" : "control"}
      data-panel={panel}
      x-on:click={`togglePanel('${panel}')`}
      x-bind:aria-expanded={`panel === '${panel}'`}
      aria-keyshortcuts={shortcut}
      data-tip={t("word.withKey", { label, key: shortcut })}
    >
      <Icon assets={assets} name={icon} />
      <span class="sr-only">{label}</span>
      {children}
    </button>
  );
}

function Panels({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <>
      <PanelButton assets={assets} panel="chat" icon="chat" label={t("chat.title")} shortcut="C">
        <span class="badge news" x-show="unread > 0">
          <span x-text="unread > 99 ? '99+' : unread" />
          <span class="sr-only"> {t("bar.unread")}</span>
        </span>
      </PanelButton>
      <PanelButton
        assets={assets}
        panel="people"
        icon="people"
        label={t("people.title")}
        shortcut="P"
      >
        <span
          class="badge"
          x-show="waiting.length === 0"
          x-text="tiles.length"
          aria-hidden="true"
        />
        <span class="badge news" x-show="waiting.length > 0">
          <span x-text="waiting.length" />
          <span class="sr-only"> {t("bar.atDoor")}</span>
        </span>
      </PanelButton>
      <PanelButton
        assets={assets}
        panel="safety"
        icon="lock"
        label={t("safety.title")}
        shortcut="S"
        isWideOnly
      />
    </>
  );
}

type Tip =
  `bar.${"mute" | "unmute" | "camera.stop" | "camera.start" | "hand.raise" | "hand.lower" | "share" | "share.stop"}`;

export function CallBar({ assets }: { assets: Assets }) {
  const t = useWords();
  const tip = (label: Tip, key: string) => quote(t("word.withKey", { label: t(label), key }));
  return (
    <div class="call-bar" role="toolbar" aria-label={t("bar.label")}>
      <div class="control-group main">
        <button
          type="button"
          class="control"
          x-on:click="toggleMicrophone"
          x-bind:aria-pressed="own.isMicOn"
          x-bind:aria-disabled="isMuteHeld && !own.isMicOn"
          x-bind:data-tip={`own.isMicOn ? ${tip("bar.mute", "M")} : isMuteHeld ? ${t.quoted("bar.unmute.off")} : ${tip("bar.unmute", "M")}`}
          aria-label={t("device.microphone")}
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
          x-bind:data-tip={`own.isCameraOn ? ${tip("bar.camera.stop", "V")} : ${tip("bar.camera.start", "V")}`}
          aria-label={t("device.camera")}
          aria-keyshortcuts="V"
        >
          <Icon assets={assets} name="camera" x-show="own.isCameraOn" />
          <Icon assets={assets} name="camera-off" x-show="!own.isCameraOn" />
        </button>
        <button
          type="button"
          class="control shares only-wide"
          x-show="canShare"
          x-on:click="toggleShare"
          x-bind:aria-pressed="isSharing"
          x-bind:aria-disabled="isShareHeld"
          x-bind:data-tip={`isSharing ? ${tip("bar.share.stop", "D")} : isShareHeld ? ${t.quoted("bar.share.off")} : ${tip("bar.share", "D")}`}
          aria-label={t("bar.share")}
          aria-keyshortcuts="D"
        >
          <Icon assets={assets} name="screen" />
        </button>
        <RecordControl assets={assets} />
        <span class="divider" aria-hidden="true" />
        <button
          type="button"
          class="control raises only-wide"
          x-on:click="toggleHand"
          x-bind:aria-pressed="isHandRaised"
          aria-label={t("bar.hand.raise")}
          aria-keyshortcuts="H"
          x-bind:data-tip={`isHandRaised ? ${tip("bar.hand.lower", "H")} : ${tip("bar.hand.raise", "H")}`}
        >
          <Icon assets={assets} name="hand" />
        </button>
        <ReactionsMenu assets={assets} />
        <span class="divider" aria-hidden="true" />
        <button
          type="button"
          class="control only-wide"
          x-on:click="copyLink"
          aria-label={t("bar.copy")}
          aria-keyshortcuts="L"
          data-tip={t("word.withKey", { label: t("word.copyLink"), key: "L" })}
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
          aria-label={t("bar.leave")}
          aria-keyshortcuts="Shift+Q"
          data-tip={t("word.withKey", { label: t("word.leave"), key: "Shift+Q" })}
        >
          <Icon assets={assets} name="leave" />
        </button>
      </div>
    </div>
  );
}
