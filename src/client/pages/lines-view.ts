// The part of the meeting page about lines that were written: what is done with one, searching, saving, links.

import type { CallModel } from "../call-model.ts";
import type { LineRef, Reaction } from "../chat-model.ts";
import { locale, t } from "../words.ts";
import type { ChatGroup, LineView, ReactionChip } from "./chat-view.ts";
import { groupsWith } from "./chat-view.ts";
import { copyText } from "./copy-text.ts";
import type { OutsideLink } from "./outside-link.ts";
import { outsideLink } from "./outside-link.ts";
import { saveFile } from "./save-file.ts";
import { savedChat } from "./saved-chat.ts";
import { TalkView } from "./talk-view.ts";

function dateOf(at: number): string {
  return new Date(at).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}

export abstract class LinesView extends TalkView {
  /** The line whose buttons are shown: one that is hovered, focused or pressed; -1 for none. */
  openLine = -1;
  /** The line that is about to be reacted to; -1 for none. */
  reactingTo = -1;
  isSearchingChat = false;
  chatQuery = "";
  /** What a click asked to open; null while nothing is asked. */
  link: OutsideLink | null = null;

  override startTalk(): void {
    super.startTalk();
    this.openLine = -1;
    this.reactingTo = -1;
    this.isSearchingChat = false;
    this.chatQuery = "";
    this.link = null;
  }

  get shownChat(): readonly ChatGroup[] {
    const wanted = this.isSearchingChat ? plain(this.chatQuery) : "";
    if (wanted === "") return this.chat;
    return groupsWith(this.chat, ({ text }, { name }) =>
      [text, name].some((written) => plain(written).includes(wanted)),
    );
  }

  toggleChatSearch(): void {
    this.isSearchingChat = !this.isSearchingChat;
    this.chatQuery = "";
    if (!this.isSearchingChat) return;
    this.$nextTick(() => document.querySelector<HTMLElement>("#chat-search")?.focus());
  }

  handleSearchKey(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.toggleChatSearch();
  }

  pressLine(event: Event, { id }: LineView): void {
    const { target, currentTarget } = event;
    if (target instanceof Element && target.closest("button, a") !== null) {
      // Its buttons go with the focus that one of them has: the line takes it.
      if (this.openLine !== id && currentTarget instanceof HTMLElement) currentTarget.focus();
      return;
    }
    // Firefox's clicks bear no pointer before 129.
    const isMouse =
      event instanceof PointerEvent
        ? event.pointerType === "mouse"
        : matchMedia("(hover: hover)").matches;
    if (isMouse) return;
    this.openLine = this.openLine === id ? -1 : id;
    this.reactingTo = -1;
  }

  /** A finger has no place over a line before it presses. */
  hoverLine({ pointerType }: PointerEvent, { id }: LineView): void {
    if (pointerType !== "mouse") return;
    if (this.reactingTo !== id) this.reactingTo = -1;
    this.openLine = id;
  }

  leaveLine({ id }: LineView): void {
    if (this.openLine === id && this.reactingTo < 0) this.openLine = -1;
  }

  /** By the keyboard: a press focuses too, and is its own doing. */
  focusLine({ id }: LineView): void {
    const isByKey = document.querySelector(".chat-item:focus-visible") !== null;
    if (isByKey) this.openLine = id;
  }

  blurLine({ currentTarget, relatedTarget }: FocusEvent, { id }: LineView): void {
    if (!(currentTarget instanceof Node) || !(relatedTarget instanceof Node)) return;
    if (this.openLine !== id || currentTarget.contains(relatedTarget)) return;
    this.openLine = -1;
    this.reactingTo = -1;
  }

  toggleReacting({ id }: LineView): void {
    this.reactingTo = this.reactingTo === id ? -1 : id;
  }

  reactTo({ ref, reactions }: LineView, emoji: Reaction): void {
    const isSet = reactions.some((one) => one.emoji === emoji && one.isOwn);
    this.running?.reactToLine(ref, emoji, !isSet);
    this.reactingTo = -1;
    this.openLine = -1;
  }

  tellChip({ emoji, names }: ReactionChip): void {
    this.toast(`${emoji} ${names}`);
  }

  async copyLine({ text }: LineView): Promise<void> {
    this.openLine = -1;
    const isCopied = await copyText(text);
    this.toast(t(isCopied ? "said.copied" : "said.copyRefused"));
  }

  saveChat(): void {
    const { lines } = this.read;
    const find = (ref: LineRef) =>
      lines.find(({ from, number }) => from === ref.author && number === ref.id) ?? null;
    const now = Date.now();
    const day = new Date(now).toISOString().slice(0, 10);
    const text = savedChat({ lines, find, timeOf: dateOf, now });
    saveFile(`conclave-chat-${day}.txt`, "text/plain;charset=utf-8", text);
    this.say(t("file.saved"));
  }

  /** Nothing outside is opened before its whole address was seen. */
  askLink(href: string): void {
    this.link = outsideLink(href);
  }

  closeLink(): void {
    this.link = null;
  }

  async copyAddress(): Promise<void> {
    const isCopied = await copyText(this.link?.href ?? "");
    this.closeLink();
    this.toast(t(isCopied ? "said.copied" : "said.copyRefused"));
  }

  override showTalk(before: CallModel | null, model: CallModel): void {
    this.tellReactions(before, model);
    super.showTalk(before, model);
  }

  /** To one's own lines, by others. */
  tellReactions(before: CallModel | null, model: CallModel): void {
    if (before === null || before.chat === model.chat) return;
    const known = new Map(before.chat.map(({ id, reactions }) => [id, reactions]));
    for (const { id, isOwn, reactions } of model.chat) {
      const old = known.get(id);
      if (!isOwn || old === undefined || old === reactions) continue;
      for (const { emoji, by } of reactions) {
        const last = by.at(-1);
        const count = old.find((one) => one.emoji === emoji)?.by.length ?? 0;
        if (last === undefined || last.isSelf || by.length <= count) continue;
        this.say(t("said.reacted", { name: last.name, emoji }));
      }
    }
  }
}
