// The part of a call about what this person writes, shows and sends: to the others, and at once on the own page.

import type { FileWish, PageSignal, Reaction, ToCallWorker } from "./call-messages.ts";
import type { CallState } from "./call-state.ts";
import type { ChatDraft, LineRef, PollDraft } from "./chat-model.ts";
import { NEW_FILE } from "./file-model.ts";
import { cleanFileName } from "./file-name.ts";

/** A copy: what the page shows is wrapped to be watched, and no wrapper can be sent to a worker. */
function plainRef({ author, id }: LineRef): LineRef {
  return { author, id };
}

export abstract class CallWriting {
  /** Of one's own next line. */
  #lineNumber = 0;

  protected abstract get state(): CallState;
  /** To the call worker, if there is one. */
  protected abstract send(message: ToCallWorker): void;
  /** The page is to be told. */
  protected abstract change(): void;

  chat({ text, reply, mentions }: ChatDraft): void {
    const id = this.#lineNumber++;
    const answered = reply && plainRef(reply);
    this.#saySelf({ type: "chat", id, text, reply: answered, mentions: [...mentions] });
  }

  reactToLine(line: LineRef, emoji: Reaction, isSet: boolean): void {
    this.#saySelf({ type: "line-reaction", line: plainRef(line), emoji, isSet });
  }

  openPoll({ question, options, isMultiple }: PollDraft): void {
    const id = this.#lineNumber++;
    this.#saySelf({ type: "poll", id, question, options: [...options], isMultiple });
  }

  vote(poll: LineRef, choices: number): void {
    this.#saySelf({ type: "vote", poll: plainRef(poll), choices });
  }

  endPoll(poll: LineRef): void {
    this.#saySelf({ type: "poll-end", poll: plainRef(poll) });
  }

  offerFile(file: File): void {
    const { selfId, phase } = this.state;
    if (selfId === null || phase !== "joined") return;
    const id = this.#lineNumber++;
    const name = cleanFileName(file.name);
    const line = { id, name, size: file.size };
    this.state.chat.handleFile(this.state.named(selfId), line, Date.now());
    const own = { ...NEW_FILE, step: "preparing", blob: file } as const;
    this.state.chat.handleFileState({ author: selfId, id }, own);
    this.#wish({ type: "offer", id, name, file });
    this.change();
  }

  /** One's own is given no longer; of another's what comes is stopped. */
  stopFile(line: LineRef): void {
    const isOwn = line.author === this.state.selfId;
    if (isOwn) this.#wish({ type: "end", id: line.id });
    else this.#wish({ type: "cancel", line: plainRef(line) });
  }

  getFile(line: LineRef): void {
    this.#wish({ type: "get", line: plainRef(line) });
  }

  #wish(wish: FileWish): void {
    this.send({ type: "files", wish });
  }

  react(emoji: Reaction): void {
    this.#saySelf({ type: "reaction", emoji });
  }

  raiseHand(isRaised: boolean): void {
    this.#saySelf({ type: "hand", isRaised, place: this.state.talk.nextPlace });
  }

  /** To the others, and at once here, where nothing of one's own comes back. */
  #saySelf(signal: PageSignal): void {
    const { selfId, phase } = this.state;
    if (selfId === null || phase !== "joined") return;
    this.send({ type: "signal", signal });
    this.state.handleSignal(selfId, signal, Date.now());
    this.change();
  }
}
