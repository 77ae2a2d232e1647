// One drawing of the icon sprite; decoration, for what it stands beside has the words.

import type { Assets } from "../assets.ts";

export type IconName =
  | "again"
  | "alert"
  | "arrow"
  | "bin"
  | "camera"
  | "camera-off"
  | "chat"
  | "check"
  | "chevron"
  | "close"
  | "copy"
  | "door"
  | "eye"
  | "hand"
  | "home"
  | "key"
  | "leave"
  | "link"
  | "lock"
  | "mark"
  | "mic"
  | "mic-off"
  | "more"
  | "offline"
  | "people"
  | "plus"
  | "search"
  | "send"
  | "share"
  | "sliders"
  | "smile"
  | "speaker";

export function Icon({
  assets,
  name,
  ...rest
}: {
  assets: Assets;
  name: IconName;
  "x-show"?: string;
  class?: string;
}) {
  return (
    <svg {...rest} class={rest.class ? `icon ${rest.class}` : "icon"} aria-hidden="true">
      <use href={`${assets.url("icons.svg")}#${name}`} />
    </svg>
  );
}
