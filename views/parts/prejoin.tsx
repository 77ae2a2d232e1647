// Before joining: see yourself, hear that you are heard, choose devices, say your name.

import type { Assets } from "../assets.ts";
import { DEVICE_TEXTS } from "../device-texts.ts";
import { DeviceMenus } from "./device-menus.tsx";
import { Icon } from "./icon.tsx";
import { LevelBars } from "./level-bars.tsx";

function Toggle({ assets, kind }: { assets: Assets; kind: "microphone" | "camera" }) {
  const on = kind === "microphone" ? "mic" : "camera";
  const isOn = kind === "microphone" ? "own.isMicOn" : "own.isCameraOn";
  const label = kind === "microphone" ? "Microphone" : "Camera";
  return (
    <button
      type="button"
      class="control"
      x-on:click={kind === "microphone" ? "toggleMicrophone" : "toggleCamera"}
      x-bind:aria-pressed={isOn}
      x-bind:data-tip={`${isOn} ? 'Turn off (${label[0]})' : 'Turn on (${label[0]})'`}
      aria-label={label}
    >
      <Icon assets={assets} name={on} x-show={isOn} />
      <Icon assets={assets} name={`${on}-off`} x-show={`!${isOn}`} />
    </button>
  );
}

export function SelfView({ assets }: { assets: Assets }) {
  return (
    <div class="self-view" x-bind:data-camera="own.isCameraOn">
      <video
        class="mirrored"
        x-show="own.isCameraOn"
        x-stream="own.video"
        muted
        playsinline
        aria-label="Your camera’s picture"
      />
      <div class="self-empty" x-show="!own.isCameraOn">
        <span class="avatar" x-show="initials !== ''" x-text="initials" aria-hidden="true" />
        <p x-text="own.isOpening ? 'Asking your browser for the camera…' : 'Your camera is off'" />
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

function DeviceNotes({ assets, kind }: { assets: Assets; kind: "microphone" | "camera" }) {
  const problem = kind === "microphone" ? "own.microphoneProblem" : "own.cameraProblem";
  return (
    <>
      {Object.entries(DEVICE_TEXTS[kind]).map(([reason, text]) => (
        <template x-if={`${problem} === '${reason}'`}>
          <div class="note" role="status">
            <Icon assets={assets} name={kind === "microphone" ? "mic-off" : "camera-off"} />
            <div>
              <strong>{text.title}</strong>
              <p>{text.body}</p>
              <button type="button" class="text-button" x-on:click={`retry('${kind}')`}>
                Try again
              </button>
            </div>
          </div>
        </template>
      ))}
    </>
  );
}

export function Prejoin({ assets }: { assets: Assets }) {
  return (
    <section class="prejoin">
      <SelfView assets={assets} />
      <form class="prejoin-form" x-on:submit="join">
        <h1>Ready to go in?</h1>
        <div class="field">
          <label class="label" for="name">
            Your name
          </label>
          <input
            id="name"
            class="input large"
            type="text"
            autocomplete="name"
            maxlength={60}
            required
            placeholder="What the others call you"
            x-model="name"
          />
          <label class="check">
            <input type="checkbox" x-model="isNameKept" />
            Remember my name in this browser
          </label>
        </div>
        <template x-if="needsPassphrase">
          <div class="field">
            <label class="label" for="passphrase">
              Passphrase
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
              Whoever made the meeting chose one beside the link. The server never gets it.
            </p>
          </div>
        </template>
        <DeviceNotes assets={assets} kind="microphone" />
        <DeviceNotes assets={assets} kind="camera" />
        <div class="actions stacked">
          <button
            type="submit"
            class="button primary large"
            x-bind:disabled="phase === 'entering'"
            x-bind:aria-busy="phase === 'entering'"
          >
            <span x-text="phase === 'entering' ? 'Going in…' : 'Join'" />
          </button>
          <button
            type="button"
            class="button quiet"
            x-show="own.isMicOn || own.isCameraOn"
            x-on:click="joinSilently"
            x-bind:disabled="phase === 'entering'"
          >
            Join without camera and microphone
          </button>
        </div>
        <details class="device-details">
          <summary>
            <Icon assets={assets} name="sliders" />
            Camera, microphone and speaker
            <Icon assets={assets} name="chevron" class="turns" />
          </summary>
          <DeviceMenus prefix="prejoin" />
        </details>
      </form>
    </section>
  );
}
