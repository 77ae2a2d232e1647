// The list of people as a host or member sees it, with what may be done about each.

import type { CallModel, ParticipantView, Role } from "../call-model.ts";
import { t } from "../words.ts";
import type { TileView } from "./tile-view.ts";

export type PersonView = TileView & {
  readonly name: string;
  /** "" for who has no role but being there. */
  readonly role: string;
  readonly mayAskToMute: boolean;
  readonly mayAskToUnmute: boolean;
  readonly mayAskToStopCamera: boolean;
  readonly mayLowerHand: boolean;
  readonly mayGrant: boolean;
  readonly mayRevoke: boolean;
  readonly mayHandOver: boolean;
  readonly mayRemove: boolean;
};

/** Fewer are seen at a glance. */
export const SEARCHED_FROM = 10;

function roleText(role: Role): string {
  if (role === "member") return "";
  return t(role === "host" ? "person.host" : "person.coHost");
}

/** As every client judges it: a co-host can't touch a host, and only a host makes co-hosts. */
function actsOn(person: ParticipantView, ownRole: Role) {
  const isHosting = ownRole !== "member" && !person.isSelf;
  return {
    mayAskToMute: isHosting && person.isMicOn,
    mayAskToUnmute: isHosting && !person.isMicOn,
    mayAskToStopCamera: isHosting && person.isCameraOn,
    mayLowerHand: isHosting && person.hand !== null,
    mayGrant: isHosting && ownRole === "host" && person.role === "member",
    mayRevoke: isHosting && ownRole === "host" && person.role === "co-host",
    mayHandOver: isHosting && ownRole === "host" && person.role !== "host",
    mayRemove: isHosting && (person.role !== "host" || ownRole === "host"),
  };
}

/** Oneself first, then raised hands in their order, then the others as they came. */
export function peopleOf(model: CallModel, tiles: readonly TileView[]): readonly PersonView[] {
  const byId = new Map(model.participants.map((person) => [person.id, person]));
  const people = tiles.flatMap((tile): PersonView[] => {
    const person = byId.get(tile.id);
    if (person === undefined) return [];
    const acts = actsOn(person, model.ownRole);
    return [{ ...tile, ...acts, name: person.name, role: roleText(person.role) }];
  });
  const rank = ({ isSelf, hand }: PersonView) =>
    isSelf ? 0 : hand > 0 ? hand : Number.MAX_SAFE_INTEGER;
  return people.toSorted((one, other) => rank(one) - rank(other));
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}

/** @returns those whose name has `query` in it, whatever its case and accents. */
export function searched(people: readonly PersonView[], query: string): readonly PersonView[] {
  const wanted = plain(query);
  return wanted === "" ? people : people.filter(({ name }) => plain(name).includes(wanted));
}
