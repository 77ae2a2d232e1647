// The part of the meeting page about what a person writes: the draft, what it answers, whom it mentions, emoji.

import { CHAT_BYTES_MAX } from "../../core/mls/chat-fields.ts";
import type { CallModel } from "../call-model.ts";
import { t } from "../words.ts";
import type { LineView } from "./chat-view.ts";
import type { EmojiGroup } from "./emoji-list.ts";
import { emojiOf } from "./emoji-list.ts";
import { LinesView } from "./lines-view.ts";
import type { Mentionable } from "./mention-search.ts";
import {
  begunMention,
  completed,
  mentionables,
  mentionMatches,
  withMentions,
} from "./mention-search.ts";

/** "" for none; "more" is what else can be sent. */
type ComposerMenu = "" | "emoji" | "more";

export abstract class ComposerView extends LinesView {
  draft = "";
  draftProblem = "";
  replyTo: LineView | null = null;
  composerMenu: ComposerMenu = "";
  /** Whom the @ before the cursor may mean. */
  suggestions: readonly Mentionable[] = [];
  suggested = 0;
  mentionable: readonly Mentionable[] = [];
  chosenMentions: readonly Mentionable[] = [];

  override startTalk(): void {
    super.startTalk();
    this.clearDraft();
  }

  override showTalk(before: CallModel | null, model: CallModel): void {
    super.showTalk(before, model);
    if (before?.participants === model.participants) return;
    this.mentionable = mentionables(model.participants.filter(({ isSelf }) => !isSelf));
  }

  clearDraft(): void {
    this.draft = "";
    this.draftProblem = "";
    this.replyTo = null;
    this.composerMenu = "";
    this.chosenMentions = [];
    this.closeSuggestions();
  }

  get field(): HTMLTextAreaElement | null {
    return document.querySelector<HTMLTextAreaElement>(".composer textarea");
  }

  reply(line: LineView): void {
    this.replyTo = line;
    this.openLine = -1;
    this.$nextTick(() => this.field?.focus());
  }

  cancelReply(): void {
    this.replyTo = null;
    this.$nextTick(() => this.field?.focus());
  }

  get replyName(): string {
    return this.replyTo?.name ?? "";
  }

  get replyText(): string {
    return this.replyTo?.text ?? "";
  }

  toggleComposerMenu(menu: ComposerMenu): void {
    this.composerMenu = this.composerMenu === menu ? "" : menu;
  }

  closeComposerMenu(): void {
    this.composerMenu = "";
  }

  emojiOf(group: EmojiGroup): readonly string[] {
    return emojiOf(group);
  }

  insertEmoji(emoji: string): void {
    const at = this.field?.selectionStart ?? this.draft.length;
    const end = this.field?.selectionEnd ?? at;
    this.draft = this.draft.slice(0, at) + emoji + this.draft.slice(end);
    this.placeCursor(at + emoji.length);
  }

  placeCursor(cursor: number): void {
    this.$nextTick(() => {
      this.field?.focus();
      this.field?.setSelectionRange(cursor, cursor);
    });
  }

  /** After each letter, and wherever the cursor goes. */
  suggest(event: Event): void {
    const cursor = event.target instanceof HTMLTextAreaElement ? event.target.selectionStart : 0;
    const begun = begunMention(this.draft, cursor);
    const isDone = this.chosenMentions.some(({ label }) => begun?.startsWith(`${label} `));
    const found = begun === null || isDone ? [] : mentionMatches(this.mentionable, begun);
    const isSame =
      found.length === this.suggestions.length &&
      found.every((one, index) => one.id === this.suggestions[index]?.id);
    if (isSame) return;
    this.suggestions = found;
    this.suggested = 0;
    const first = found[0];
    if (first !== undefined) this.say(t("said.suggested", { name: first.label }));
  }

  closeSuggestions(): void {
    this.suggestions = [];
    this.suggested = 0;
  }

  mention(person: Mentionable): void {
    const cursor = this.field?.selectionStart ?? this.draft.length;
    const next = completed(this.draft, cursor, person.label);
    this.draft = next.draft;
    this.chosenMentions = [...this.chosenMentions.filter(({ id }) => id !== person.id), person];
    this.closeSuggestions();
    this.placeCursor(next.cursor);
  }

  /** Enter sends, Shift+Enter starts a line; while a word is being composed Enter ends that. */
  handleDraftKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.suggestions.length > 0 && this.handleSuggestionKey(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === "Escape" && this.replyTo !== null) {
      event.stopPropagation();
      this.cancelReply();
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.sendDraft();
  }

  /** @returns whether the key was for the list. */
  handleSuggestionKey(key: string): boolean {
    const count = this.suggestions.length;
    const chosen = this.suggestions[this.suggested];
    if (key === "ArrowDown") this.moveTo((this.suggested + 1) % count);
    else if (key === "ArrowUp") this.moveTo((this.suggested + count - 1) % count);
    else if (key === "Escape") this.closeSuggestions();
    else if ((key === "Enter" || key === "Tab") && chosen !== undefined) this.mention(chosen);
    else return false;
    return true;
  }

  moveTo(index: number): void {
    this.suggested = index;
    this.say(this.suggestions[index]?.label ?? "");
  }

  submitDraft(event: Event): void {
    event.preventDefault();
    this.sendDraft();
  }

  sendDraft(): void {
    const { text, mentions } = withMentions(this.draft.trim(), this.chosenMentions);
    if (text === "" || !this.mayWrite) return;
    // Letters outside English take two to four bytes each.
    const isLong = new TextEncoder().encode(text).length > CHAT_BYTES_MAX;
    this.draftProblem = isLong ? t("draft.long") : "";
    if (isLong) return;
    this.running?.chat({ text, mentions, reply: this.replyTo?.ref ?? null });
    this.clearDraft();
  }
}
