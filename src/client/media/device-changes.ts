// What was plugged in or pulled out between two looks at the devices.

import type { Device, DeviceKind, DeviceList } from "../devices.ts";

export type ChoiceKind = DeviceKind | "speaker";

export type Plugged = { readonly kind: ChoiceKind; readonly id: string; readonly label: string };

/** Not devices but stand-ins for one, which Chromium lists beside them. */
const STAND_INS = ["default", "communications"];

function entriesOf({ microphones, cameras, speakers }: DeviceList): readonly Plugged[] {
  const of = (kind: ChoiceKind, devices: readonly Device[]) =>
    devices
      .filter(({ id }) => !STAND_INS.includes(id))
      .map(({ id, label }) => ({ kind, id, label }));
  return [...of("microphone", microphones), ...of("speaker", speakers), ...of("camera", cameras)];
}

function missing(from: readonly Plugged[], list: readonly Plugged[]): readonly Plugged[] {
  return list.filter(({ kind, id }) => !from.some((one) => one.kind === kind && one.id === id));
}

/**
 * What is there now and wasn't. Before the person allowed devices the lists are empty or nameless:
 * what comes to light then is no news.
 */
export function pluggedIn(before: DeviceList, after: DeviceList): readonly Plugged[] {
  const known = entriesOf(before);
  return entriesOf(after).filter(
    (one) => known.some(({ kind }) => kind === one.kind) && missing(known, [one]).length > 0,
  );
}

/** What was there and isn't any more. */
export function pulledOut(before: DeviceList, after: DeviceList): readonly Plugged[] {
  return missing(entriesOf(after), entriesOf(before));
}
