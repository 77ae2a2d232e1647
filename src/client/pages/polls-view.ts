// The part of the meeting page about polls: making one, voting, ending one.

import { OPTIONS_MAX, OPTIONS_MIN } from "../../core/mls/chat-fields.ts";
import { t } from "../words.ts";
import type { LineView } from "./chat-view.ts";
import { ComposerView } from "./composer-view.ts";
import { pressed } from "./poll-view.ts";

export abstract class PollsView extends ComposerView {
  isPollFormOpen = false;
  question = "";
  options: readonly string[] = [];
  isPollMultiple = false;
  pollProblem = "";

  get mayAddOption(): boolean {
    return this.options.length < OPTIONS_MAX;
  }

  openPollForm(): void {
    this.closeComposerMenu();
    this.question = "";
    this.options = ["", ""];
    this.isPollMultiple = false;
    this.pollProblem = "";
    this.isPollFormOpen = true;
  }

  closePollForm(): void {
    this.isPollFormOpen = false;
  }

  addOption(): void {
    if (!this.mayAddOption) return;
    this.options = [...this.options, ""];
    this.$nextTick(() =>
      document.querySelector<HTMLElement>(".poll-option:last-child input")?.focus(),
    );
  }

  setOption(index: number, event: Event): void {
    const text = event.target instanceof HTMLInputElement ? event.target.value : "";
    this.options = this.options.map((option, place) => (place === index ? text : option));
  }

  submitPoll(event: Event): void {
    event.preventDefault();
    const question = this.question.trim();
    const options = this.options.map((text) => text.trim()).filter((text) => text !== "");
    const isWhole =
      question !== "" && new Set(options).size === options.length && options.length >= OPTIONS_MIN;
    this.pollProblem = isWhole ? "" : t("poll.problem");
    if (!isWhole || !this.mayWrite) return;
    this.running?.openPoll({ question, options, isMultiple: this.isPollMultiple });
    this.closePollForm();
  }

  vote({ ref, poll }: LineView, index: number): void {
    if (poll?.isOpen) this.running?.vote(ref, pressed(poll, index));
  }

  mayEndPoll({ isOwn, poll }: LineView): boolean {
    return poll?.isOpen === true && (isOwn || this.isHosting);
  }

  endPoll({ ref }: LineView): void {
    this.running?.endPoll(ref);
  }

  abstract get isHosting(): boolean;
}
