// Before joining: see yourself, hear that you are heard, choose devices, say your name.

import type { DeviceProblem } from "../../src/client/device-problem.ts";
import type { Assets } from "../assets.ts";
import { quote, useWords } from "../words.ts";
import { DeviceMenus } from "./device-menus.tsx";
import { Icon } from "./icon.tsx";
import { LevelBars } from "./level-bars.tsx";
import { BackgroundChoice } from "./media-settings.tsx";

function Toggle({ assets, kind }: { assets: Assets; kind: "microphone" | "camera" }) {
  const t = useWords();
  const on = kind === "microphone" ? "mic" : "camera";
  const isOn = kind === "microphone" ? "own.isMicOn" : "own.isCameraOn";
  const key = kind === "microphone" ? "M" : "V";
  return (
    <button
      type="button"
      class="control"
      x-on:click={kind === "microphone" ? "toggleMicrophone" : "toggleCamera"}
      x-bind:aria-pressed={isOn}
      x-bind:data-tip={`${isOn} ? ${quote(t("prejoin.turn.off", { key }))} : ${quote(t("prejoin.turn.on", { key }))}`}
      aria-label={t(`device.${kind}`)}
    >
      <Icon assets={assets} name={on} x-show={isOn} />
      <Icon assets={assets} name={`${on}-off`} x-show={`!${isOn}`} />
    </button>
  );
}

export function SelfView({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <div class="self-view" x-bind:data-camera="own.isCameraOn">
      <video
        x-bind:class="isMirrored ? 'mirrored' : ''"
        x-show="own.isCameraOn"
        x-stream="own.video"
        muted
        playsinline
        aria-label={t("prejoin.picture")}
      />
      <div class="self-empty" x-show="!own.isCameraOn">
        <span class="avatar" x-show="initials !== ''" x-text="initials" aria-hidden="true" />
        <p x-text={`own.isOpening ? ${t.quoted("prejoin.asking")} : ${t.quoted("prejoin.dark")}`} />
      </div>
      <div class="self-bar">
        <LevelBars />
        <div class="self-controls">
          <Toggle assets={assets} kind="microphone" />
          <Toggle assets={assets} kind="camera" />
        </div>
      </div>
    </div>
  );
}

const PROBLEMS: readonly DeviceProblem[] = ["blocked", "none", "busy"];

export function DeviceNotes({ assets, kind }: { assets: Assets; kind: "microphone" | "camera" }) {
  const t = useWords();
  const problem = kind === "microphone" ? "own.microphoneProblem" : "own.cameraProblem";
  return (
    <>
      {PROBLEMS.map((reason) => (
        <template x-if={`${problem} === '${reason}'`}>
          <div class="note" role="status">
            <Icon assets={assets} name={kind === "microphone" ? "mic-off" : "camera-off"} />
            <div>
              <strong>{t(`device.${kind}.${reason}.title`)}</strong>
              <p>{t(`device.${kind}.${reason}.body`)}</p>
              <button type="button" class="text-button" x-on:click={`retry('${kind}')`}>
                {t("word.tryAgain")}
              </button>
            </div>
          </div>
        </template>
      ))}
    </>
  );
}

export function Prejoin({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <section class="prejoin">
      <SelfView assets={assets} />
      <form class="prejoin-form" x-on:submit="join">
        <h1>{t("prejoin.title")}</h1>
        <div class="field">
          <label class="label" for="name">
            {t("prejoin.name")}
          </label>
          <input
            id="name"
            class="input large"
            type="text"
            autocomplete="name"
            maxlength={60}
            required
            placeholder={t("prejoin.name.placeholder")}
            x-model="name"
          />
          <label class="check">
            <input type="checkbox" x-model="isNameKept" />
            {t("prejoin.name.keep")}
          </label>
        </div>
        <template x-if="needsPassphrase">
          <div class="field">
            <label class="label" for="passphrase">
              {t("word.passphrase")}
            </label>
            <input
              id="passphrase"
              class="input large"
              type="password"
              autocomplete="off"
              required
              aria-describedby="passphrase-words"
              x-model="passphrase"
            />
            <p id="passphrase-words" class="small text-quiet">
              {t("prejoin.passphrase.words")}
            </p>
          </div>
        </template>
        <DeviceNotes assets={assets} kind="microphone" />
        <DeviceNotes assets={assets} kind="camera" />
        <div class="note" role="status" x-show="isBackgroundLost && !own.isCameraOn">
          <Icon assets={assets} name="camera-off" />
          <p>{t("background.failed")}</p>
        </div>
        <div class="actions stacked">
          <button
            type="submit"
            class="button primary large"
            x-bind:disabled="phase === 'entering'"
            x-bind:aria-busy="phase === 'entering'"
          >
            <span
              x-text={`phase === 'entering' ? ${t.quoted("prejoin.joining")} : ${t.quoted("word.join")}`}
            />
          </button>
          <button
            type="button"
            class="button quiet"
            x-show="own.isMicOn || own.isCameraOn"
            x-on:click="joinSilently"
            x-bind:disabled="phase === 'entering'"
          >
            {t("prejoin.silently")}
          </button>
        </div>
        <details class="device-details">
          <summary>
            <Icon assets={assets} name="sliders" />
            {t("prejoin.devices")}
            <Icon assets={assets} name="chevron" class="turns" />
          </summary>
          <DeviceMenus prefix="prejoin" />
          <BackgroundChoice prefix="prejoin" />
          <a class="text-button" href="/devices" target="_blank" rel="noopener">
            {t("test.link")}
          </a>
        </details>
      </form>
    </section>
  );
}
