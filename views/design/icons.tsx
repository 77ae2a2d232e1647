// Every icon of the sprite.

import type { Assets } from "../assets.ts";
import type { IconName } from "../parts/icon.tsx";
import { Icon } from "../parts/icon.tsx";

const NAMES: readonly IconName[] = [
  "mark",
  "mic",
  "mic-off",
  "camera",
  "camera-off",
  "speaker",
  "hand",
  "smile",
  "chat",
  "people",
  "lock",
  "link",
  "copy",
  "share",
  "check",
  "close",
  "arrow",
  "chevron",
  "sliders",
  "calendar",
  "pencil",
  "bin",
  "key",
  "door",
  "eye",
  "globe",
  "search",
  "send",
  "save",
  "reply",
  "poll",
  "file",
  "more",
  "again",
  "alert",
  "offline",
  "leave",
];

export function Icons({ assets }: { assets: Assets }) {
  return (
    <section aria-labelledby="icons">
      <h2 id="icons">Icons</h2>
      <p class="text-quiet">
        One outline set: a grid of 24 px, strokes of 1.75. Beside words, or with a name and a tip.
      </p>
      <ul class="icon-samples">
        {NAMES.map((name) => (
          <li>
            <Icon assets={assets} name={name} />
            <span class="small text-quiet">{name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
