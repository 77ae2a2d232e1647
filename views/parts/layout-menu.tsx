// The menu of layouts: everybody alike or who speaks large, one's own picture, and the floating window.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import type { IconName } from "./icon.tsx";
import { Icon } from "./icon.tsx";

function Choice({
  assets,
  icon,
  mode,
  label,
  shortcut,
}: {
  assets: Assets;
  icon: IconName;
  mode: "gallery" | "speaker";
  label: string;
  shortcut: string;
}) {
  return (
    <button
      type="button"
      class="layout-choice"
      x-on:click={`chooseLayout('${mode}')`}
      x-bind:aria-pressed={`mode === '${mode}'`}
      aria-keyshortcuts={shortcut}
    >
      <Icon assets={assets} name={icon} />
      <span>{label}</span>
      <kbd class="only-wide">{shortcut}</kbd>
    </button>
  );
}

function OwnPicture({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <fieldset class="layout-own">
      <legend class="panel-heading">{t("layout.own")}</legend>
      <button
        type="button"
        class="layout-row"
        role="switch"
        x-on:click="toggleSelf"
        aria-checked="true"
        x-bind:aria-checked="isSelfShown"
        aria-keyshortcuts="Y"
      >
        <Icon assets={assets} name="eye" />
        <span>{t("layout.own.show")}</span>
        <span class="switch" aria-hidden="true" />
      </button>
      <button
        type="button"
        class="layout-row"
        role="switch"
        x-on:click="toggleMirror"
        aria-checked="true"
        x-bind:aria-checked="isMirrored"
      >
        <Icon assets={assets} name="mirror" />
        <span>{t("layout.own.mirror")}</span>
        <span class="switch" aria-hidden="true" />
      </button>
    </fieldset>
  );
}

export function LayoutMenu({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <>
      <button
        type="button"
        id="layout-button"
        class="icon-button"
        popovertarget="layout-menu"
        aria-label={t("layout.title")}
        data-tip={t("layout.title")}
        data-tip-side="below"
      >
        <Icon assets={assets} name="gallery" x-show="mode === 'gallery'" />
        <Icon assets={assets} name="speaker-view" x-show="mode === 'speaker'" />
      </button>
      <div id="layout-menu" class="layout-menu" popover="auto" x-init="startFloating">
        <fieldset class="layout-choices">
          <legend class="panel-heading">{t("layout.title")}</legend>
          <Choice
            assets={assets}
            icon="gallery"
            mode="gallery"
            label={t("layout.gallery")}
            shortcut="G"
          />
          <Choice
            assets={assets}
            icon="speaker-view"
            mode="speaker"
            label={t("layout.speaker")}
            shortcut="F"
          />
        </fieldset>
        <OwnPicture assets={assets} />
        <div class="layout-own" x-show="canFloat">
          <button
            type="button"
            class="layout-row"
            x-on:click="toggleFloating"
            x-bind:aria-pressed="isFloating"
            aria-keyshortcuts="I"
          >
            <Icon assets={assets} name="window" />
            <span>{t("layout.window")}</span>
            <kbd class="only-wide">I</kbd>
          </button>
        </div>
      </div>
    </>
  );
}
