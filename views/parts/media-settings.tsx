// How one is seen and heard: noise, what is behind one, and how many pictures come.

import { useWords } from "../words.ts";
import { Choice } from "./choice.tsx";

/** @param prefix keeps the door's and the call's apart. */
export function BackgroundChoice({ prefix }: { prefix: string }) {
  const t = useWords();
  return (
    <div class="background-choice">
      <Choice
        name={`${prefix}-background`}
        title={t("background.title")}
        value="background"
        choose="chooseBackground"
        options={[
          { value: "none", label: "background.none" },
          { value: "blur", label: "background.blur" },
          { value: "image", label: "background.image" },
        ]}
      />
      <div class="pick-more" x-show="background === 'image'">
        <label class="button framed compact file-button">
          <input
            type="file"
            class="sr-only"
            accept="image/*"
            x-on:change="choosePicture($event.target.files)"
          />
          {t("background.choose")}
        </label>
      </div>
      <p class="problem" role="alert" x-show="isPictureBad">
        {t("background.bad")}
      </p>
      <p class="pick-words" x-show="background !== 'none' && !isFiltering">
        {t("background.words")}
        <span x-show="background === 'image'"> {t("background.kept")}</span>
      </p>
      <p class="pick-words" role="status" x-show="isFiltering">
        {t("background.busy")}
      </p>
    </div>
  );
}

export function NoiseChoice({ prefix }: { prefix: string }) {
  const t = useWords();
  return (
    <Choice
      name={`${prefix}-noise`}
      title={t("noise.title")}
      value="noise"
      choose="chooseNoise"
      options={[
        { value: "browser", label: "noise.browser", words: "noise.browser.words" },
        { value: "strong", label: "noise.strong", words: "noise.strong.words" },
        { value: "off", label: "noise.off", words: "noise.off.words" },
      ]}
    />
  );
}

export function DataChoice() {
  const t = useWords();
  return (
    <Choice
      name="call-data"
      title={t("data.title")}
      value="data"
      choose="chooseData"
      options={[
        { value: "all", label: "data.all", words: "data.all.words" },
        { value: "save", label: "data.save", words: "data.save.words" },
        { value: "sound", label: "data.none", words: "data.sound.words" },
      ]}
    />
  );
}
