// The part of the meeting page about what members tell each other: chat, reactions, raised hands.

import type { Reaction } from "../../core/mls/chat-fields.ts";
import type { CallModel } from "../call-model.ts";
import type { ChatLine } from "../chat-model.ts";
import { locale, t } from "../words.ts";
import { handsBetween } from "./arrivals.ts";
import { mentionsSelf } from "./chat-text.ts";
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

export function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString(locale(), { timeStyle: "short" });
}

export abstract class TalkView extends DeviceChoices {
  chat: readonly ChatGroup[] = [];
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
    this.hands = handQueue(model.participants);
    this.isHandRaised = model.participants.some(({ isSelf, hand }) => isSelf && hand !== null);
    const hands = handsBetween(before, model);
    if (hands !== "") this.toast(hands);
    this.sayReactions(before, model);
    if (model.chat === this.read.lines) return;
    const news = unreadIn(model.chat, this.read.lines.at(-1)?.id ?? -1);
    this.read.lines = model.chat;
    this.chat = chatGroups(model.chat, timeOf);
    this.countUnread();
    this.tellNews(news);
  }

  /** Who is mentioned is told so, whatever else came with it; what one sees come isn't told. */
  tellNews(news: readonly ChatLine[]): void {
    const mention = news.findLast(mentionsSelf);
    const last = mention ?? news.at(-1);
    if (last === undefined || (this.isChatOpen && mention === undefined)) return;
    const { name } = last;
    if (mention !== undefined) this.toast(t("said.mention", { name }));
    else if (last.poll !== null) this.toast(t("said.poll", { name }));
    else this.toast(t(last.file === null ? "said.message" : "said.file", { name }));
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
