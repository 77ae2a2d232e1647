// The part of the meeting page about what members tell each other: chat, reactions, raised hands.

import type { Reaction } from "../../core/mls/signal.ts";
import { CHAT_BYTES_MAX } from "../../core/mls/signal.ts";
import type { CallModel, ChatLine } from "../call-model.ts";
import { locale, t } from "../words.ts";
import { handsBetween } from "./arrivals.ts";
import type { ChatGroup } from "./chat-view.ts";
import { chatGroups, unreadIn } from "./chat-view.ts";
import { unwatched } from "./component.ts";
import { DeviceChoices } from "./device-choices.ts";
import { handQueue } from "./hand-queue.ts";
import type { RunningCall } from "./running-call.ts";
import { shortcutOf } from "./shortcut.ts";

type Read = {
  lines: readonly ChatLine[];
  /** ID of the last line that was shown; -1 for none. */
  last: number;
};

function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString(locale(), { timeStyle: "short" });
}

export abstract class TalkView extends DeviceChoices {
  chat: readonly ChatGroup[] = [];
  draft = "";
  draftProblem = "";
  unread = 0;
  mayWrite = true;
  isChatOpen = false;
  /** IDs, the first raised first. */
  hands: readonly string[] = [];
  isHandRaised = false;
  readonly read = unwatched<Read>({ lines: [], last: -1 });

  abstract override get running(): RunningCall | null;

  startTalk(): void {
    this.chat = [];
    Object.assign(this.read, { lines: [], last: -1 });
    this.unread = 0;
    this.hands = [];
  }

  showTalk(before: CallModel | null, model: CallModel): void {
    this.mayWrite = model.door.mayChat || model.ownRole !== "member";
    this.hands = handQueue(this.hands, model.participants);
    this.isHandRaised = model.participants.some((person) => person.isSelf && person.isHandRaised);
    const hands = handsBetween(before, model);
    if (hands !== "") this.toast(hands);
    this.sayReactions(before, model);
    if (model.chat === this.read.lines) return;
    const news = unreadIn(model.chat, this.read.lines.at(-1)?.id ?? -1);
    this.read.lines = model.chat;
    this.chat = chatGroups(model.chat, timeOf);
    this.countUnread();
    const last = news.at(-1);
    if (last !== undefined && !this.isChatOpen) this.toast(t("said.message", { name: last.name }));
  }

  sayReactions(before: CallModel | null, model: CallModel): void {
    const known = before?.reactions.at(-1)?.id ?? -1;
    const own = model.participants.find(({ isSelf }) => isSelf)?.id;
    const last = model.reactions.findLast(({ id, from }) => id > known && from !== own);
    if (last !== undefined) this.say(t("said.reaction", { name: last.name, emoji: last.emoji }));
  }

  countUnread(): void {
    const { read } = this;
    if (this.isChatOpen) read.last = read.lines.at(-1)?.id ?? -1;
    this.unread = unreadIn(read.lines, read.last).length;
  }

  handlePanel(panel: string): void {
    this.isChatOpen = panel === "chat";
    this.countUnread();
  }

  /** Enter sends, Shift+Enter starts a line; while a word is being composed Enter ends that. */
  handleDraftKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.sendDraft();
  }

  submitDraft(event: Event): void {
    event.preventDefault();
    this.sendDraft();
  }

  sendDraft(): void {
    const text = this.draft.trim();
    if (text === "" || !this.mayWrite) return;
    // Letters outside English take two to four bytes each.
    const isLong = new TextEncoder().encode(text).length > CHAT_BYTES_MAX;
    this.draftProblem = isLong ? t("draft.long") : "";
    if (isLong) return;
    this.running?.chat(text);
    this.draft = "";
  }

  react(emoji: Reaction): void {
    this.running?.react(emoji);
  }

  toggleHand(): void {
    this.running?.raiseHand(!this.isHandRaised);
  }

  override handleShortcut(event: KeyboardEvent): void {
    super.handleShortcut(event);
    if (this.hasShortcuts && shortcutOf(event) === "H") this.toggleHand();
  }
}
