// Whom the @ before the cursor may mean, and what a draft says once somebody was chosen.

import { MENTION, MENTIONS_MAX } from "../../core/mls/chat-fields.ts";
import type { ParticipantId } from "../../protocol/ids.ts";

export type Mentionable = {
  readonly id: ParticipantId;
  readonly name: string;
  /** What stands in the draft: the name, with a number where two have one name. */
  readonly label: string;
};

/** More than fit over a phone's keyboard. */
const SHOWN_MAX = 5;

/** An address has an @ in it as well: only one after a space begins a name. */
const BEGUN = /(?:^|\s)@([^@\n]{0,40})$/u;

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Chosen by their leaf: of two with one name, each has a label of its own. */
export function mentionables(
  people: readonly { readonly id: ParticipantId; readonly name: string }[],
): readonly Mentionable[] {
  const seen = new Map<string, number>();
  return people.map(({ id, name }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { id, name, label: count === 1 ? name : `${name} (${count})` };
  });
}

/** @returns the letters after the @ before the cursor; null when there is none. */
export function begunMention(draft: string, cursor: number): string | null {
  return BEGUN.exec(draft.slice(0, cursor))?.[1] ?? null;
}

/** Names that begin so first, then those with a later word that does. */
export function mentionMatches(
  people: readonly Mentionable[],
  begun: string,
): readonly Mentionable[] {
  const wanted = plain(begun);
  const words = ({ label }: Mentionable) => plain(label).split(/\s+/u);
  const first = people.filter(({ label }) => plain(label).startsWith(wanted));
  const later = people.filter(
    (one) => !first.includes(one) && words(one).some((word) => word.startsWith(wanted)),
  );
  return [...first, ...later].slice(0, SHOWN_MAX);
}

/** @returns the draft with `label` in the place of what was begun, and where the cursor goes. */
export function completed(
  draft: string,
  cursor: number,
  label: string,
): { readonly draft: string; readonly cursor: number } {
  const begun = begunMention(draft, cursor) ?? "";
  const before = `${draft.slice(0, cursor - begun.length)}${label} `;
  return { draft: before + draft.slice(cursor), cursor: before.length };
}

/** “@Annabel” doesn't mention Ann. */
function isAt(text: string, label: string): boolean {
  return text.startsWith(`@${label}`) && !/^[\p{L}\p{N}]/u.test(text.slice(label.length + 1));
}

/**
 * What is sent: each `@label` of the chosen is a mark, and says whom it means. What a person pastes
 * has no marks in it.
 */
export function withMentions(
  draft: string,
  chosen: readonly Mentionable[],
): { readonly text: string; readonly mentions: readonly ParticipantId[] } {
  const mentions: ParticipantId[] = [];
  // The longest first: “@Ann” is in “@Ann Lee”.
  const labels = [...chosen].sort((one, other) => other.label.length - one.label.length);
  let text = "";
  let rest = draft.replaceAll(MENTION, "");
  while (rest !== "") {
    const named = labels.find(({ label }) => isAt(rest, label));
    if (named !== undefined && mentions.length < MENTIONS_MAX) {
      mentions.push(named.id);
      text += MENTION;
      rest = rest.slice(named.label.length + 1);
    } else {
      const next = rest.indexOf("@", 1);
      text += next < 0 ? rest : rest.slice(0, next);
      rest = next < 0 ? "" : rest.slice(next);
    }
  }
  return { text, mentions };
}
