// The panel “The door”, which the server renders: its address, and what a press in it means.

import type { Act, DoorView, Role } from "../call-model.ts";

export type DialogName =
  | ""
  | "remove"
  | "hand-over"
  | "rotate-link"
  | "end-for-all"
  | "delete-meeting"
  | "host-link"
  | "record"
  | "shortcuts";

export type DoorPress =
  | { readonly kind: "act"; readonly act: Act }
  | { readonly kind: "dialog"; readonly dialog: DialogName };

/** Before the first policy: whoever has the link comes in, and may do everything. */
export const OPEN_DOOR: DoorView = {
  isLocked: false,
  hasWaitingRoom: false,
  mayChat: true,
  mayShare: true,
  mayUnmute: true,
  mayRecord: true,
};

/** @returns "" for a member, who has no such panel. No secret and no name is in it. */
export function doorAddress(door: DoorView, role: Role): string {
  if (role === "member") return "";
  const flag = (value: boolean) => (value ? "1" : "0");
  const query = new URLSearchParams({
    locked: flag(door.isLocked),
    waiting: flag(door.hasWaitingRoom),
    chat: flag(door.mayChat),
    share: flag(door.mayShare),
    unmute: flag(door.mayUnmute),
    record: flag(door.mayRecord),
    role,
  });
  return `/fragments/door?${query}`;
}

function setDoor(door: Partial<DoorView>): DoorPress {
  return { kind: "act", act: { type: "set-door", door } };
}

/**
 * @param name the `data-door` of what was pressed. Its words come from the server, so what it does
 * is decided here: nothing that can't be taken back happens without a dialog of our own.
 */
export function doorPress(name: string, door: DoorView): DoorPress | null {
  switch (name) {
    case "locked":
      return setDoor({ isLocked: !door.isLocked });
    case "waiting":
      return setDoor({ hasWaitingRoom: !door.hasWaitingRoom });
    case "chat":
      return setDoor({ mayChat: !door.mayChat });
    case "share":
      return setDoor({ mayShare: !door.mayShare });
    case "unmute":
      return setDoor({ mayUnmute: !door.mayUnmute });
    case "record":
      return setDoor({ mayRecord: !door.mayRecord });
    case "mute-everyone":
      return { kind: "act", act: { type: "ask", target: null, what: "mute" } };
    case "rotate-link":
    case "end-for-all":
    case "delete-meeting":
    case "host-link":
      return { kind: "dialog", dialog: name };
    default:
      return null;
  }
}
