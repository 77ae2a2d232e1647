// The call: people fill the page, one line above, one bar below, one panel at a time.

import type { Assets } from "../assets.ts";
import { useWords } from "../words.ts";
import { Alarms } from "./alarms.tsx";
import { CallBar } from "./call-bar.tsx";
import { CallDialogs } from "./call-dialogs.tsx";
import { CallTopLine } from "./call-top-line.tsx";
import { ChatPanel } from "./chat-panel.tsx";
import { NetworkWords } from "./connection-parts.tsx";
import { DevicesPanel } from "./devices-panel.tsx";
import { FloatingWindow } from "./floating-window.tsx";
import { Icon } from "./icon.tsx";
import { Pager } from "./pager.tsx";
import { PeoplePanel } from "./people-panel.tsx";
import { SafetyPanel } from "./safety-panel.tsx";
import { Screens } from "./screens.tsx";
import { StageNews } from "./stage-news.tsx";
import { Tiles } from "./tile.tsx";

function Alone({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="alone" x-show="tiles.length === 1">
      <h2>{t("stage.alone")}</h2>
      <p>{t("stage.alone.words")}</p>
      <button type="button" class="button primary" x-on:click="copyLink">
        <Icon assets={assets} name="link" x-show="!isCopied" />
        <Icon assets={assets} name="check" x-show="isCopied" />
        <span x-text={`isCopied ? ${t.quoted("word.copied")} : ${t.quoted("word.copyLink")}`} />
      </button>
    </div>
  );
}

function HearPrompt({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="hear" x-show="isAudioBlocked">
      <button type="button" class="button primary large" x-on:click="hear">
        <Icon assets={assets} name="speaker" />
        {t("stage.hear")}
      </button>
    </div>
  );
}

export function CallScreen({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <main
      class="call"
      tabindex={-1}
      x-data="callScreen"
      x-bind:data-idle="isIdle"
      x-bind:data-panel-open="panel !== ''"
      x-effect="handlePanel(panel)"
      x-on:pointermove="handlePointer"
      x-on:pointerdown="handlePointer"
    >
      <h1 class="sr-only">{t("meeting.title")}</h1>
      <CallTopLine assets={assets} />
      <Alarms assets={assets} />
      <div class="stage" x-bind:data-presenting="screens.length > 0">
        <Tiles assets={assets} />
        <Screens assets={assets} />
        <Pager assets={assets} />
        <Alone assets={assets} />
        <HearPrompt assets={assets} />
        <StageNews assets={assets} />
        <NetworkWords />
      </div>
      <CallBar assets={assets} />
      <div class="scrim" x-cloak x-show="panel !== ''" x-on:click="closePanel" />
      <PeoplePanel assets={assets} />
      <ChatPanel assets={assets} />
      <SafetyPanel assets={assets} />
      <DevicesPanel assets={assets} />
      <CallDialogs assets={assets} />
      <FloatingWindow assets={assets} />
      <div hidden>
        <template x-for="tile in tiles" x-bind:key="tile.id">
          {/* biome-ignore lint/a11y/useMediaCaption: live voices, which nobody could have captioned. */}
          <audio x-bind:data-of="tile.id" x-stream="tile.audio" x-speaker="chosen.speaker" />
        </template>
        <template x-for="screen in screens" x-bind:key="screen.id">
          {/* biome-ignore lint/a11y/useMediaCaption: live sound, which nobody could have captioned. */}
          <audio class="screen-sound" x-stream="screen.sound" x-speaker="chosen.speaker" />
        </template>
      </div>
    </main>
  );
}
