// One drawing of the icon sprite; decoration, for what it stands beside has the words.

import type { Assets } from "../assets.ts";

export type IconName =
  | "again"
  | "alert"
  | "arrow"
  | "bin"
  | "calendar"
  | "camera"
  | "camera-off"
  | "chat"
  | "check"
  | "chevron"
  | "clock"
  | "close"
  | "copy"
  | "door"
  | "eye"
  | "file"
  | "full"
  | "gallery"
  | "globe"
  | "hand"
  | "hide"
  | "home"
  | "key"
  | "leave"
  | "link"
  | "lock"
  | "mark"
  | "mic"
  | "mic-off"
  | "mirror"
  | "more"
  | "move"
  | "offline"
  | "people"
  | "pencil"
  | "pin"
  | "plus"
  | "poll"
  | "record"
  | "reply"
  | "save"
  | "screen"
  | "search"
  | "send"
  | "share"
  | "signal-poor"
  | "signal-weak"
  | "sliders"
  | "smile"
  | "speaker"
  | "speaker-view"
  | "star"
  | "window"
  | "zoom";

/** They point where one goes on, which is left where one reads from the right. */
const FLIPPED: ReadonlySet<IconName> = new Set(["arrow", "reply"]);

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
  const classes = ["icon", FLIPPED.has(name) ? "flips" : "", rest.class ?? ""];
  return (
    <svg {...rest} class={classes.filter((word) => word !== "").join(" ")} aria-hidden="true">
      <use href={`${assets.url("icons.svg")}#${name}`} />
    </svg>
  );
}
